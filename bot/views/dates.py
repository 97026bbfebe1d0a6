"""Dates and hours in French words. Instants come in any zone; they are shown in the venue's.

Babel's « full » style names the zone and writes seconds: patterns are given instead (Babel 2.18, tried).
"""

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from babel.dates import format_date

NB = "\u00a0"


def _words(day: date, pattern: str) -> str:
    return re.sub(r"(?<!\d)1 (?=\w)", "1er ", format_date(day, pattern, locale="fr"))


def day(value: date, *, year: bool = True, weekday: bool = True) -> str:
    """« lundi 12 octobre 2026 », « 1er mai »."""
    pattern = " ".join(part for part in ("EEEE" if weekday else "", "d MMMM", "y" if year else "") if part)
    return _words(value, pattern)


def hour(value: time) -> str:
    """« 9 h 30 », « 14 h », with no-break spaces."""
    return f"{value.hour}{NB}h" + (f"{NB}{value.minute:02d}" if value.minute else "")


def hour_of(at: datetime, zone: str) -> str:
    """« 9 h 30 », on the clocks of `zone` (IANA)."""
    return hour(at.astimezone(ZoneInfo(zone)).time())


def moment(at: datetime, zone: str, *, year: bool = False) -> str:
    """« mardi 13 octobre à 9 h 30 »."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{day(local.date(), year=year)} à {hour(local.time())}"


def stamp(at: datetime, zone: str) -> str:
    """« 13 octobre 2026 à 9 h 30 »."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{day(local.date(), weekday=False)} à {hour(local.time())}"


def span(first: date, last: date, *, weekday: bool = True) -> str:
    """« du 12 au 14 octobre 2026 », « du lundi 30 mars au mercredi 1er avril 2026 », « mardi 3 mars 2026 »."""
    if first == last:
        return day(first, weekday=weekday)
    same_month = (first.year, first.month) == (last.year, last.month)
    if first.year != last.year:
        start = day(first, weekday=weekday)
    elif same_month:
        start = _words(first, "EEEE d" if weekday else "d")
        start = re.sub(r"\b1$", "1er", start)
    else:
        start = day(first, year=False, weekday=weekday)
    return f"du {start} au {day(last, weekday=weekday)}"


def in_days(days: int) -> str:
    """« aujourd’hui », « demain », « dans 3 jours »: from calendar dates, never from a rounded duration."""
    return {0: "aujourd’hui", 1: "demain"}.get(days, f"dans {days}{NB}jours")
