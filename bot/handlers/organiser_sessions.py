"""The organisers' sessions: listed, shown, opened to registration and closed, with the people in them."""

from bot.actions.organiser import EndedSessions, OrganiserSession, OrganiserSessions
from bot.actions.programme import (
    AskCloseRegistrations,
    AskOpenAll,
    CloseRegistrations,
    OpenAll,
    OpenRegistrations,
    Participants,
)
from bot.context import Context, Turn, pressed
from bot.dialogs import set_aside
from bot.views import errors
from bot.views import organiser_session_list as lists
from bot.views import organiser_sessions as views
from bot.views.page import Page
from training import publication, sessions
from training.participants import participants


async def session_list(update: object, context: Context) -> None:
    action = context.action(OrganiserSessions)
    async with context.turn() as turn:
        await set_aside(turn)
        page = await _ahead(turn, action.page)
    await context.show(page)


async def ended_list(update: object, context: Context) -> None:
    """A page that exists: a forged or an old number leads to the first."""
    action = context.action(EndedSessions)
    async with context.turn() as turn:
        await set_aside(turn)
        number = max(action.page, 0)
        listed = await _ended(turn, number)
        if not listed.lines:
            number, listed = 0, await _ended(turn, 0)
        page = lists.ended_list(turn.t, listed, number, turn.now)
    await context.show(page)


async def organiser_session(update: object, context: Context) -> None:
    action = context.action(OrganiserSession)
    async with context.turn() as turn:
        await set_aside(turn)
        page = await _card(turn, action.session_id)
    await context.show(page)


async def open_registrations(update: object, context: Context) -> None:
    action = context.action(OpenRegistrations)
    async with context.turn() as turn:
        done = await publication.open_registrations(turn.db, turn.person, action.session_id, now=turn.now)
        page = await _card(turn, action.session_id)
        toast = errors.stale(turn.t) if done.again else turn.t.label("Registrations are open.")
    await context.show(page, toast)


async def ask_open_all(update: object, context: Context) -> None:
    async with context.turn() as turn:
        page = lists.ask_open_all(turn.t, await publication.drafts_ahead(turn.db, turn.person, now=turn.now))
    await context.show(page)


async def open_all(update: object, context: Context) -> None:
    """As many as the button said; another number is shown and asked about again."""
    action = context.action(OpenAll)
    async with context.turn() as turn:
        drafts = await publication.drafts_ahead(turn.db, turn.person, now=turn.now)
        if drafts != action.drafts:
            page, toast = lists.ask_open_all(turn.t, drafts), errors.stale(turn.t)
        else:
            opened = await publication.open_all_drafts(turn.db, turn.person, now=turn.now)
            page, toast = lists.opened_all(turn.t, opened), ""
    await context.show(page, toast or None)


async def ask_close(update: object, context: Context) -> None:
    action = context.action(AskCloseRegistrations)
    async with context.turn() as turn:
        found = await sessions.organiser_card(turn.db, turn.person, action.session_id, now=turn.now)
        page = views.ask_close(turn.t, found.session)
    await context.show(page)


async def close_registrations(update: object, context: Context) -> None:
    action = context.action(CloseRegistrations)
    async with context.turn() as turn:
        done = await publication.close_registrations(turn.db, turn.person, action.session_id, now=turn.now)
        page = await _card(turn, action.session_id)
        toast = errors.stale(turn.t) if done.again else turn.t.label("Registrations are closed.")
    await context.show(page, toast)


async def list_participants(update: object, context: Context) -> None:
    action = context.action(Participants)
    async with context.turn() as turn:
        found = await participants(turn.db, turn.person, action.session_id)
        page = views.participants(turn.t, found, action.page)
    await context.show(page)


async def _ended(turn: Turn, page: int) -> sessions.Listed:
    size = lists.SESSIONS_A_PAGE
    return await sessions.ended_sessions(turn.db, turn.person, now=turn.now, limit=size, offset=page * size)


async def _ahead(turn: Turn, page: int) -> Page:
    """A page that exists: a forged or an old number leads to the first."""
    offset = max(page, 0) * lists.SESSIONS_A_PAGE
    listed = await sessions.organiser_sessions(
        turn.db, turn.person, now=turn.now, limit=lists.SESSIONS_A_PAGE, offset=offset
    )
    if listed.total and not listed.lines:
        return await _ahead(turn, 0)
    drafts = await publication.drafts_ahead(turn.db, turn.person, now=turn.now)
    return lists.session_list(turn.t, listed, max(page, 0), drafts, turn.now)


async def _card(turn: Turn, session_id: int) -> Page:
    found = await sessions.organiser_card(turn.db, turn.person, session_id, now=turn.now)
    return views.organiser_session(turn.t, found, turn.now)


HANDLERS = [
    pressed(OrganiserSessions, session_list),
    pressed(EndedSessions, ended_list),
    pressed(OrganiserSession, organiser_session),
    pressed(OpenRegistrations, open_registrations),
    pressed(AskOpenAll, ask_open_all),
    pressed(OpenAll, open_all),
    pressed(AskCloseRegistrations, ask_close),
    pressed(CloseRegistrations, close_registrations),
    pressed(Participants, list_participants),
]
