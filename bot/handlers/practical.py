"""Practical notes and the place on the map: read on demand by the people of a session, written by organisers."""

from telegram import Message

from bot.actions.practical import AskNotes, AskPlace, ClearPractical, EditPractical, Practical, SendPlace
from bot.context import Context, Turn, pressed
from bot.dialogs import set_aside
from bot.house import Dialog
from bot.replies import Reply, reply
from bot.views import practical as views
from bot.views import questions
from bot.views.page import Page
from training import practical, sessions
from training.practical import MAX_TEXT

PRACTICAL = "practical"
"""The name of the flow, as dialogs keep it."""
TEXT, PLACE, SESSION = "text", "place", "session"


class PracticalFlow:
    """TEXT waits for notes, PLACE for a place."""

    name = PRACTICAL

    async def question(self, turn: Turn, dialog: Dialog) -> Page:
        session = await practical.session_to_note(turn.db, turn.person, int(dialog.answers[SESSION]))
        return views.ask_place(turn.t, session) if dialog.step == PLACE else views.ask_notes(turn.t, session, MAX_TEXT)

    async def typed(self, turn: Turn, dialog: Dialog, text: str) -> Page:
        session = await practical.session_to_note(turn.db, turn.person, int(dialog.answers[SESSION]))
        if dialog.step == PLACE:
            return views.ask_place(turn.t, session, again=True)
        if len(text) > MAX_TEXT:
            return views.ask_notes(turn.t, session, MAX_TEXT, questions.too_long(turn.t, len(text), MAX_TEXT))
        written = await practical.write(turn.db, turn.person, session.id, text.strip(), now=turn.now)
        await turn.stop_asking()
        return views.edit(turn.t, written)

    async def sent(self, turn: Turn, dialog: Dialog, message: Message) -> Page | None:
        """A place, or a venue; of anything else nothing is kept."""
        there = message.location
        if dialog.step != PLACE or there is None:
            turn.confidential = True
            return await self.question(turn, dialog)
        point = (there.latitude, there.longitude)
        placed = await practical.place(turn.db, turn.person, int(dialog.answers[SESSION]), point, now=turn.now)
        await turn.stop_asking()
        return views.edit(turn.t, placed)


async def read(update: object, context: Context) -> None:
    action = context.action(Practical)
    await reply(context, lambda turn: _read(turn, action.session_id))


async def send_place(update: object, context: Context) -> None:
    """The place as a message of its own; the page stays. Without one, the notes as they are now."""
    action = context.action(SendPlace)
    async with context.turn() as turn:
        session = (await sessions.card(turn.db, turn.person, action.session_id, now=turn.now)).session
        page, notes = views.place(session), views.notes(turn.t, session)
    if page is None:
        await context.show(notes)
    else:
        await context.toast()
        await context.say(page)


async def edit(update: object, context: Context) -> None:
    action = context.action(EditPractical)
    async with context.turn() as turn:
        await set_aside(turn)
        page = views.edit(turn.t, await practical.session_to_note(turn.db, turn.person, action.session_id))
    await context.show(page)


async def ask_notes(update: object, context: Context) -> None:
    await _ask(context, context.action(AskNotes).session_id, TEXT)


async def ask_place(update: object, context: Context) -> None:
    await _ask(context, context.action(AskPlace).session_id, PLACE)


async def clear(update: object, context: Context) -> None:
    action = context.action(ClearPractical)
    async with context.turn() as turn:
        await practical.write(turn.db, turn.person, action.session_id, "", now=turn.now)
        session = await practical.place(turn.db, turn.person, action.session_id, None, now=turn.now)
        page = views.edit(turn.t, session)
    await context.show(page)


async def _read(turn: Turn, session_id: int) -> Reply:
    found = await sessions.card(turn.db, turn.person, session_id, now=turn.now)
    return Reply(views.notes(turn.t, found.session))


async def _ask(context: Context, session_id: int, step: str) -> None:
    async with context.turn() as turn:
        session = await practical.session_to_note(turn.db, turn.person, session_id)
        await turn.ask(PRACTICAL, step, {SESSION: session.id})
        page = views.ask_place(turn.t, session) if step == PLACE else views.ask_notes(turn.t, session, MAX_TEXT)
    await context.show(page)


FLOW = PracticalFlow()
HANDLERS = [
    pressed(Practical, read),
    pressed(SendPlace, send_place),
    pressed(EditPractical, edit),
    pressed(AskNotes, ask_notes),
    pressed(AskPlace, ask_place),
    pressed(ClearPractical, clear),
]
