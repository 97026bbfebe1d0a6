"""Days, half-days and instants of a training session, in the zone of its venue."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from db.models import HalfDay, TrainingSession

NOON = time(13, 0)


@dataclass(frozen=True, order=True)
class HalfDayOf:
    """One half-day of a session: `morning` sorts before the afternoon of the same day."""

    day: date
    half: HalfDay


def instant(day: date, hour: time, zone: str) -> datetime:
    """The UTC instant of a wall-clock hour at the venue."""
    return datetime.combine(day, hour, ZoneInfo(zone)).astimezone(UTC)


def local(at: datetime, zone: str) -> datetime:
    """`at` (any zone) as the venue's wall clock shows it."""
    return at.astimezone(ZoneInfo(zone))


def half_days(session: TrainingSession) -> list[HalfDayOf]:
    """The half-days of a session, in order: a morning if it opens before 13 h, an afternoon if it closes after."""
    halves = []
    if session.opens < NOON:
        halves.append(HalfDay.MORNING)
    if session.closes > NOON:
        halves.append(HalfDay.AFTERNOON)
    days = (session.last_day - session.first_day).days + 1
    return [HalfDayOf(session.first_day + timedelta(days=n), half) for n in range(days) for half in halves]


def overlap(one: TrainingSession, other: TrainingSession) -> bool:
    """Whether two sessions share a half-day."""
    return bool(set(half_days(one)) & set(half_days(other)))


def days_until(session: TrainingSession, now: datetime) -> int:
    """Calendar days from today to the first day, both in the venue's zone (never a rounded duration)."""
    return (session.first_day - local(now, session.zone).date()).days
