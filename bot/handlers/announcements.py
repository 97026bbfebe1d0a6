"""Announcements: written, seen exactly as they will arrive, agreed to by their number, followed, reported."""

from typing import Any, assert_never

from markupsafe import Markup
from telegram import Message

from bot.actions.announcements import (
    ANNOUNCEMENT,
    Abandon,
    AnnouncementNow,
    Compose,
    EditText,
    LeaveProgress,
    NotReached,
    SendAnnouncement,
)
from bot.context import Context, Turn, pressed
from bot.house import Dialog
from bot.views import announcements as views
from bot.views.page import Page
from training import access, announcements, html_text, quiet, sessions
from training.announcements import AlreadySent, Changed, Empty, Sending
from training.errors import Forbidden, Gone, Stale
from training.sessions import OrganiserCard

WRITE, AGREE = "write", "agree"
"""The steps: the text is awaited; the text is there and a button is awaited."""


async def compose(update: object, context: Context) -> None:
    """« Annonce » on a session's card."""
    action = context.action(Compose)
    async with context.turn() as turn:
        page = await _ask(turn, {"session": action.session_id})
    await context.show(page)


async def edit(update: object, context: Context) -> None:
    """« Modifier »: the draft stays until another text comes."""
    action = context.action(EditText)
    async with context.turn() as turn:
        actor = await access.organiser(turn.db, turn.person)
        found = await announcements.find(turn.db, actor, action.announcement_id)
        sent = found.state != "draft"
        page = await (
            _now(turn, found.id) if sent else _ask(turn, {"session": found.session_id, "announcement": found.id})
        )
    await context.show(page)


async def abandon(update: object, context: Context) -> None:
    """« Abandonner »: nothing was sent, nothing is kept."""
    action = context.action(Abandon)
    async with context.turn() as turn:
        actor = await access.organiser(turn.db, turn.person)
        found = await announcements.find(turn.db, actor, action.announcement_id)
        await announcements.abandon(turn.db, actor, found.id, now=turn.now)
        await turn.stop_asking()
        page = views.abandoned(turn.t, found.session_id)
    await context.show(page)


async def send(update: object, context: Context) -> None:
    """« Envoyer à n personnes »: to that number or to nobody; a second tap shows what became of the first."""
    action = context.action(SendAnnouncement)
    async with context.turn() as turn:
        actor = await access.organiser(turn.db, turn.person)
        outcome = await announcements.send(
            turn.db, actor, action.announcement_id, expected=action.recipients, now=turn.now
        )
        match outcome:
            case Sending() | AlreadySent():
                page = await _followed(turn, context, action.announcement_id)
            case Changed():
                page = await _now(turn, action.announcement_id, views.changed(turn.t))
            case Empty():
                page = await _now(turn, action.announcement_id, views.nobody(turn.t))
            case _ as never:
                assert_never(never)
    await context.show(page)


async def show(update: object, context: Context) -> None:
    """The announcement as it is today: its preview, its progress or its report."""
    action = context.action(AnnouncementNow)
    async with context.turn() as turn:
        page = await _followed(turn, context, action.announcement_id)
    await context.show(page)


async def not_reached(update: object, context: Context) -> None:
    """Names, on a page of their own."""
    action = context.action(NotReached)
    async with context.turn() as turn:
        actor = await access.organiser(turn.db, turn.person)
        report = await announcements.report(turn.db, actor, action.announcement_id)
        page = views.not_reached(turn.t, report, action.page)
    await context.show(page)


async def leave_progress(update: object, context: Context) -> None:
    """Home in a new message: the progress goes on being edited where it is."""
    async with context.turn() as turn:
        page = await turn.house.current_page(turn)
    await context.show_below(page)


