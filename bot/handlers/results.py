"""The organisers' side of the feedback: opened early by a button, counted while open, read after the close."""

from collections.abc import Callable
from typing import assert_never

from bot.actions.evaluation import Comments, Feedback, ItemResults, OpenEvaluation
from bot.context import Context, Turn, pressed
from bot.views import results as views
from bot.views.page import Page
from training import evaluation, results, sessions
from training.evaluation import AlreadyOpen, Opened, Over, TooEarly
from training.results import NotClosed, Results, TooFew
from training.sessions import OrganiserCard


async def feedback(update: object, context: Context) -> None:
    """« Avis » of a session: not open, the live count, or the results."""
    action = context.action(Feedback)
    async with context.turn() as turn:
        page = await _today(turn, action.session_id)
    await context.show(page)


async def open_now(update: object, context: Context) -> None:
    """« Ouvrir le questionnaire », from two hours before the end."""
    action = context.action(OpenEvaluation)
    async with context.turn() as turn:
        outcome = await evaluation.open_now(turn.db, turn.person, action.session_id, now=turn.now)
        match outcome:
            case Opened(_, invited):
                toast = views.opened(turn.t, invited)
            case TooEarly(from_):
                toast = views.too_early(turn.t, from_, str(turn.zone))
            case AlreadyOpen():
                toast = views.already_open(turn.t)
            case Over():
                toast = views.over(turn.t)
            case _ as never:
                assert_never(never)
        page = await _today(turn, action.session_id)
    await context.show(page, toast)


async def item(update: object, context: Context) -> None:
    """One question."""
    action = context.action(ItemResults)
    async with context.turn() as turn:
        page = await _read(turn, action.session_id, lambda found: views.item(turn.t, found, action.item))
    await context.show(page)


async def comments(update: object, context: Context) -> None:
    """The comments, a page at a time."""
    action = context.action(Comments)
    async with context.turn() as turn:
        page = await _read(turn, action.session_id, lambda found: views.comments(turn.t, found, action.page))
    await context.show(page)


async def _today(turn: Turn, session_id: int) -> Page:
    card = await sessions.organiser_card(turn.db, turn.person, session_id, now=turn.now)
    if card.evaluation is None or card.evaluation.state == "scheduled":
        return _not_open(turn, card)
    if evaluation.is_open(card.evaluation, turn.now):
        counts = await evaluation.counts(turn.db, turn.person, card.evaluation.id)
        return views.live(turn.t, card.session, counts, card.evaluation.closes_at)
    return await _read(turn, session_id, lambda found: views.summary(turn.t, found))


def _not_open(turn: Turn, card: OrganiserCard) -> Page:
    if card.evaluation and card.evaluation.closes_at <= turn.now:
        return views.closing(turn.t, card.session, 0)
    may_open = turn.now >= card.session.ends_at - evaluation.EARLY
    return views.not_open(turn.t, card.session, card.session.ends_at, may_open=may_open)


async def _read(turn: Turn, session_id: int, shown: Callable[[Results], Page]) -> Page:
    """The page of the results, or why there are none."""
    session = (await sessions.organiser_card(turn.db, turn.person, session_id, now=turn.now)).session
    found = await results.results(turn.db, turn.person, session_id)
    match found:
        case Results():
            return shown(found)
        case TooFew(replies):
            return views.too_few(turn.t, session, replies)
        case NotClosed(replied):
            return views.closing(turn.t, session, replied)
        case _ as never:
            assert_never(never)


HANDLERS = [
    pressed(Feedback, feedback),
    pressed(OpenEvaluation, open_now),
    pressed(ItemResults, item),
    pressed(Comments, comments),
]
