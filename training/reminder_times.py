"""When the reminders of a session fall due: the programme's times, or those that its organisers chose."""

from datetime import datetime, time, timedelta
from typing import NamedTuple

from db.models import ReminderKind, TrainingSession
from training.calendar import instant
from training.quiet import shift


class When(NamedTuple):
    """`days` before the first day, at `minutes` after midnight at the venue; of H2, `minutes` before the start."""

    days: int
    minutes: int


USUAL = {
    ReminderKind.J7: When(7, 10 * 60),
    ReminderKind.J3: When(3, 10 * 60),
    ReminderKind.J1: When(1, 16 * 60 + 30),
    ReminderKind.H2: When(0, 2 * 60),
}
"""Source: the team."""
MAX_DAYS = 60
HOURS = range(7 * 60, 20 * 60)
"""Minutes after midnight outside the night's quiet hours."""
BEFORE_START = range(30, 6 * 60 + 1)


def chosen(session: TrainingSession, kind: ReminderKind) -> When | None:
    """When this reminder goes out; None when it does not."""
    own = (session.reminder_times or {}).get(kind.value)
    if own is None:
        return USUAL[kind]
    return When(*own) if own else None


def possible(kind: ReminderKind, when: When) -> bool:
    """Whether a reminder of this kind may have this time."""
    if kind is ReminderKind.H2:
        return when.days == 0 and when.minutes in BEFORE_START
    return 1 <= when.days <= MAX_DAYS and when.minutes in HOURS


def falls_due(session: TrainingSession, kind: ReminderKind, when: When) -> datetime:
    """The instant (UTC), after the quiet hours that it falls in: H2 never comes before 7 h."""
    if kind is ReminderKind.H2:
        return shift(session.starts_at - timedelta(minutes=when.minutes), session.zone)
    day = session.first_day - timedelta(days=when.days)
    return shift(instant(day, time(*divmod(when.minutes, 60)), session.zone), session.zone)


def schedule(session: TrainingSession) -> list[tuple[ReminderKind, datetime]]:
    """When each reminder falls due (UTC), by kind; what would fall at or after the start is left out."""
    wanted = [(kind, chosen(session, kind)) for kind in ReminderKind]
    due = [(kind, falls_due(session, kind, when)) for kind, when in wanted if when is not None]
    return [(kind, due_at) for kind, due_at in due if due_at < session.starts_at]
