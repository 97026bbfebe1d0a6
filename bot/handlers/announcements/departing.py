"""« Envoyer »: what became of it, at once or whenever the announcement is looked at again."""

from typing import assert_never

from markupsafe import Markup

from bot.actions.announcements import AnnouncementNow, LeaveProgress, SendAnnouncement
from bot.context import Context, Turn, pressed
from bot.handlers.announcements import following, writing
from bot.handlers.announcements.following import Shown
from bot.views.announcements import fields as field_views
from bot.views.announcements import writing as views
from training import access
from training.announcements import departure, drafting
from training.announcements.departure import AlreadySent, Awaiting, Changed, Empty, Held, NobodyElse, Scheduled, Sending
from training.announcements.fields import EmptyField, UnknownField


async def send(update: object, context: Context) -> None:
    """« Envoyer à n personnes »: to that number or to nobody; a second tap shows what became of the first."""
    action = context.action(SendAnnouncement)
    async with context.turn() as turn:
        shown = await _agreed(turn, context, action)
    if turn.above is not None:  # the exact message, where it is not the one that was agreed to
        await context.show_under(turn.above, shown.page)
        return
    await following.show(context, shown)


async def show(update: object, context: Context) -> None:
    """The announcement as it is today: its preview, its progress, its report, or what it waits for."""
    action = context.action(AnnouncementNow)
    async with context.turn() as turn:
        shown = await today(turn, context, action.announcement_id)
    await following.show(context, shown)


async def leave_progress(update: object, context: Context) -> None:
    """Home in a new message: the progress goes on being edited where it is."""
    async with context.turn() as turn:
        page = await turn.house.current_page(turn)
    await context.show_below(page)


async def today(
    turn: Turn, context: Context, announcement_id: int, warning: Markup | None = None, toast: str | None = None
) -> Shown:
    """The announcement as it is now, a draft or not. Raises Forbidden, Gone."""
    actor = await access.organiser(turn.db, turn.person)
    found = await drafting.find(turn.db, actor, announcement_id)
    if found.state == "draft":
        return Shown(await writing.as_it_is(turn, found.id, warning), toast=toast)
    if found.state == "out":
        return await following.follow(turn, context, found, toast)
    return Shown(await following.now(turn, found, warning), toast=toast)


async def _agreed(turn: Turn, context: Context, action: SendAnnouncement) -> Shown:
    actor = await access.organiser(turn.db, turn.person)
    try:
        outcome = await departure.agree(
            turn.db,
            actor,
            action.announcement_id,
            turn.house.settings.departure_rules,
            expected=action.recipients,
            version=action.version,
            now=turn.now,
        )
    except EmptyField as error:
        return await today(turn, context, action.announcement_id, field_views.blanks(turn.t, error))
    except UnknownField as error:
        return await today(turn, context, action.announcement_id, field_views.unknown(turn.t, error))
    match outcome:
        case NobodyElse(n):
            return Shown(await following.nobody_else(turn, action.announcement_id, n))
        case Changed(rewritten=True):
            return Shown(await writing.as_it_is(turn, action.announcement_id, views.rewritten(turn.t), exact=True))
        case Changed():
            return await today(turn, context, action.announcement_id, views.changed(turn.t))
        case Empty():
            return await today(turn, context, action.announcement_id, views.nobody(turn.t))
        case Sending() | AlreadySent() | Scheduled() | Held() | Awaiting():
            return await today(turn, context, action.announcement_id)
        case _ as never:
            assert_never(never)


HANDLERS = [pressed(SendAnnouncement, send), pressed(AnnouncementNow, show), pressed(LeaveProgress, leave_progress)]
