"""The organisers' side of the feedback: opened early by a button, counted while open, read after the close."""

from typing import assert_never

from bot.actions.evaluation import Comments, Feedback, ItemResults, OpenEvaluation
from bot.context import Context, Turn, pressed
from bot.views import result_items
from bot.views import results as views
from bot.views.page import Page
from training import evaluation, results, sessions
from training.errors import Gone
from training.evaluation import AlreadyOpen, Opened, Over, TooEarly
from training.questionnaires import HOT
from training.results import NotClosed, Results, TooFew
from training.sessions import OrganiserCard


async def feedback(update: object, context: Context) -> None:
    """« Avis » of a session: not open, the live count, or the results of one questionnaire."""
    action = context.action(Feedback)
    async with context.turn() as turn:
        page = await _today(turn, action.session_id, action.questionnaire)
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
        page = await _today(turn, action.session_id, HOT)
    await context.show(page, toast)


async def item(update: object, context: Context) -> None:
    """One question."""
    action = context.action(ItemResults)
    async with context.turn() as turn:
        found = await _found(turn, action.session_id, action.questionnaire)
        page = found if isinstance(found, Page) else result_items.item(turn.t, found, action.item)
    await context.show(page)


async def comments(update: object, context: Context) -> None:
    """The comments, a page at a time."""
    action = context.action(Comments)
    async with context.turn() as turn:
        found = await _found(turn, action.session_id, action.questionnaire)
        page = found if isinstance(found, Page) else result_items.comments(turn.t, found, action.page)
    await context.show(page)


async def _today(turn: Turn, session_id: int, questionnaire: str) -> Page:
    card = await sessions.organiser_card(turn.db, turn.person, session_id, now=turn.now)
    found = card.evaluations.get(questionnaire)
    if found is None or found.state == "scheduled":
        return _not_open(turn, card, questionnaire)
    if evaluation.is_open(found, turn.now):
        counts = await evaluation.counts(turn.db, turn.person, found.id)
        return views.live(turn.t, card.session, questionnaire, counts, found.closes_at)
    read = await _found(turn, session_id, questionnaire)
    return read if isinstance(read, Page) else views.summary(turn.t, read)


def _not_open(turn: Turn, card: OrganiserCard, questionnaire: str) -> Page:
    """The hot one of a session that was not published yet opens at its end; another needs to be planned."""
    planned = card.evaluations.get(questionnaire)
    if planned is None and questionnaire != HOT:
        raise Gone("evaluation")
    if planned and planned.closes_at <= turn.now:
        return views.closing(turn.t, card.session, questionnaire, 0)
    opens_at = planned.opens_at if planned else card.session.ends_at
    may_open = questionnaire == HOT and turn.now >= card.session.ends_at - evaluation.EARLY
    return views.not_open(turn.t, card.session, questionnaire, opens_at, may_open=may_open)


async def _found(turn: Turn, session_id: int, questionnaire: str) -> Results | Page:
    """The results, or the page that says why there are none."""
    session = (await sessions.organiser_card(turn.db, turn.person, session_id, now=turn.now)).session
    found = await results.results(turn.db, turn.person, session_id, questionnaire)
    match found:
        case Results():
            return found
        case TooFew(replies):
            return views.too_few(turn.t, session, questionnaire, replies)
        case NotClosed(replied):
            return views.closing(turn.t, session, questionnaire, replied)
        case _ as never:
            assert_never(never)


HANDLERS = [
    pressed(Feedback, feedback),
    pressed(OpenEvaluation, open_now),
    pressed(ItemResults, item),
    pressed(Comments, comments),
]
