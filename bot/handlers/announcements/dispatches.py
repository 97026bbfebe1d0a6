"""A dispatch under way, and its report: paused, taken up again, stopped, tried again; the names and files behind it."""

from collections.abc import Awaitable, Callable

from bot import sheets
from bot.actions.announcements import NotReached
from bot.actions.dispatches import (
    Acknowledge,
    CloseDoubts,
    Pause,
    ReportFile,
    ResendUncertain,
    Resume,
    RetryFailed,
    SendingReport,
    Stop,
    Uncertain,
    Unread,
    UnreadFile,
)
from bot.context import Context, Turn, pressed
from bot.dialogs import leave_line
from bot.handlers.announcements import departing, following, reading
from bot.handlers.announcements.following import Shown
from bot.views import errors
from bot.views.announcements import dispatches as dispatch_views
from bot.views.announcements import people as views
from bot.views.page import Document, Page
from training import access
from training.announcements import acknowledgement, dispatches, reporting
from training.announcements.acknowledgement import Rewritten

Step = Callable[..., Awaitable[object]]
"""A use case on a dispatch; what it gives is false where there was nothing to do."""


async def pause(update: object, context: Context) -> None:
    await _do(context, dispatches.pause, context.action(Pause).dispatch_id)


async def resume(update: object, context: Context) -> None:
    await _do(context, dispatches.resume, context.action(Resume).dispatch_id)


async def stop(update: object, context: Context) -> None:
    await _do(context, dispatches.cancel, context.action(Stop).dispatch_id)


async def retry_failed(update: object, context: Context) -> None:
    await _do(context, dispatches.retry_failed, context.action(RetryFailed).dispatch_id)


async def close_doubts(update: object, context: Context) -> None:
    await _do(context, dispatches.close_doubts, context.action(CloseDoubts).dispatch_id)


async def uncertain(update: object, context: Context) -> None:
    """« Décider »: both answers have a price, which is said."""
    action = context.action(Uncertain)
    async with context.turn() as turn:
        shown = await _uncertain(turn, context, action.dispatch_id)
    await following.show(context, shown)


async def resend_uncertain(update: object, context: Context) -> None:
    """« Renvoyer à n »: to that number, or the page is shown again."""
    action = context.action(ResendUncertain)
    async with context.turn() as turn:
        actor = await access.organiser(turn.db, turn.person)
        found = await dispatches.locked(turn.db, actor, action.dispatch_id)
        if (await reporting.summary(turn.db, found, now=turn.now)).uncertain != action.recipients:
            shown = await _uncertain(turn, context, found.id)
        else:
            await dispatches.resend_uncertain(turn.db, actor, found.id, now=turn.now)
            shown = await departing.today(turn, context, found.announcement_id)
    await following.show(context, shown)


async def sending_report(update: object, context: Context) -> None:
    """The report of the sending, whatever followed."""
    action = context.action(SendingReport)
    async with context.turn() as turn:
        actor = await access.organiser(turn.db, turn.person)
        report = await reporting.report_of_sending(turn.db, actor, action.announcement_id, now=turn.now)
        await leave_line(turn, context)
        page = dispatch_views.progress(turn.t, report, turn.house.settings.timezone, live=False)
    await context.show(page)


async def not_reached(update: object, context: Context) -> None:
    """Names to call, on a page of their own."""
    action = context.action(NotReached)
    async with context.turn() as turn:
        actor = await access.organiser(turn.db, turn.person)
        found = await dispatches.locked(turn.db, actor, action.dispatch_id)
        people = await reporting.to_call(turn.db, actor, found.id)
        await leave_line(turn, context)
        page = views.not_reached(turn.t, found.announcement_id, found.id, people, action.page)
    await context.show(page)


async def unread(update: object, context: Context) -> None:
    """Who has not said « Lu et compris »."""
    action = context.action(Unread)
    async with context.turn() as turn:
        actor = await access.organiser(turn.db, turn.person)
        people = await reporting.unread(turn.db, actor, action.announcement_id, now=turn.now)
        await leave_line(turn, context)
        page = views.unread(turn.t, action.announcement_id, people, action.page)
    await context.show(page)


