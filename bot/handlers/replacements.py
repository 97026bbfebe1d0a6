"""« Me faire remplacer »: who comes is written on one line; an organiser decides, or does it for somebody."""

from markupsafe import Markup

from bot.actions.replacements import (
    AcceptReplacement,
    AskReplacement,
    AskReplacementFor,
    ProposeReplacement,
    RefuseReplacement,
    Replacements,
)
from bot.context import Context, Turn, pressed
from bot.dialogs import give_up
from bot.house import Dialog
from bot.replies import Reply, changed, reply
from bot.views import errors, people
from bot.views import replacements as views
from bot.views.page import Page
from training import access, finding
from training.codes import grouped
from training.errors import Forbidden, Gone, Stale
from training.links import issuing
from training.nominations import following
from training.nominations.nominee import Nominee
from training.replacements import deciding, proposing
from training.replacements.deciding import Busy, QuotaFull, Replaced
from training.replacements.proposing import Unreadable

REPLACE = "replace"
"""The name of the flow, as dialogs keep it."""
MINE, THEIRS, CHECK = "mine", "theirs", "check"
SESSION, NOMINATION, LINE = "session", "nomination", "line"


class ReplaceFlow:
    """The line is asked of the person (MINE) or of an organiser (THEIRS); CHECK waits for « Transmettre »."""

    name = REPLACE

    async def question(self, turn: Turn, dialog: Dialog) -> Page:
        return await _question(turn, dialog, None)

    async def typed(self, turn: Turn, dialog: Dialog, text: str) -> Page:
        if len(text) > views.LINE_MAX:
            return await _question(turn, dialog, views.too_long(turn.t))
        found = await proposing.read(turn.db, text)
        if isinstance(found, Unreadable):
            return await _question(turn, dialog, views.problem(turn.t, found.problems[0]))
        if dialog.step == THEIRS:
            return await _proposed_for(turn, int(dialog.answers[NOMINATION]), text)
        session = await finding.session(turn.db, int(dialog.answers[SESSION]))
        await turn.ask(REPLACE, CHECK, {SESSION: session.id, LINE: text})
        return views.check(turn.t, session, found)


async def ask(update: object, context: Context) -> None:
    action = context.action(AskReplacement)
    await reply(context, lambda turn: _ask(turn, action.session_id))


async def propose(update: object, context: Context) -> None:
    action = context.action(ProposeReplacement)
    await reply(context, lambda turn: _propose(turn, action.session_id))


async def ask_for(update: object, context: Context) -> None:
    """« Faire remplacer », of an organiser."""
    action = context.action(AskReplacementFor)
    async with context.turn() as turn:
        session, one = await following.nominee(turn.db, turn.person, action.nomination_id, now=turn.now)
        await turn.ask(REPLACE, THEIRS, {NOMINATION: action.nomination_id})
        page = views.ask_for(turn.t, session, people.name(one.person), action.nomination_id)
    await context.show(page)


async def show(update: object, context: Context) -> None:
    action = context.action(Replacements)
    async with context.turn() as turn:
        page = await _first(turn, action.session_id)
    await context.show(page)


async def accept(update: object, context: Context) -> None:
    """Who has no account gets a link of their own, which the organiser hands to them."""
    action = context.action(AcceptReplacement)
    async with context.turn() as turn:
        try:
            outcome = await deciding.accept(
                turn.db, turn.person, action.replacement_id, action.person_id or None, now=turn.now
            )
            page, toast = await _outcome(turn, action.replacement_id, outcome), None
        except Stale:
            page, toast = await _stale(turn, action.replacement_id)
    await context.show(page, toast)


async def refuse(update: object, context: Context) -> None:
    action = context.action(RefuseReplacement)
    async with context.turn() as turn:
        try:
            session = await deciding.refuse(turn.db, turn.person, action.replacement_id, now=turn.now)
            page, toast = await _first(turn, session.id), turn.t.label("Replacement refused: the person is told.")
        except Stale:
            page, toast = await _stale(turn, action.replacement_id)
    await context.show(page, toast)


