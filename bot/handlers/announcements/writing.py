"""A draft that is agreed to, and what becomes of it: followed, reported."""

from typing import assert_never

from markupsafe import Markup
from telegram import Message

from bot.actions.announcements import (
    ANNOUNCEMENT,
    AnnouncementNow,
    LeaveProgress,
    NotReached,
    SendAnnouncement,
)
from bot.context import Context, Turn, pressed
from bot.handlers.announcements import preview as previews
from bot.views.announcements import dispatches as dispatch_views
from bot.views.announcements import writing as views
from bot.views.page import Page
from training import access
from training.announcements import departure, dispatches, drafting
from training.announcements.departure import AlreadySent, Awaiting, Changed, Empty, NobodyElse, Scheduled, Sending
from training.announcements.fields import EmptyField


async def send(update: object, context: Context) -> None:
    """« Envoyer à n personnes »: to that number or to nobody; a second tap shows what became of the first."""
    action = context.action(SendAnnouncement)
    async with context.turn() as turn:
        actor = await access.organiser(turn.db, turn.person)
        rules = turn.house.settings.departure_rules
        outcome: departure.Agreed | EmptyField
        try:
            outcome = await departure.agree(
                turn.db, actor, action.announcement_id, rules, expected=action.recipients, now=turn.now
            )
        except EmptyField as error:
            outcome = error
        match outcome:
            case EmptyField():
                page = await as_it_is(turn, action.announcement_id)
            case Sending() | AlreadySent() | Scheduled() | Awaiting() | NobodyElse():
                page = await _followed(turn, context, action.announcement_id)
            case Changed():
                page = await as_it_is(turn, action.announcement_id, views.changed(turn.t))
            case Empty():
                page = await as_it_is(turn, action.announcement_id, views.nobody(turn.t))
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
        report = await dispatches.report(turn.db, actor, action.announcement_id)
        page = dispatch_views.not_reached(turn.t, report, action.page)
    await context.show(page)


async def leave_progress(update: object, context: Context) -> None:
    """Home in a new message: the progress goes on being edited where it is."""
    async with context.turn() as turn:
        page = await turn.house.current_page(turn)
    await context.show_below(page)


async def _followed(turn: Turn, context: Context, announcement_id: int) -> Page:
    """Where it stands. While it is being sent, the pressed message is from here on the one that shows the progress."""
    page = await as_it_is(turn, announcement_id)
    actor = await access.organiser(turn.db, turn.person)
    found = await drafting.find(turn.db, actor, announcement_id)
    query = context.received.callback_query
    if found.state == "out" and query and isinstance(query.message, Message):
        await dispatches.follow(turn.db, actor, found.id, query.message.message_id, str(page.text))
    return page


async def as_it_is(turn: Turn, announcement_id: int, warning: Markup | None = None) -> Page:
    """The preview of a draft, which awaits a button; else the progress or the report, which await nothing.

    Raises Forbidden, Gone.
    """
    actor = await access.organiser(turn.db, turn.person)
    found = await drafting.find(turn.db, actor, announcement_id)
    if found.state == "draft":
        return await previews.preview(turn, found, warning)
    dialog = await turn.dialog()
    if dialog and dialog.flow == ANNOUNCEMENT:
        await turn.stop_asking()
    return dispatch_views.progress(turn.t, await dispatches.report(turn.db, actor, found.id))


HANDLERS = [
    pressed(SendAnnouncement, send),
    pressed(AnnouncementNow, show),
    pressed(NotReached, not_reached),
    pressed(LeaveProgress, leave_progress),
]
