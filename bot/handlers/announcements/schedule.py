"""A departure at a time: chosen by a button or typed, agreed to; then sent at once or cancelled, held or not."""

from collections.abc import Awaitable
from datetime import datetime
from typing import TYPE_CHECKING, assert_never

from markupsafe import Markup

from bot.actions.dispatches import CancelDeparture, ChooseMoment, LeaveAt, LeaveBefore, SendNow
from bot.context import Context, Turn, pressed
from bot.dialogs import give_up
from bot.handlers.announcements import departing, following, writing
from bot.handlers.announcements.following import MOMENT, Shown
from bot.house import Dialog
from bot.views import errors
from bot.views.announcements import fields as field_views
from bot.views.announcements import schedule as views
from bot.views.announcements import writing as writing_views
from bot.views.page import Page
from training import access
from training.announcements import departure, drafting, moments, schedule
from training.announcements.departure import Awaiting, NobodyElse, Sending
from training.announcements.fields import EmptyField
from training.announcements.moments import At, Before
from training.announcements.schedule import TooSoon
from training.errors import Forbidden, Gone, Stale

if TYPE_CHECKING:
    from db.models import Announcement


async def choose(update: object, context: Context) -> None:
    """« Programmer »."""
    action = context.action(ChooseMoment)
    async with context.turn() as turn:
        page = await _choose(turn, await _found(turn, action.announcement_id))
    await context.show(page)


async def leave_at(update: object, context: Context) -> None:
    """One of the usual moments; « Dès l’accord » leads back to the preview."""
    action = context.action(LeaveAt)
    async with context.turn() as turn:
        found = await _found(turn, action.announcement_id)
        zone = await departure.zone(turn.db, found, turn.house.settings.departure_rules)
        presets = moments.presets(turn.now, zone)
        if action.moment == views.NOW:
            page = await _at_once(turn, found)
        elif action.moment in presets:
            page = await _set(turn, found, At(presets[action.moment]))
        else:
            page = await _choose(turn, found, views.too_soon(turn.t))
    await context.show(page)


async def leave_before(update: object, context: Context) -> None:
    """« J-3 à 10 h »."""
    action = context.action(LeaveBefore)
    async with context.turn() as turn:
        found = await _found(turn, action.announcement_id)
        page = await _set(turn, found, Before(action.days, moments.RELATIVE_HOUR))
    await context.show(page)


async def send_now(update: object, context: Context) -> None:
    """« Envoyer maintenant »: to the number that the button said."""
    action = context.action(SendNow)
    async with context.turn() as turn:
        found = await _found(turn, action.announcement_id)
        if await following.count(turn, found) != action.recipients:
            shown = await departing.today(turn, context, found.id, writing_views.changed(turn.t))
        else:
            actor, rules = await access.organiser(turn.db, turn.person), turn.house.settings.departure_rules
            release = schedule.release(turn.db, actor, found.id, rules, now=turn.now)
            shown = await _released(turn, context, found.id, release)
    await following.show(context, shown)


async def _released(
    turn: Turn, context: Context, announcement_id: int, release: Awaitable[Sending | Awaiting | NobodyElse | None]
) -> Shown:
    try:
        gone = await release
    except EmptyField as error:
        return await departing.today(turn, context, announcement_id, field_views.blanks(turn.t, error))
    if isinstance(gone, NobodyElse):
        return Shown(await following.nobody_else(turn, announcement_id, gone.n))
    return await departing.today(turn, context, announcement_id, toast=None if gone else errors.stale(turn.t))


async def cancel(update: object, context: Context) -> None:
    """« Annuler l’envoi », « Renoncer »."""
    action = context.action(CancelDeparture)
    async with context.turn() as turn:
        actor = await access.organiser(turn.db, turn.person)
        done = await schedule.cancel(turn.db, actor, action.announcement_id, now=turn.now)
        toast = None if done else errors.stale(turn.t)
        shown = await departing.today(turn, context, action.announcement_id, toast=toast)
    await following.show(context, shown)


class Scheduling:
    """The conversation: a moment is awaited."""

    name = MOMENT

    async def question(self, turn: Turn, dialog: Dialog) -> Page:
        """The page that waits; none when the draft is gone, or the role was lost."""
        try:
            return await _choose(turn, await _found(turn, dialog.answers["announcement"]))
        except (Gone, Forbidden):
            return await give_up(turn)

    async def typed(self, turn: Turn, dialog: Dialog, text: str) -> Page:
        """« 12 mars 2026 à 9 h 30 », « J-3 à 14 h »."""
        try:
            found = await _found(turn, dialog.answers["announcement"])
            zone = await departure.zone(turn.db, found, turn.house.settings.departure_rules)
            moment = moments.parse(text, zone, turn.now)
            if moment is None:
                return await _choose(turn, found, views.not_understood(turn.t))
            return await _set(turn, found, moment)
        except (Gone, Forbidden):
            return await self.question(turn, dialog)


async def _found(turn: Turn, announcement_id: int) -> "Announcement":
    return await drafting.find(turn.db, await access.organiser(turn.db, turn.person), announcement_id)


async def _choose(turn: Turn, found: "Announcement", warning: Markup | None = None) -> Page:
    if found.state != "draft":
        return await following.now(turn, found)
    await turn.ask(MOMENT, "moment", {"announcement": found.id})
    session = await departure.session_of(turn.db, found)
    zone = await departure.zone(turn.db, found, turn.house.settings.departure_rules)
    days = moments.relative_days(session, turn.now) if session else []
    return views.choose(turn.t, found.id, moments.presets(turn.now, zone), days, zone, warning)


async def _set(turn: Turn, found: "Announcement", moment: At | Before) -> Page:
    """Keep the moment; then it is agreed to, as any departure."""
    actor = await access.organiser(turn.db, turn.person)
    if found.state != "draft":
        return await following.now(turn, found)
    try:
        match moment:
            case At(when):
                await schedule.at(turn.db, actor, found.id, when, now=turn.now)
            case Before(days, hour):
                await schedule.before_session(turn.db, actor, found.id, days, hour, now=turn.now)
            case _ as never:
                assert_never(never)
    except TooSoon:
        return await _choose(turn, found, views.too_soon(turn.t))
    except Stale:
        return await _choose(turn, found, views.no_session(turn.t))
    await following.stop_asking(turn)
    n = await following.count(turn, found)
    return views.chosen(turn.t, found.id, found.version, n, await following.leaving(turn, found))


async def _at_once(turn: Turn, found: "Announcement") -> Page:
    if found.state == "draft":
        none: datetime | None = None
        await schedule.at(turn.db, await access.organiser(turn.db, turn.person), found.id, none, now=turn.now)
    return await writing.as_it_is(turn, found.id)


FLOW = Scheduling()
HANDLERS = [
    pressed(ChooseMoment, choose),
    pressed(LeaveAt, leave_at),
    pressed(LeaveBefore, leave_before),
    pressed(SendNow, send_now),
    pressed(CancelDeparture, cancel),
]