async def _ask(turn: Turn, session_id: int) -> Reply:
    if not await proposing.may_propose(turn.db, access.verified(turn.person), session_id, now=turn.now):
        return await changed(turn, session_id)
    await turn.ask(REPLACE, MINE, {SESSION: session_id})
    return Reply(views.ask(turn.t, await finding.session(turn.db, session_id)))


async def _propose(turn: Turn, session_id: int) -> Reply:
    """Only what waits to be passed on; the button pressed twice says the same."""
    dialog = await turn.dialog()
    waits = dialog is not None and dialog.flow == REPLACE and dialog.step == CHECK
    if dialog is None or not waits or int(dialog.answers[SESSION]) != session_id:
        return await changed(turn, session_id)
    await turn.stop_asking()
    line = str(dialog.answers[LINE])
    try:
        made = await proposing.propose(turn.db, turn.person, session_id, line, now=turn.now)
    except (Gone, Stale):
        return await changed(turn, session_id)
    session = await finding.session(turn.db, session_id)
    if isinstance(made, Unreadable):  # a corps that was renamed meanwhile
        return Reply(views.ask(turn.t, session, views.problem(turn.t, made.problems[0])))
    return Reply(views.sent(turn.t, session))


async def _question(turn: Turn, dialog: Dialog, reason: Markup | None) -> Page:
    if dialog.step == THEIRS:
        nomination_id = int(dialog.answers[NOMINATION])
        try:
            session, one = await following.nominee(turn.db, turn.person, nomination_id, now=turn.now)
        except (Gone, Forbidden):
            return await give_up(turn)
        return views.ask_for(turn.t, session, people.name(one.person), nomination_id, reason)
    session = await finding.session(turn.db, int(dialog.answers[SESSION]))
    found = await proposing.read(turn.db, str(dialog.answers[LINE])) if dialog.step == CHECK else None
    if isinstance(found, Nominee) and reason is None:
        return views.check(turn.t, session, found)
    return views.ask(turn.t, session, reason)


async def _proposed_for(turn: Turn, nomination_id: int, line: str) -> Page:
    """An organiser named somebody: the decision is shown at once."""
    await turn.stop_asking()
    session, one = await following.nominee(turn.db, turn.person, nomination_id, now=turn.now)
    made = await proposing.propose(turn.db, one.person, session.id, line, now=turn.now, by=turn.person)
    if isinstance(made, Unreadable):
        return await _first(turn, session.id)
    waiting = len(await deciding.pending(turn.db, turn.person, session.id))
    return views.decide(turn.t, session, waiting, await deciding.proposal(turn.db, turn.person, made.id))


async def _first(turn: Turn, session_id: int) -> Page:
    waiting = await deciding.pending(turn.db, turn.person, session_id)
    session = await finding.session(turn.db, session_id)
    first = await deciding.proposal(turn.db, turn.person, waiting[0].replacement.id) if waiting else None
    return views.decide(turn.t, session, len(waiting), first)


async def _outcome(turn: Turn, replacement_id: int, outcome: Replaced | Busy | QuotaFull) -> Page:
    session = await deciding.session_of(turn.db, turn.person, replacement_id)
    match outcome:
        case Busy():
            return views.busy(turn.t, session, outcome, replacement_id)
        case QuotaFull():
            return views.quota_full(turn.t, session, replacement_id)
        case Replaced():
            link = None
            if not outcome.told:
                made = await issuing.issue_one(turn.db, turn.person, outcome.substitute.id, now=turn.now)
                link = (f"https://t.me/{turn.house.bot_username}?start={made.code}", grouped(made.code))
            return views.done(turn.t, session, people.name(outcome.substitute), told=outcome.told, link=link)


async def _stale(turn: Turn, replacement_id: int) -> tuple[Page, str]:
    session = await deciding.session_of(turn.db, turn.person, replacement_id)
    return await _first(turn, session.id), errors.stale(turn.t)


FLOW = ReplaceFlow()
HANDLERS = [
    pressed(AskReplacement, ask),
    pressed(ProposeReplacement, propose),
    pressed(AskReplacementFor, ask_for),
    pressed(Replacements, show),
    pressed(AcceptReplacement, accept),
    pressed(RefuseReplacement, refuse),
]
