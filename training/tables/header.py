"""Where a table begins: people write titles above the header, and headers in their own way."""

from collections.abc import Sequence
from dataclasses import dataclass

from training import text
from training.tables.model import Headers

FIRST_LINES = 10
"""Among which the header is looked for."""

FEWEST = 2
"""Expected columns that a line must name to be the header."""


@dataclass(frozen=True)
class Header:
    """`line` counts from 1; `named`: how many expected columns it names."""

    line: int
    columns: tuple[str, ...]
    named: int


def find_header(lines: Sequence[Sequence[str]], headers: Headers) -> Header | None:
    """The line that names most of the expected columns, the first of equals; None when all name fewer than two."""
    found = [_header(number, line, headers) for number, line in enumerate(lines[:FIRST_LINES], 1)]
    best = max(found, key=lambda header: header.named, default=None)
    return best if best and best.named >= FEWEST else None


def _header(number: int, line: Sequence[str], headers: Headers) -> Header:
    keys = {text.key(cell) for cell in line}
    columns = tuple(_column(cell, headers, keys) for cell in line)
    return Header(number, columns, len(set(columns) & set(headers.values())))


def _column(shown: str, headers: Headers, keys: set[str]) -> str:
    """« Début (jj/mm/aaaa) » is debut; another spelling does not count beside the column's own name."""
    own = text.key(shown)
    for spelling in (own, text.key(shown.partition("(")[0])):
        column = headers.get(spelling)
        if column and (column == own or column not in keys):
            return column
    return own
