"""Sessions open to a participant, by area or by month; their cards, their details, their calendar files."""

from telegram.ext import CommandHandler, filters

from bot.actions.sessions import (
    SendCalendar,
    ShowArea,
    ShowAreas,
    ShowDetails,
    ShowMonth,
    ShowReminder,
    ShowSession,
)
from bot.context import Context, Turn, pressed
from bot.dialogs import set_aside
from bot.replies import Reply, card, reply
from bot.views import notices, session_card
from bot.views import sessions as views
from training import sessions
from training.changes import overview
from training.registration import Seat

EVERY_SESSION = 1000
"""More than a programme holds: lists are cut into pages by the views, which also need all the months."""


async def open_list(update: object, context: Context) -> None:
    """/sessions."""
    await reply(context, lambda turn: _areas(turn, 0))


async def show_areas(update: object, context: Context) -> None:
    action = context.action(ShowAreas)
    await reply(context, lambda turn: _areas(turn, action.page))


async def show_area(update: object, context: Context) -> None:
    action = context.action(ShowArea)
    await reply(context, lambda turn: _area(turn, action))


async def show_month(update: object, context: Context) -> None:
    action = context.action(ShowMonth)
    await reply(context, lambda turn: _month(turn, action))


async def show_session(update: object, context: Context) -> None:
    action = context.action(ShowSession)
    await reply(context, lambda turn: card(turn, action.session_id))


async def show_details(update: object, context: Context) -> None:
    action = context.action(ShowDetails)
    await reply(context, lambda turn: _details(turn, action))


async def show_reminder(update: object, context: Context) -> None:
    action = context.action(ShowReminder)
    await reply(context, lambda turn: _reminder(turn, action))


async def send_calendar(update: object, context: Context) -> None:
    """The file of a session that this person may see; the page stays."""
    action = context.action(SendCalendar)
    async with context.turn() as turn:
        found = await sessions.card(turn.db, turn.person, action.session_id, now=turn.now)
        host = f"{turn.house.bot_username}.t.me"
        before = await overview.days_before(turn.db, found.session)
        document = session_card.calendar(turn.t, found.session, host, turn.now, before)
    await context.send_document(document)


async def _areas(turn: Turn, page: int) -> Reply:
    """The way in: a question that waited elsewhere is given up, lest a later text be taken for its answer."""
    await set_aside(turn)
    found = await sessions.areas_open_to(turn.db, turn.person, now=turn.now)
    return Reply(views.areas(turn.t, found, page))


async def _area(turn: Turn, action: ShowArea) -> Reply:
    found = await sessions.open_sessions(
        turn.db, turn.person, area_id=action.area_id, now=turn.now, limit=EVERY_SESSION
    )
    return Reply(views.by_area(turn.t, found.lines, action.page, turn.now))


async def _month(turn: Turn, action: ShowMonth) -> Reply:
    found = await sessions.open_sessions(turn.db, turn.person, now=turn.now, limit=EVERY_SESSION)
    return Reply(views.by_month(turn.t, found.lines, action.month, action.page, turn.now))


async def _details(turn: Turn, action: ShowDetails) -> Reply:
    found = await sessions.card(turn.db, turn.person, action.session_id, now=turn.now)
    form_of_address = (turn.person.form_of_address if turn.person else None) or ""
    return Reply(session_card.details(turn.t, found, form_of_address, action.origin))


async def _reminder(turn: Turn, action: ShowReminder) -> Reply:
    """A reminder as it would be written now; without a seat, or once the session has started, the card instead."""
    found = await sessions.card(turn.db, turn.person, action.session_id, now=turn.now)
    mine = found.mine
    void = mine is None or mine.seat is not Seat.SEATED or found.session.starts_at <= turn.now
    if mine is None or void or action.reminder not in notices.REMINDERS:
        return Reply(session_card.card(turn.t, found, turn.now))
    return Reply(notices.reminder(turn.t, found.session, mine, action.reminder, turn.now))


HANDLERS = [
    CommandHandler("sessions", open_list, filters=filters.ChatType.PRIVATE),
    pressed(ShowAreas, show_areas),
    pressed(ShowArea, show_area),
    pressed(ShowMonth, show_month),
    pressed(ShowSession, show_session),
    pressed(ShowDetails, show_details),
    pressed(ShowReminder, show_reminder),
    pressed(SendCalendar, send_calendar),
]
