"""Announcements: written, seen exactly as they will arrive, agreed to by their number, followed, reported."""

from typing import Any

from markupsafe import Markup

from bot.actions.announcements import (
    ANNOUNCEMENT,
    Abandon,
    Compose,
    EditText,
)
from bot.context import Context, Turn, pressed
from bot.handlers.announcements import following
from bot.house import Dialog
from bot.views.announcements import writing as views
from bot.views.page import Page
from training import access, html_text, quiet, sessions
from training.announcements import drafting, recipients
from training.announcements.audience import Audience
from training.announcements.drafting import Message as Written
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
        found = await drafting.find(turn.db, actor, action.announcement_id)
        sent = found.state != "draft"
        page = await (
            now(turn, found.id) if sent else _ask(turn, {"session": found.session_id, "announcement": found.id})
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
        assert found.session_id is not None
        page = views.abandoned(turn.t, found.session_id)
    await context.show(page)


class Writing:
    """The conversation: a text is awaited, then a button under its preview."""

    name = ANNOUNCEMENT

    async def question(self, turn: Turn, dialog: Dialog) -> Page:
        """The page that waits; none when a colleague abandoned the draft, or the role was lost."""
        try:
            if dialog.step == WRITE:
                return await _compose(turn, dialog.answers)
            return await now(turn, dialog.answers["announcement"])
        except (Gone, Forbidden):
            await turn.stop_asking()
            return await turn.house.current_page(turn)

    async def typed(self, turn: Turn, dialog: Dialog, text: str) -> Page:
        """Keep the text, and show it exactly as it will arrive."""
        try:
            if dialog.step == AGREE:
                return await now(turn, dialog.answers["announcement"], views.button_expected(turn.t))
            return await _written(turn, dialog.answers)
        except Stale:
            return await now(turn, dialog.answers["announcement"])
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
        found = await drafting.draft(turn.db, actor, Written(turn.html), session_id=session.id, now=turn.now)
    else:
        found = await drafting.rewrite(turn.db, actor, announcement_id, Written(turn.html), now=turn.now)
    turn.above = views.exact(turn.t, session, found.text)
    return await now(turn, found.id)


async def now(turn: Turn, announcement_id: int, warning: Markup | None = None) -> Page:
    """The preview of a draft, which awaits a button; else the announcement as it is, which awaits nothing."""
    actor = await access.organiser(turn.db, turn.person)
    found = await drafting.find(turn.db, actor, announcement_id)
    if found.state != "draft":
        return await following.now(turn, found)
    await turn.ask(ANNOUNCEMENT, AGREE, {"announcement": found.id})
    return await _preview(turn, found.id, warning)


async def _preview(turn: Turn, announcement_id: int, warning: Markup | None) -> Page:
    actor = await access.organiser(turn.db, turn.person)
    found = await drafting.find(turn.db, actor, announcement_id)
    assert found.session_id is not None
    session = (await _card(turn, found.session_id)).session
    draft = views.Draft(
        announcement_id=found.id,
        session=session,
        recipients=await recipients.count(turn.db, Audience.unpack(found.audience)),
        length=html_text.length(views.received(turn.t, session, found.text).text),
        due_at=quiet.shift(found.due_at or turn.now, session.zone),
        scheduled=await following.leaving(turn, found) if found.due_at else None,
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
]
