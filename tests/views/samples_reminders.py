"""Samples of the organisers' page of reminders."""

from bot.language import Words
from bot.views import reminder_plan
from bot.views.page import Page
from db.models import ReminderKind, ReminderState
from tests.views import longest
from tests.views.gallery import Sample
from training.reminder_plan import Plan, Planned
from training.reminder_times import USUAL, When

SESSION = longest.session()
DUE = longest.NOW.replace(month=9, day=30, hour=16, minute=30)
LONGEST = Planned(ReminderKind.J7, When(60, 16 * 60 + 30), DUE, ReminderState.MISSED)
ARMED = tuple(Planned(kind, when, DUE, ReminderState.ARMED) for kind, when in USUAL.items())
STOPPED = Planned(ReminderKind.J1, None, None, None)
LATE = Planned(ReminderKind.H2, USUAL[ReminderKind.H2], None, None)


def _one(t: Words, shown: Planned) -> Page:
    return reminder_plan.one(t, Plan(SESSION, ARMED), shown)


SAMPLES = [
    Sample("reminders", lambda t: reminder_plan.plan(t, Plan(SESSION, (LONGEST, ARMED[1], STOPPED, LATE)))),
    Sample("reminder_gone", lambda t: _one(t, LONGEST)),
    Sample("reminder_stopped", lambda t: _one(t, STOPPED)),
    *(
        Sample(f"reminder_time_{each.kind.value}", lambda t, each=each: _one(t, each))  # type: ignore[misc]
        for each in ARMED
    ),
]