class Writing:
    """The conversation: a text is awaited, then a button under its preview."""

    name = ANNOUNCEMENT

    async def question(self, turn: Turn, dialog: Dialog) -> Page:
        """The page that waits; none when a colleague abandoned the draft, or the role was lost."""
        try:
            if dialog.step == WRITE:
                return await _compose(turn, dialog.answers)
            return await _now(turn, dialog.answers["announcement"])
        except (Gone, Forbidden):
            await turn.stop_asking()
            return await turn.house.current_page(turn)

    async def typed(self, turn: Turn, dialog: Dialog, text: str) -> Page:
        """Keep the text, and show it exactly as it will arrive."""
        try:
            if dialog.step == AGREE:
                return await _now(turn, dialog.answers["announcement"], views.button_expected(turn.t))
            return await _written(turn, dialog.answers)
        except Stale:
            return await _now(turn, dialog.answers["announcement"])
        except (Gone, Forbidden):
            return await self.question(turn, dialog)
        except html_text.Blank:
            return await _compose(turn, dialog.answers, views.blank(turn.t))
        except html_text.TooLong as error:
            return await _compose(turn, dialog.answers, views.too_long(turn.t, error.length, error.limit))


async def _ask(turn: Turn, answers: dict[str, Any]) -> Page:
    page = await _compose(turn, answers)
    await turn.ask(ANNOUNCEMENT, WRITE, answers)
    return page


async def _compose(turn: Turn, answers: dict[str, Any], warning: Markup | None = None) -> Page:
    card = await _card(turn, answers["session"])
    return views.compose(turn.t, card.session, answers.get("announcement"), warning)


async def _written(turn: Turn, answers: dict[str, Any]) -> Page:
    """Raises Blank, TooLong: before anything is written."""
    session = (await _card(turn, answers["session"])).session
    actor = await access.organiser(turn.db, turn.person)
    first_line = html_text.length(views.received(turn.t, session, "").text)
    html_text.check(turn.html, html_text.LONGEST - first_line)
    announcement_id = answers.get("announcement")
    if announcement_id is None:
        found = await announcements.draft(turn.db, actor, session.id, turn.html, now=turn.now)
    else:
        found = await announcements.rewrite(turn.db, actor, announcement_id, turn.html, now=turn.now)
    turn.above = views.exact(turn.t, session, found.text)
    return await _now(turn, found.id)


async def _followed(turn: Turn, context: Context, announcement_id: int) -> Page:
    """Where it stands. While it is being sent, the pressed message is from here on the one that shows the progress."""
    page = await _now(turn, announcement_id)
    actor = await access.organiser(turn.db, turn.person)
    found = await announcements.find(turn.db, actor, announcement_id)
    query = context.received.callback_query
    if found.state == "sending" and query and isinstance(query.message, Message):
        await announcements.follow(turn.db, actor, found.id, query.message.message_id, str(page.text))
    return page


async def _now(turn: Turn, announcement_id: int, warning: Markup | None = None) -> Page:
    """The preview of a draft, which awaits a button; else the progress or the report, which await nothing."""
    actor = await access.organiser(turn.db, turn.person)
    found = await announcements.find(turn.db, actor, announcement_id)
    if found.state == "draft":
        await turn.ask(ANNOUNCEMENT, AGREE, {"announcement": found.id})
        return await _preview(turn, found.id, warning)
    dialog = await turn.dialog()
    if dialog and dialog.flow == ANNOUNCEMENT:
        await turn.stop_asking()
    return views.progress(turn.t, await announcements.report(turn.db, actor, found.id))


async def _preview(turn: Turn, announcement_id: int, warning: Markup | None) -> Page:
    actor = await access.organiser(turn.db, turn.person)
    found = await announcements.find(turn.db, actor, announcement_id)
    session = (await _card(turn, found.session_id)).session
    draft = views.Draft(
        announcement_id=found.id,
        session=session,
        recipients=await announcements.recount(turn.db, actor, found.id),
        length=html_text.length(views.received(turn.t, session, found.text).text),
        due_at=quiet.shift(turn.now, session.zone),
        now=turn.now,
    )
    return views.preview(turn.t, draft, warning)


async def _card(turn: Turn, session_id: int) -> OrganiserCard:
    """Raises Forbidden, Gone."""
    return await sessions.organiser_card(turn.db, turn.person, session_id)


FLOW = Writing()
HANDLERS = [
    pressed(Compose, compose),
    pressed(EditText, edit),
    pressed(Abandon, abandon),
    pressed(SendAnnouncement, send),
    pressed(AnnouncementNow, show),
    pressed(NotReached, not_reached),
    pressed(LeaveProgress, leave_progress),
]