async def report_file(update: object, context: Context) -> None:
    """The whole report as a workbook; the page stays."""
    action = context.action(ReportFile)
    await context.toast()  # first: thousands of rows take longer than a press may wait
    async with context.turn() as turn:
        actor = await access.organiser(turn.db, turn.person)
        found = await dispatches.locked(turn.db, actor, action.dispatch_id)
        lines = await reporting.every_line(turn.db, actor, found.id, now=turn.now)
        name, header = views.report_name(turn.t, found.announcement_id), views.header(turn.t)
        rows = [views.row(turn.t, line, turn.house.settings.timezone) for line in lines]
    await context.send_document(Document(name, await sheets.workbook(str(found.announcement_id), header, rows)))


async def unread_file(update: object, context: Context) -> None:
    """Those who have not read, with their telephones, as a workbook; the page stays."""
    action = context.action(UnreadFile)
    await context.toast()  # first: thousands of rows take longer than a press may wait
    async with context.turn() as turn:
        actor = await access.organiser(turn.db, turn.person)
        people = await reporting.unread(turn.db, actor, action.announcement_id, now=turn.now)
        name, header = views.unread_name(turn.t, action.announcement_id), views.unread_header(turn.t)
        rows = [views.unread_row(each) for each in people]
    await context.send_document(Document(name, await sheets.workbook(str(action.announcement_id), header, rows)))


async def acknowledge(update: object, context: Context) -> None:
    """« Lu et compris »: thanks, and the button says so; the message stays as it was received."""
    action = context.action(Acknowledge)
    async with context.turn() as turn:
        number, version = action.announcement_id, action.version
        corrected: Page | None = None
        try:
            news = await acknowledgement.acknowledge(turn.db, turn.person, number, version, now=turn.now)
            toast = views.thanks(turn.t, news=news)
        except Rewritten:  # the correction has not reached this message
            toast, corrected = views.corrected(turn.t), await reading.whole(turn, number)
        label = views.read_label(turn.t)
    if corrected is not None:
        await context.show(corrected, toast)
        return
    await context.toast(toast)
    await context.relabel(label)


async def _do(context: Context, step: Step, dispatch_id: int) -> None:
    """One step on a dispatch, then where it stands; a step that came too late says so."""
    async with context.turn() as turn:
        actor = await access.organiser(turn.db, turn.person)
        done = await step(turn.db, actor, dispatch_id, now=turn.now)
        shown = await _of(turn, context, dispatch_id, None if done else errors.stale(turn.t))
    await following.show(context, shown)


async def _of(turn: Turn, context: Context, dispatch_id: int, toast: str | None = None) -> Shown:
    actor = await access.organiser(turn.db, turn.person)
    found = await dispatches.locked(turn.db, actor, dispatch_id)
    return await departing.today(turn, context, found.announcement_id, toast=toast)


async def _uncertain(turn: Turn, context: Context, dispatch_id: int) -> Shown:
    """What can be decided; the report when there is nothing to decide."""
    actor = await access.organiser(turn.db, turn.person)
    found = await dispatches.locked(turn.db, actor, dispatch_id)
    report = await reporting.summary(turn.db, found, now=turn.now)
    if report.uncertain == 0 or report.under_way:
        return await _of(turn, context, dispatch_id, errors.stale(turn.t))
    await leave_line(turn, context)
    return Shown(views.uncertain(turn.t, report))


HANDLERS = [
    pressed(Pause, pause),
    pressed(Resume, resume),
    pressed(Stop, stop),
    pressed(RetryFailed, retry_failed),
    pressed(CloseDoubts, close_doubts),
    pressed(Uncertain, uncertain),
    pressed(ResendUncertain, resend_uncertain),
    pressed(SendingReport, sending_report),
    pressed(NotReached, not_reached),
    pressed(Unread, unread),
    pressed(ReportFile, report_file),
    pressed(UnreadFile, unread_file),
    pressed(Acknowledge, acknowledge),
]
