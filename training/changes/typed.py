"""What organisers write of a session's days, hours and place. Pure functions; None for what is not understood."""

import re
from datetime import date, time, timedelta

from training import text
from training.programme_columns import LENGTHS, Column
from training.programme_rows import MAX_DAYS
from training.programme_values import Reason, parse_date, parse_hour

_SPAN = re.compile(r"(?:du )?(?P<first>.+?) (?:au|-|–|a) (?P<last>.+)")


def days(typed: str, length: int) -> tuple[date, date] | None:
    """« 12/10/2026 » (as many days as before, `length`), « du 12 au 14 octobre 2026 », « 12/10/2026 au 14/10/2026 ».

    At most as many days as the programme's file may say.
    """
    folded = text.fold(typed)
    first = parse_date(folded)
    if not isinstance(first, Reason):
        return first, first + timedelta(days=length - 1)
    found = _SPAN.fullmatch(folded)
    last = parse_date(found["last"]) if found else Reason.NOT_A_DATE
    if found is None or isinstance(last, Reason):
        return None
    first = _first_of(found["first"], found["last"])
    if isinstance(first, Reason) or not first <= last < first + timedelta(days=MAX_DAYS):
        return None
    return first, last


def hours(typed: str) -> tuple[time, time] | None:
    """« 9 h - 16 h 30 », « de 9 h à 16 h 30 »: the opening before the close."""
    found = re.fullmatch(r"(?:de )?(?P<opens>\d.*?) ?(?:-|–|a) ?(?P<closes>\d.*)", text.fold(typed))
    if found is None:
        return None
    opens, closes = parse_hour(found["opens"]), parse_hour(found["closes"])
    if isinstance(opens, Reason) or isinstance(closes, Reason) or opens >= closes:
        return None
    return opens, closes


def place(typed: str, town: str) -> tuple[str, str] | None:
    """« École de police, Dakar »: the venue and the town, which stays `town` where none is written.

    At most as long as the programme's file may say.
    """
    before, _, after = map(str.strip, text.tidy(typed).rpartition(","))
    venue, found = (before, after) if before and after else (before or after, town)
    too_long = len(venue) > LENGTHS[Column.VENUE] or len(found) > LENGTHS[Column.TOWN]
    return None if not venue or too_long or text.unprintable(venue + found) else (venue, found)


def _first_of(written: str, last: str) -> date | Reason:
    """« 12 » or « 30 septembre » takes what it does not say from the last day."""
    whole = parse_date(written)
    if not isinstance(whole, Reason):
        return whole
    parts = last.split()
    for borrowed in (parts[-2:], parts[-1:]):
        found = parse_date(" ".join([written, *borrowed]))
        if not isinstance(found, Reason):
            return found
    return Reason.NOT_A_DATE
