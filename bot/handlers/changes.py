"""A session that organisers change: what is asked, typed, shown with its consequences, and then done."""

from datetime import date, time
from typing import Any

from bot.actions.changes import AskChange, AskMoveUp, ChangeSession, ConfirmChange, MoveTally, MoveUp, WaitingLine
from bot.context import Context, Turn, pressed
from bot.dialogs import give_up, set_aside
from bot.house import Dialog
from bot.views import changes as views
from bot.views import errors, waiting_lines
from bot.views.changes import CANCEL, CAPACITY, HOURS, MOVE, PLACE
from bot.views.organiser_sessions import organiser_session
from bot.views.page import Page
from training import sessions
from training.changes import altering, cancelling, moving, overview, typed
from training.changes import seats as places
from training.changes.altering import OtherHalfDays, SameAsBefore
from training.changes.cancelling import NotAReason
from training.changes.moving import TooSoon
from training.changes.seats import MoveUpReason, WouldLose
from training.errors import Forbidden, Gone, Stale
from training.programme_values import Reason, parse_capacity

NAME, AGREE = "session_change", "agree"
"""The flow, as dialogs keep it; the step in which a button is awaited. The other steps are what can be changed."""


class Misunderstood(Exception):
    """What was typed changes nothing; `problem` is a key of `views.PROBLEMS`."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


async def menu(update: object, context: Context) -> None:
    action = context.action(ChangeSession)
    async with context.turn() as turn:
        await set_aside(turn)
        page = await _menu(turn, action.session_id)
    await context.show(page)


async def ask(update: object, context: Context) -> None:
    action = context.action(AskChange)
    async with context.turn() as turn:
        if action.what not in views.ASKED:
            raise Stale("session")
        page = await _ask(turn, action.session_id, action.what)
    await context.show(page)


async def confirm(update: object, context: Context) -> None:
    """What was typed, to the session as the page showed it; a second tap shows the session."""
    action = context.action(ConfirmChange)
    async with context.turn() as turn:
        dialog = await turn.dialog()
        awaited = dialog is not None and dialog.flow == NAME and dialog.step == AGREE
        if dialog is None or not awaited or dialog.answers.get("session") != action.session_id:
            page, toast = await _card(turn, action.session_id), errors.stale(turn.t)
        else:
            told = await _do(turn, dialog.answers, action.version)
            await turn.stop_asking()
            page, toast = await _card(turn, action.session_id), views.done(turn.t, told)
    await context.show(page, toast)


async def tally(update: object, context: Context) -> None:
    action = context.action(MoveTally)
    async with context.turn() as turn:
        page = views.tally(turn.t, await moving.tally(turn.db, turn.person, action.session_id))
    await context.show(page)


async def line(update: object, context: Context) -> None:
    action = context.action(WaitingLine)
    async with context.turn() as turn:
        session, waiting = await overview.line(turn.db, turn.person, action.session_id)
        page = waiting_lines.line(turn.t, session, waiting, action.page)
    await context.show(page)


async def ask_move_up(update: object, context: Context) -> None:
    action = context.action(AskMoveUp)
    async with context.turn() as turn:
        session, mine, rank = await overview.in_line(turn.db, turn.person, action.registration_id)
        page = waiting_lines.ask_move_up(turn.t, session, mine, rank)
    await context.show(page)


async def move_up(update: object, context: Context) -> None:
    action = context.action(MoveUp)
    async with context.turn() as turn:
        if action.reason not in waiting_lines.REASONS:
            raise Stale("reason")
        reason = MoveUpReason(action.reason)
        mine = await places.move_up(turn.db, turn.person, action.registration_id, reason, now=turn.now)
        session, waiting = await overview.line(turn.db, turn.person, mine.session_id)
        page = waiting_lines.line(turn.t, session, waiting, 0)
    await context.show(page)


class Changing:
    """The conversation: something is awaited in writing, then a button under its consequences."""

    name = NAME

    async def question(self, turn: Turn, dialog: Dialog) -> Page:
        """The page that waits; none when the session cannot be changed any more, or the role was lost."""
        try:
            if dialog.step == AGREE:
                return await _confirmation(turn, dialog.answers)
            return await _ask(turn, dialog.answers["session"], dialog.step)
        except (Gone, Forbidden, Stale, Misunderstood):
            return await give_up(turn)

    async def typed(self, turn: Turn, dialog: Dialog, text: str) -> Page:
        """Read it, and show what it would lead to; typed again under that page, it takes the place of the first."""
        session_id = dialog.answers["session"]
        what = dialog.answers.get("what", dialog.step)
        try:
            found = await overview.session(turn.db, turn.person, session_id, now=turn.now)
            answers = {"session": session_id, "what": what, "value": _read(what, text, found)}
            if what == CAPACITY:
                answers["losing"] = len(await overview.losing(turn.db, found, int(answers["value"][0])))
            page = await _confirmation(turn, answers)
        except Misunderstood as error:
            return await _ask(turn, session_id, what, error.problem)
        except (Gone, Forbidden, Stale):
            return await give_up(turn)
        await turn.ask(NAME, AGREE, answers)
        return page


def _read(what: str, text: str, session: overview.TrainingSession) -> list[str]:
    """What was typed, as a dialog can keep it. Raises Misunderstood."""
    read: Any = None
    match what:
        case "move":
            read = typed.days(text, (session.last_day - session.first_day).days + 1)
        case "hours":
            read = typed.hours(text)
        case "place":
            read = typed.place(text, session.town)
        case "capacity":
            number = parse_capacity(text.strip())
            read = None if isinstance(number, Reason) else (number,)
        case "cancel":
            read = _reason(text)
    if read is None:
        raise Misunderstood(what)
    return [each.isoformat() if isinstance(each, date | time) else str(each) for each in read]


def _reason(text: str) -> tuple[str] | None:
    try:
        return (cancelling.check_reason(text),)
    except NotAReason:
        return None


async def _confirmation(turn: Turn, answers: dict[str, Any]) -> Page:
    """What it would lead to. Raises Misunderstood, Forbidden, Gone, Stale."""
    session_id, what, value = answers["session"], answers["what"], answers["value"]
    session = await overview.session(turn.db, turn.person, session_id, now=turn.now)
    if what == MOVE:
        try:
            first, last = map(date.fromisoformat, value)
            plan = await moving.plan(turn.db, turn.person, session_id, first, last, now=turn.now)
        except TooSoon:
            raise Misunderstood(MOVE) from None
        return views.confirm_move(turn.t, plan)
    if what == CAPACITY:
        losing = await overview.losing(turn.db, session, int(value[0]))
        return views.confirm_capacity(turn.t, session, int(value[0]), losing)
    told = await overview.told(turn.db, session)
    if what == CANCEL:
        return views.confirm_cancel(turn.t, session, value[0], told)
    if what == PLACE:
        if tuple(value) == (session.venue, session.town):
            raise Misunderstood(PLACE)
        return views.confirm_place(turn.t, session, value[0], value[1], told)
    opens, closes = map(time.fromisoformat, value)
    _check_hours(turn, session, opens, closes)
    return views.confirm_hours(turn.t, session, opens, closes, told)


def _check_hours(turn: Turn, session: overview.TrainingSession, opens: time, closes: time) -> None:
    try:
        altering.check_hours(session, opens, closes, turn.now)
    except SameAsBefore:
        raise Misunderstood(HOURS) from None
    except OtherHalfDays:
        raise Misunderstood("half_days") from None


async def _do(turn: Turn, answers: dict[str, Any], version: int) -> int:
    """How many people are told. Raises Forbidden, Gone, Stale."""
    session_id, what, value = answers["session"], answers["what"], answers["value"]
    db, person = turn.db, turn.person
    seen: dict[str, Any] = {"version": version, "now": turn.now}
    match what:
        case "move":
            first, last = map(date.fromisoformat, value)
            return (await moving.move(db, person, session_id, first, last, **seen)).told
        case "place":
            return (await altering.alter_place(db, person, session_id, value[0], value[1], **seen)).told
        case "hours":
            opens, closes = map(time.fromisoformat, value)
            return (await altering.alter_hours(db, person, session_id, opens, closes, **seen)).told
        case "cancel":
            return (await cancelling.cancel(db, person, session_id, value[0], **seen)).told
        case _:
            done = await places.resize(
                db, person, session_id, int(value[0]), agreed=answers.get("losing", 0), now=turn.now
            )
            if isinstance(done, WouldLose):  # other people than the page said
                raise Stale("session")
            return done.lost


async def _menu(turn: Turn, session_id: int) -> Page:
    found = await overview.overview(turn.db, turn.person, session_id, now=turn.now)
    return views.menu(turn.t, found.session, moved=found.moved, waiting=found.waiting)


async def _ask(turn: Turn, session_id: int, what: str, problem: str = "") -> Page:
    session = await overview.session(turn.db, turn.person, session_id, now=turn.now)
    await turn.ask(NAME, what, {"session": session.id})
    return views.ask(turn.t, session, what, problem)


async def _card(turn: Turn, session_id: int) -> Page:
    found = await sessions.organiser_card(turn.db, turn.person, session_id, now=turn.now)
    return organiser_session(turn.t, found, turn.now)


FLOW = Changing()
HANDLERS = [
    pressed(ChangeSession, menu),
    pressed(AskChange, ask),
    pressed(ConfirmChange, confirm),
    pressed(MoveTally, tally),
    pressed(WaitingLine, line),
    pressed(AskMoveUp, ask_move_up),
    pressed(MoveUp, move_up),
]
