"""Reading a table from a file that an organiser sends: csv as spreadsheets write it."""

import csv
import enum
import io
from collections.abc import Mapping
from dataclasses import dataclass

from training import text
from training.errors import TrainingError

MAX_ROWS = 2000
DELIMITERS = ",;\t"
ENCODINGS = ("utf-8-sig", "cp1252")


class NotATableReason(enum.StrEnum):
    EMPTY = "empty"
    UNKNOWN_FORMAT = "unknown_format"
    UNREADABLE = "unreadable"
    NO_COLUMNS = "no_columns"
    TOO_MANY_ROWS = "too_many_rows"


@dataclass
class NotATable(TrainingError):
    """The file cannot be read as a table with a header and rows."""

    name: str
    reason: NotATableReason


@dataclass(frozen=True)
class Row:
    """`line` counts as spreadsheets do: the header is 1. `cells` by folded header; `extra`: what no header covers."""

    line: int
    cells: Mapping[str, str]
    extra: str = ""


@dataclass(frozen=True)
class Table:
    """`columns` are folded headers (« Début » -> debut), in the file's order; empty rows are left out."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(name: str, content: bytes) -> Table:
    """Read a csv file: UTF-8 with or without a mark, or Windows-1252; commas, semicolons or tabs.

    Raises NotATable when it is empty, of another format, or without a header of at least two columns.
    """
    written = _decode(name, content)
    if not written.strip():
        raise NotATable(name, NotATableReason.EMPTY)
    records = [(line, record) for line, record in enumerate(_records(name, written), 1) if any(map(str.strip, record))]
    columns = tuple(text.key(header) for header in records[0][1])
    if len(columns) < 2:
        raise NotATable(name, NotATableReason.NO_COLUMNS)
    rows = [_row(line, columns, record) for line, record in records[1:]]
    if len(rows) > MAX_ROWS:
        raise NotATable(name, NotATableReason.TOO_MANY_ROWS)
    return Table(name, columns, tuple(rows))


def _decode(name: str, content: bytes) -> str:
    if b"\0" in content or content.startswith((b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0")):
        raise NotATable(name, NotATableReason.UNKNOWN_FORMAT)
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotATable(name, NotATableReason.UNREADABLE)


def _records(name: str, written: str) -> list[list[str]]:
    """Every row, by the separator that gives the first line most columns."""
    first = written.lstrip().splitlines()[0]
    delimiter = max(DELIMITERS, key=first.count)
    try:
        return list(csv.reader(io.StringIO(written, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        raise NotATable(name, NotATableReason.UNREADABLE) from None


def _row(line: int, columns: tuple[str, ...], record: list[str]) -> Row:
    cells = [text.tidy(cell) for cell in record]
    known = {column: cell for column, cell in zip(columns, cells, strict=False) if column}
    return Row(line, known, " ".join(filter(None, cells[len(columns) :])))
