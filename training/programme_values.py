"""The cells of the programme's file, read one at a time: dates, hours, codes, quotas, areas. Pure functions.

Each returns the value, or the reason why it cannot be one.
"""

import enum
import re
from dataclasses import dataclass
from datetime import date, time

from training import text

MAX_SHORT_LABEL = 24
MAX_CAPACITY = 500
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("janvier", "janv"),
            ("fevrier", "fevr"),
            ("mars",),
            ("avril", "avr"),
            ("mai",),
            ("juin",),
            ("juillet", "juil"),
            ("aout",),
            ("septembre", "sept"),
            ("octobre", "oct"),
            ("novembre", "nov"),
            ("decembre", "dec"),
        ),
        start=1,
    )
    for name in names
}
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_NUMERIC = re.compile(r"(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>\d{4})")
_WORDS = re.compile(r"(?:[a-z]+ )?(?P<day>\d{1,2})(?:er)? (?P<month>[a-z]+)\.? (?P<year>\d{4})")
_HOUR = re.compile(r"(\d{1,2}) ?(?:h|:|heures?)? ?(\d{2})?(?::00)?")
_AREA = re.compile(r"(\d{1,2})\s*[–—.:-]\s*(\S.*)")
_CODE = re.compile(r"[A-Z0-9]+(?:[.-][A-Z0-9]+)*")


class Reason(enum.StrEnum):
    """What is wrong with a cell, a row or the header. Facts only: the sentence is made elsewhere."""

    MISSING_COLUMN = "missing_column"
    DUPLICATE_COLUMN = "duplicate_column"
    EXTRA_CELL = "extra_cell"
    MISSING_VALUE = "missing_value"
    ERROR_CELL = "error_cell"
    NO_RESULT = "no_result"
    NOT_A_DATE = "not_a_date"
    NO_SUCH_DATE = "no_such_date"
    END_BEFORE_START = "end_before_start"
    TOO_MANY_DAYS = "too_many_days"
    NOT_AN_HOUR = "not_an_hour"
    BAD_CODE = "bad_code"
    DUPLICATE_CODE = "duplicate_code"
    BAD_AREA = "bad_area"
    AREA_CONFLICT = "area_conflict"
    BAD_CAPACITY = "bad_capacity"
    CAPACITY_BELOW_SEATED = "capacity_below_seated"
    BAD_QUOTA = "bad_quota"
    DUPLICATE_QUOTA = "duplicate_quota"
    UNKNOWN_TERM = "unknown_term"
    TOO_LONG = "too_long"
    NOT_TEXT = "not_text"


@dataclass(frozen=True)
class AreaCell:
    """« 3 – Chaîne pénale… »."""

    number: int
    title: str

    @property
    def short_label(self) -> str:
        """What stands before the colon, or the beginning, in at most 24 characters."""
        return text.cut(self.title.partition(":")[0].strip(" \u00a0"), MAX_SHORT_LABEL)


def parse_date(cell: str) -> date | Reason:
    """jj/mm/aaaa, ISO, « 12 mars 2026 », « vendredi 1er mai 2026 ». The year has four digits, from 2000 to 2099."""
    folded = text.fold(cell)
    found = _ISO.fullmatch(folded) or _NUMERIC.fullmatch(folded) or _WORDS.fullmatch(folded)
    month = _month(found["month"]) if found else None
    if found is None or month is None or not 2000 <= int(found["year"]) <= 2099:
        return Reason.NOT_A_DATE
    try:
        return date(int(found["year"]), month, int(found["day"]))
    except ValueError:
        return Reason.NO_SUCH_DATE


def parse_hour(cell: str) -> time | Reason:
    """« 9 h », « 9 h 30 », 09:30, 9h30, 09:30:00 or 9."""
    found = _HOUR.fullmatch(text.fold(cell))
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        return Reason.NOT_AN_HOUR
    return time(int(found[1]), int(found[2] or 0))


def parse_code(cell: str) -> str | Reason:
    """The short code of a session: POC2-3.05 -> 3.05. A code that is short already stays as it is.

    A spreadsheet that takes 3.05 for a number writes « 3,05 ».
    """
    written = re.sub(r"(?<=\d),(?=\d)", ".", cell.upper())
    code = re.sub(r"^[A-Z][A-Z0-9]*-(?=\d+\.)", "", written)
    return code if _CODE.fullmatch(code) else Reason.BAD_CODE


def parse_area(cell: str) -> AreaCell | Reason:
    """The number and the title of an area."""
    found = _AREA.fullmatch(cell)
    return AreaCell(int(found[1]), found[2]) if found else Reason.BAD_AREA


def parse_capacity(cell: str) -> int | Reason:
    """A whole number of places, at least 1."""
    if not re.fullmatch(r"\d{1,4}", cell) or not 0 < int(cell) <= MAX_CAPACITY:
        return Reason.BAD_CAPACITY
    return int(cell)


def parse_publics(cell: str) -> list[str]:
    """« forces ; magistrats » -> the words, as they are in the table of publics, without repeats."""
    return list(dict.fromkeys(filter(None, map(text.key, re.split(r"[;,/+]", cell)))))


def parse_quotas(cell: str) -> dict[str, int] | tuple[Reason, str]:
    """« police=13 ; douanes=5 » -> numbers by word; or the reason and the culprit."""
    quotas: dict[str, int] = {}
    for part in filter(str.strip, re.split(r"[;,]", cell)):
        word, equals, number = (piece.strip() for piece in part.partition("="))
        term = text.key(word)
        if not (equals and term) or isinstance(parse_capacity(number), Reason):
            return Reason.BAD_QUOTA, part.strip()
        if term in quotas:
            return Reason.DUPLICATE_QUOTA, word
        quotas[term] = int(number)
    return quotas


def _month(written: str) -> int | None:
    return int(written) if written.isdigit() else _MONTHS.get(written)
