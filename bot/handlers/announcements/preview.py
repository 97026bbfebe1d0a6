"""The preview of a draft: the exact message, by the code that delivers, and what there is to know before it leaves."""

from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.actions.announcements import ANNOUNCEMENT
from bot.context import Turn
from bot.delivery.announcement_notices import announcement_page
from bot.handlers.announcements import following
from bot.views.announcements import writing as views
from bot.views.page import Page, Place
from training import access, html_text, quiet
from training.announcements import choices, departure, drafting, fields, filling, objections, recipients
from training.announcements.audience import Audience
from training.announcements.drafting import CAPTION_LONGEST
from training.announcements.fields import EmptyField
from training.errors import Stale

if TYPE_CHECKING:
    from db.models import Announcement

AGREE = "agree"
"""The step: the message is there and a button is awaited."""


async def draft(turn: Turn, announcement_id: int) -> "Announcement":
    """An announcement that is still a draft. Raises Forbidden, Gone, Stale."""
    actor = await access.organiser(turn.db, turn.person)
    found = await drafting.find(turn.db, actor, announcement_id)
    if found.state != "draft":
        raise Stale("announcement")
    return found


async def with_exact(turn: Turn, found: "Announcement", warning: Markup | None = None) -> Page:
    """The preview, with the exact message to be sent above it."""
    page = await exact(turn, found)
    if html_text.length(page.text) <= limit(found):  # else Telegram takes it from nobody, and the preview says why
        turn.above = page
    return await preview(turn, found, warning)


async def exact(turn: Turn, found: "Announcement", *, opened: bool = False) -> Page:
    """The message as this organiser would get it, without the buttons that would lead away."""
    assert turn.person is not None
    reader = filling.previewed(turn.person)
    return views.exact(await announcement_page(turn.db, turn.t, found, reader, opened=opened))


async def preview(turn: Turn, found: "Announcement", warning: Markup | None = None) -> Page:
    """What there is to know of a draft; from here on a button is awaited."""
    await turn.ask(ANNOUNCEMENT, AGREE, {"announcement": found.id})
    audience, used = Audience.unpack(found.audience), fields.used(found.text)
    zone = await departure.zone(turn.db, found, turn.house.settings.departure_rules)
    shown = views.Draft(
        announcement_id=found.id,
        version=found.version,
        recipients=await recipients.count(turn.db, audience),
        target=await choices.target(turn.db, audience),
        length=await _length(turn, found),
        limit=limit(found),
        due_at=turn.now if found.urgent else quiet.shift(turn.now, zone),
        scheduled=await following.leaving(turn, found) if found.due_at else None,
        now=turn.now,
        zone=zone,
        personal=bool(used & fields.PERSONAL),
        uses_fields=bool(used),
        empty=await _empty(turn, found),
    )
    return views.preview(turn.t, shown, warning)


def limit(found: "Announcement") -> int:
    """UTF-16 units that its content leaves to its text."""
    return html_text.LONGEST if found.content == "text" else CAPTION_LONGEST


async def _length(turn: Turn, found: "Announcement") -> int:
    """UTF-16 units of the longest message that anybody would get; 0 for a place."""
    longest = await filling.longest(turn.db, found)
    page = await announcement_page(turn.db, turn.t, found, longest, opened=True)
    return 0 if isinstance(page.content, Place) else html_text.length(page.text)


async def _empty(turn: Turn, found: "Announcement") -> EmptyField | None:
    try:
        await objections.refuse_blanks(turn.db, found)
    except EmptyField as error:
        return error
    return None
