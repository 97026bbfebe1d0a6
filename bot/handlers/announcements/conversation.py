"""The conversation in which an announcement is written: a message is awaited, then a button under its preview."""

from typing import Any

from markupsafe import Markup
from telegram import Message

from bot.actions.announcements import ANNOUNCEMENT, Abandon, Compose, EditText
from bot.actions.composing import NewAnnouncement
from bot.context import Context, Turn, pressed
from bot.dialogs import give_up
from bot.handlers.announcements import audience, composing
from bot.handlers.announcements import preview as previews
from bot.handlers.announcements.preview import AGREE
from bot.handlers.announcements.sent import read_message
from bot.handlers.announcements.writing import as_it_is
from bot.house import Dialog
from bot.views.announcements import composing as views
from bot.views.announcements import fields as field_views
from bot.views.announcements import writing as message_views
from bot.views.page import Page
from training import access, html_text, sessions
from training.announcements import drafting
from training.announcements.drafting import Message as Written
from training.announcements.drafting import Room
from training.announcements.fields import UnknownField
from training.errors import Forbidden, Gone, Stale, TrainingError
from training.sessions import OrganiserCard

WRITE = "write"
"""The step: the message is awaited."""


async def compose(update: object, context: Context) -> None:
    """« Annonce » on a session's card."""
    action = context.action(Compose)
    async with context.turn() as turn:
        page = await _ask(turn, {"session": action.session_id})
    await context.show(page)


async def new(update: object, context: Context) -> None:
    """« Nouvelle annonce »: whom it is for comes after the text."""
    async with context.turn() as turn:
        page = await _ask(turn, {"session": None})
    await context.show(page)


async def edit(update: object, context: Context) -> None:
    """« Modifier »: the draft stays until another message comes."""
    action = context.action(EditText)
    async with context.turn() as turn:
        actor = await access.organiser(turn.db, turn.person)
        found = await drafting.find(turn.db, actor, action.announcement_id)
        sent = found.state != "draft"
        page = await (
            as_it_is(turn, found.id) if sent else _ask(turn, {"session": found.session_id, "announcement": found.id})
        )
    await context.show(page)


async def abandon(update: object, context: Context) -> None:
    """« Abandonner »: nothing was sent, nothing is kept."""
    action = context.action(Abandon)
    async with context.turn() as turn:
        actor = await access.organiser(turn.db, turn.person)
        found = await drafting.find(turn.db, actor, action.announcement_id)
        await drafting.abandon(turn.db, actor, found.id, now=turn.now)
        await turn.stop_asking()
        page = views.abandoned(turn.t, found.session_id)
    await context.show(page)


class Writing:
    """The conversation: a message is awaited, then a button under its preview; in between, perhaps, a link."""

    name = ANNOUNCEMENT

    async def question(self, turn: Turn, dialog: Dialog) -> Page:
        """The page that waits; none when a colleague abandoned the draft, or the role was lost."""
        try:
            if dialog.step == WRITE:
                return await _compose(turn, dialog.answers)
            if dialog.step != AGREE:
                await previews.draft(turn, dialog.answers["announcement"])
                return composing.link_question(turn, dialog)
            return await as_it_is(turn, dialog.answers["announcement"], exact=True)
        except (Gone, Forbidden, Stale):
            return await give_up(turn)

    async def typed(self, turn: Turn, dialog: Dialog, text: str) -> Page:
        """Keep the text, and show it exactly as it will arrive; or take it for a part of a link."""
        try:
            if dialog.step in (composing.LINK_LABEL, composing.LINK_URL):
                return await composing.link_typed(turn, dialog, text)
        except (Gone, Forbidden, Stale):
            return await self.question(turn, dialog)
        return await self._taken(turn, dialog, Written(turn.html))

    async def sent(self, turn: Turn, dialog: Dialog, message: Message) -> Page | None:
        """A photo, a document, a place; anything else is not kept, and the draft is. An album is answered once."""
        album = message.media_group_id
        if album is not None and dialog.answers.get("album") == album:
            turn.confidential = True
            return None
        written = read_message(message, turn.html)
        if written is not None and dialog.step in (WRITE, AGREE):
            return await self._taken(turn, dialog, written)
        turn.confidential = True
        if album is not None:
            await turn.ask(dialog.flow, dialog.step, {**dialog.answers, "album": album})
        if dialog.step == WRITE:
            return await _compose_or_home(self, turn, dialog)
        return await self.question(turn, dialog)

    async def _taken(self, turn: Turn, dialog: Dialog, written: Written) -> Page:
        try:
            if dialog.step == AGREE:
                return await as_it_is(turn, dialog.answers["announcement"], message_views.button_expected(turn.t))
            return await _written(turn, dialog.answers, written)
        except Stale:
            return await as_it_is(turn, dialog.answers["announcement"])
        except (Gone, Forbidden):
            return await self.question(turn, dialog)
        except (html_text.Blank, html_text.TooLong, UnknownField) as error:
            return await _compose(turn, dialog.answers, _complaint(turn, error))


async def _compose_or_home(flow: Writing, turn: Turn, dialog: Dialog) -> Page:
    """The blank page once more, and why."""
    try:
        return await _compose(turn, dialog.answers, views.not_taken(turn.t))
    except (Gone, Forbidden):
        return await flow.question(turn, dialog)


def _complaint(turn: Turn, error: TrainingError) -> Markup:
    """Why what was written is not kept."""
    if isinstance(error, UnknownField):
        return field_views.unknown(turn.t, error)
    if isinstance(error, html_text.TooLong):
        return views.too_long(turn.t, error.length, error.limit)
    return views.blank(turn.t)


async def _ask(turn: Turn, answers: dict[str, Any]) -> Page:
    page = await _compose(turn, answers)
    await turn.ask(ANNOUNCEMENT, WRITE, answers)
    return page


async def _compose(turn: Turn, answers: dict[str, Any], warning: Markup | None = None) -> Page:
    """Raises Forbidden, Gone."""
    actor = await access.organiser(turn.db, turn.person)
    number, session = answers.get("announcement"), answers["session"]
    card = await _card(turn, session) if session is not None else None
    found = await drafting.find(turn.db, actor, number) if number is not None else None
    draft = views.Kept(found.id, len(found.links), place=found.content == "location") if found else None
    return views.compose(turn.t, card.session if card else None, draft, warning)


async def _written(turn: Turn, answers: dict[str, Any], written: Written) -> Page:
    """Raises Blank, TooLong, UnknownField: before anything is written."""
    actor = await access.organiser(turn.db, turn.person)
    session_id = answers["session"]
    session = (await _card(turn, session_id)).session if session_id is not None else None
    first_line = html_text.length(message_views.received(turn.t, session, "").text) + len("\n\n")
    drafting.check(written, Room(first_line))
    announcement_id = answers.get("announcement")
    if announcement_id is not None:
        found = await drafting.rewrite(turn.db, actor, announcement_id, written, now=turn.now)
        return await previews.with_exact(turn, found)
    found = await drafting.draft(turn.db, actor, written, session_id=session_id, now=turn.now)
    if session_id is None:
        return await audience.criteria(turn, found.id)
    return await previews.with_exact(turn, found)


async def _card(turn: Turn, session_id: int) -> OrganiserCard:
    """Raises Forbidden, Gone."""
    return await sessions.organiser_card(turn.db, turn.person, session_id, now=turn.now)


FLOW = Writing()
HANDLERS = [
    pressed(Compose, compose),
    pressed(NewAnnouncement, new),
    pressed(EditText, edit),
    pressed(Abandon, abandon),
]
