"""An announcement that is no draft any more, as it is now; and the message in which its progress is followed."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup
from telegram import Message

from bot.actions.announcements import ANNOUNCEMENT
from bot.context import Context, Turn
from bot.delivery.announcement_notices import announcement_page
from bot.views.announcements import amending as amending_views
from bot.views.announcements import approval as approval_views
from bot.views.announcements import dispatches as dispatch_views
from bot.views.announcements import schedule as schedule_views
from bot.views.announcements import writing as writing_views
from bot.views.announcements.schedule import Departure
from bot.views.page import Page
from training import access, quiet
from training.announcements import corrections, departure, dispatches, filling, objections, recipients, reporting
from training.announcements.audience import Audience
from training.announcements.objections import Why
from training.errors import Stale

if TYPE_CHECKING:
    from db.models import Announcement

MOMENT, CORRECTION = "announcement_moment", "announcement_correction"
FLOWS = (ANNOUNCEMENT, MOMENT, CORRECTION)
"""Questions that have no answer any more once the announcement is no draft, or its page is shown."""


@dataclass(frozen=True)
class Shown:
    """A page; `line`: the dispatch whose progress it is, and that is followed in the message which shows it."""

    page: Page
    line: int | None = None
    toast: str | None = None


async def now(turn: Turn, found: "Announcement", warning: Markup | None = None) -> Page:
    """The page of an announcement that is no draft. Raises Forbidden, Gone."""
    await stop_asking(turn)
    match found.state.value:
        case "awaiting":
            return await _awaiting(turn, found, warning)
        case "scheduled":
            n = await count(turn, found)
            return schedule_views.waiting(turn.t, found.id, n, await leaving(turn, found), warning)
        case "held":
            rules = turn.house.settings.departure_rules
            why = await objections.objection(turn.db, found, rules, now=turn.now) or Why.LATE
            when, n = await leaving(turn, found), await count(turn, found)
            return schedule_views.held(turn.t, found.id, n, when, why.value, warning)
        case "cancelled":
            return schedule_views.cancelled(turn.t, found.id)
        case "out":
            return (await _dispatched(turn, found.id))[0]
        case _:
            raise Stale("announcement")


async def follow(turn: Turn, context: Context, found: "Announcement", toast: str | None = None) -> Shown:
    """The same, to be shown in place of the pressed message, which from here on is the one that shows the progress."""
    if found.state != "out":
        return Shown(await now(turn, found), toast=toast)
    await stop_asking(turn)
    page, dispatch_id = await _dispatched(turn, found.id)
    actor = await access.organiser(turn.db, turn.person)
    message = context.received.callback_query.message if context.received.callback_query else None
    followed = isinstance(message, Message) and await dispatches.follow(
        turn.db, actor, dispatch_id, message.message_id, str(page.text)
    )
    return Shown(page, dispatch_id if followed else None, toast)


async def show(context: Context, shown: Shown) -> None:
    """Show it; then have the progress shown once more, since its own edits may have crossed this one."""
    await context.show(shown.page, shown.toast)
    if shown.line is not None and context.screen is not None:
        async with context.house.database.transaction() as db:
            await dispatches.shown_once(db, shown.line, context.screen)


async def count(turn: Turn, found: "Announcement") -> int:
    """How many people it would be sent to now."""
    return (await recipients.count(turn.db, Audience.unpack(found.audience))).n


async def leaving(turn: Turn, found: "Announcement") -> Departure:
    """When it would leave, and when it would reach people."""
    zone = await departure.zone(turn.db, found, turn.house.settings.departure_rules)
    at = found.due_at or turn.now
    return Departure(found.due_at, at if found.urgent else quiet.shift(at, zone), found.days_before, zone)


async def stop_asking(turn: Turn) -> None:
    """What was asked about an announcement is not asked any more."""
    dialog = await turn.dialog()
    if dialog and dialog.flow in FLOWS:
        await turn.stop_asking()


async def exact(turn: Turn, found: "Announcement", html_text: str | None = None) -> Page:
    """The message as it is received, for an organiser's own eyes; with another text, if one is given."""
    assert turn.person is not None
    reader = filling.previewed(turn.person)
    return writing_views.exact(await announcement_page(turn.db, turn.t, found, reader, html_text, opened=True))


async def nobody_else(turn: Turn, announcement_id: int, n: int) -> Page:
    """More recipients than one organiser may write to alone, and no other organiser. Raises Forbidden."""
    administrator = await access.is_administrator(turn.db, await access.organiser(turn.db, turn.person))
    above = turn.house.settings.approval_above
    return approval_views.nobody_else(turn.t, announcement_id, n, above, administrator=administrator)


async def _awaiting(turn: Turn, found: "Announcement", warning: Markup | None) -> Page:
    actor = await access.organiser(turn.db, turn.person)
    if actor.id in objections.hands(found):
        return approval_views.waiting(turn.t, found.id, found.recipients, turn.house.settings.approval_above)
    when = schedule_views.departure(turn.t, await leaving(turn, found))
    return approval_views.decide(
        turn.t, approval_views.Question(found.id, found.version, found.recipients, when), warning
    )


async def _correction(turn: Turn, dispatch_id: int) -> Page:
    """A correction that waits for an agreement, to who wrote it or to a colleague."""
    actor = await access.organiser(turn.db, turn.person)
    asked = await corrections.asked(turn.db, actor, dispatch_id)
    if actor.id == asked.by_id:
        above = turn.house.settings.approval_above
        return amending_views.waiting(turn.t, asked.announcement.id, dispatch_id, asked.n, above)
    return amending_views.decide(turn.t, asked.announcement.id, dispatch_id, asked.n)


async def _dispatched(turn: Turn, announcement_id: int) -> tuple[Page, int]:
    actor = await access.organiser(turn.db, turn.person)
    latest = await dispatches.latest(turn.db, actor, announcement_id)
    if latest.state.value == "awaiting":
        return await _correction(turn, latest.id), latest.id
    report = await reporting.report(turn.db, actor, announcement_id, now=turn.now)
    live = await reporting.shown_to(turn.db, actor, report.dispatch_id)
    zone = turn.house.settings.timezone
    return dispatch_views.progress(turn.t, report, zone, live=live), report.dispatch_id
