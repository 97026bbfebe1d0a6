"""When an announcement may leave: the usual moments, offered as buttons, and what people type. Pure functions."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from db.models import TrainingSession
from training import text
from training.announcements import drafting, schedule
from training.calendar import instant, local
from training.programme_values import Reason, parse_date, parse_hour

RELATIVE_HOUR = time(10)
RELATIVE_DAYS = (7, 3, 1)
EVENING, MORNING = time(17), time(8)
_RELATIVE = re.compile(r"j ?[-–−] ?(?P<days>\d{1,3})(?:,? (?:a )?(?P<hour>\d.*))?")
_ABSOLUTE = re.compile(r"(?P<date>.*\d),? (?:a )?(?P<hour>\d{1,2} ?(?:h|:|heures?) ?(?:\d{2})?)")
_DAYS = {"aujourd'hui": 0, "demain": 1, "apres-demain": 2}
_NEAR = re.compile(rf"(?P<day>{'|'.join(_DAYS)}),? (?:a )?(?P<hour>\d.*)")


@dataclass(frozen=True)
class At:
    """At this instant (UTC)."""

    when: datetime


@dataclass(frozen=True)
class Before:
    """So many days before the first day of its session, at this hour of the venue."""

    days: int
    hour: time


def presets(now: datetime, zone: str) -> dict[str, datetime]:
    """The usual moments that are still ahead, by name: `hour`, `evening`, `morning`."""
    today = local(now, zone).date()
    found = {
        "hour": (now + timedelta(hours=1)).replace(second=0, microsecond=0),
        "evening": instant(today, EVENING, zone),
        "morning": instant(today + timedelta(days=1), MORNING, zone),
    }
    return {name: when for name, when in found.items() if when >= now + schedule.EARLIEST}


def relative_days(session: TrainingSession, now: datetime) -> list[int]:
    """The usual numbers of days before this session that are still ahead."""
    return [days for days in RELATIVE_DAYS if drafting.relative(session, days, RELATIVE_HOUR) > now + schedule.EARLIEST]


def parse(typed: str, zone: str, now: datetime) -> At | Before | None:
    """« 12/03/2026 à 9 h 30 », « 12 mars 2026, 9h », « 2026-03-12 09:30 », « demain à 8 h », « J-3 », « J-3 à 14 h ».

    None for anything else; a date needs its hour.
    """
    folded = text.fold(typed)
    if found := _RELATIVE.fullmatch(folded):
        hour = parse_hour(found["hour"]) if found["hour"] else RELATIVE_HOUR
        return None if isinstance(hour, Reason) else Before(int(found["days"]), hour)
    if found := _NEAR.fullmatch(folded):
        day = local(now, zone).date() + timedelta(days=_DAYS[found["day"]])
    elif found := _ABSOLUTE.fullmatch(folded):
        written = parse_date(found["date"])
        if isinstance(written, Reason):
            return None
        day = written
    else:
        return None
    hour = parse_hour(found["hour"])
    return None if isinstance(hour, Reason) else At(instant(day, hour, zone))
