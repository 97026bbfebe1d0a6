"""The reminders of a session, seen and changed by its organisers."""

from bot.actions.reminders import OneReminder, ReminderPlan, SetReminder, StopReminder
from bot.context import Context, pressed
from bot.views import reminder_plan as views
from training import reminder_plan
from training.errors import Gone
from training.reminder_plan import KINDS, Kind, Refused
from training.reminder_times import When


async def plan(update: object, context: Context) -> None:
    """The four reminders and what became of them."""
    session_id = context.action(ReminderPlan).session_id
    async with context.turn() as turn:
        page = views.plan(turn.t, await reminder_plan.plan(turn.db, turn.person, session_id))
    await context.show(page)


async def one(update: object, context: Context) -> None:
    """One reminder, and other times for it."""
    action = context.action(OneReminder)
    async with context.turn() as turn:
        found = await reminder_plan.plan(turn.db, turn.person, action.session_id)
        page = views.one(turn.t, found, found.of(_kind(action.kind)))
    await context.show(page)


async def set_time(update: object, context: Context) -> None:
    action = context.action(SetReminder)
    await _change(context, action.session_id, action.kind, When(action.days, action.minutes))


async def stop(update: object, context: Context) -> None:
    action = context.action(StopReminder)
    await _change(context, action.session_id, action.kind, None)


async def _change(context: Context, session_id: int, name: str, when: When | None) -> None:
    """The reminder as it is afterwards; a toast says why nothing changed."""
    kind = _kind(name)
    async with context.turn() as turn:
        outcome = await reminder_plan.change(turn.db, turn.person, session_id, kind, when, now=turn.now)
        toast, found = None, outcome
        if isinstance(found, Refused):
            toast = views.refused(turn.t, found)
            found = await reminder_plan.plan(turn.db, turn.person, session_id)
        page = views.one(turn.t, found, found.of(kind))
    await context.show(page, toast)


def _kind(name: str) -> Kind:
    """Raises Gone for a kind that does not exist."""
    if name not in KINDS:
        raise Gone("reminder")
    return KINDS[name]


HANDLERS = [
    pressed(ReminderPlan, plan),
    pressed(OneReminder, one),
    pressed(SetReminder, set_time),
    pressed(StopReminder, stop),
]
