"""The cells of a workbook as a French spreadsheet shows them. Pure functions."""

import re
from datetime import date, datetime, time, timedelta

from openpyxl.utils.escape import unescape

from training import text

_DECIMALS = re.compile(r"[#,]*0(?:\.(?P<decimals>0+))?(?P<percent>%)?")
_PADDED = re.compile(r"0{2,}")
_ROUNDING = timedelta(milliseconds=500)
_EXACT_WHOLE = 1e15
"""Beyond it a spreadsheet's numbers are not exact any more."""


def shown(value: object, number_format: str) -> str:
    """12/03/2026, 09:30, 25 (never 25.0), 2,5, 50 %, VRAI; a text is tidied; "" for an empty cell."""
    match value:
        case None:
            return ""
        case str():
            return text.tidy(unescape(value) if "_x" in value else value)
        case bool():
            return "VRAI" if value else "FAUX"
        case int() | float():
            return _number(value, number_format)
        case datetime():
            return _moment(value + _ROUNDING)
        case date():
            return f"{value:%d/%m/%Y}"
        case time():
            return _hour(timedelta(hours=value.hour, minutes=value.minute, seconds=value.second))
        case timedelta():
            return _hour(value + _ROUNDING)
        case _:
            return text.tidy(str(value))


def _moment(at: datetime) -> str:
    """A day alone is a moment at midnight."""
    since = timedelta(hours=at.hour, minutes=at.minute, seconds=at.second)
    return f"{at:%d/%m/%Y} {_hour(since)}" if since else f"{at:%d/%m/%Y}"


def _hour(since: timedelta) -> str:
    """« 09:30 », and seconds where there are any; durations go beyond 24 hours."""
    minutes, seconds = divmod(int(since.total_seconds()), 60)
    hour = f"{minutes // 60:02}:{minutes % 60:02}"
    return f"{hour}:{seconds:02}" if seconds else hour


def _number(value: float, number_format: str) -> str:
    """As precise as it is stored, with the zeros that its format adds: 3,10 is a code, 3,1 another."""
    if _PADDED.fullmatch(number_format) and value == abs(value) and _is_whole(value):
        return f"{int(value):0{len(number_format)}}"
    found = _DECIMALS.fullmatch(number_format)
    decimals = len(found["decimals"] or "") if found else 0
    if found and found["percent"]:
        return f"{_written(value * 100, decimals)} %"
    return _written(value, decimals)


def _written(value: float, decimals: int) -> str:
    if isinstance(value, int) or _is_whole(value):
        return str(int(value))
    exact = f"{value:.15g}"
    padded = f"{value:.{decimals}f}"
    return (padded if float(padded) == float(exact) else exact).replace(".", ",")


def _is_whole(value: float) -> bool:
    return isinstance(value, int) or (value.is_integer() and abs(value) < _EXACT_WHOLE)
