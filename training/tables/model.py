"""A table that somebody sent: its columns, its rows, and the reasons why a file is none."""

import enum
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from training.errors import TrainingError

MAX_ROWS = 10_000

Headers = Mapping[str, str]
"""What a column may be called, folded as `text.key` does -> its name for the caller, itself one of the spellings."""

_ERROR = re.compile(r"#(?:N/A|[A-ZÀ-Ý0-9_/ ]+[!?])")
"""What spreadsheets show for an error, in French or in English: #REF!, #NOM?, #DIV/0!, #N/A."""


class NotATableReason(enum.StrEnum):
    EMPTY = "empty"
    UNKNOWN_FORMAT = "unknown_format"
    OLD_WORKBOOK = "old_workbook"
    PROTECTED = "protected"
    UNREADABLE = "unreadable"
    DAMAGED = "damaged"
    TOO_HEAVY = "too_heavy"
    NO_HEADER = "no_header"
    TOO_MANY_ROWS = "too_many_rows"


@dataclass
class NotATable(TrainingError):
    """The file cannot be read as a table. `expected`: columns that its header could name, for NO_HEADER."""

    name: str
    reason: NotATableReason
    expected: tuple[str, ...] = ()


class Fault(enum.StrEnum):
    """Why a cell that is not empty has no value: what it shows is an error, or a formula without its result."""

    ERROR = "error"
    NO_RESULT = "no_result"


@dataclass(frozen=True)
class Row:
    """`line` counts as spreadsheets do, from 1. `cells` by column, as shown; `extra`: what no header covers (csv)."""

    line: int
    cells: Mapping[str, str]
    faults: Mapping[str, Fault] = field(default_factory=dict)
    extra: str = ""


@dataclass(frozen=True)
class Table:
    """A table whose header was found on `header_line`.

    `columns`, from the first letter on: the caller's names, or the folded header of a column that the caller does not
    know, or "". `rows` are read when asked for, once, and raise NotATable where the file turns out to be none; empty
    ones are left out. `sheet`: the one that is read, "" for csv; `unread`: other visible sheets with such a header.
    """

    name: str
    columns: tuple[str, ...]
    header_line: int
    rows: Iterator[Row]
    sheet: str = ""
    unread: tuple[str, ...] = ()

    @property
    def letters(self) -> dict[str, str]:
        """The letter that the spreadsheet shows above each column; the first, for one that is there twice."""
        found: dict[str, str] = {}
        for number, column in enumerate(self.columns, 1):
            found.setdefault(column, letter(number))
        return found


def letter(number: int) -> str:
    """1 -> A, 27 -> AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def make_row(line: int, columns: Sequence[str], shown: Sequence[str], faults: Mapping[str, Fault], extra: str) -> Row:
    """A row from what its cells show; `faults` are those that do not show."""
    cells = {column: cell for column, cell in zip(columns, shown, strict=False) if column}
    visible = {column: fault for column, cell in cells.items() if cell[:1] in "#=" and (fault := fault_of(cell))}
    return Row(line, cells, {**visible, **faults}, extra)


def fault_of(cell: str) -> Fault | None:
    """What is wrong with a cell that shows this. A text that begins with « = » would be a formula where it is shown."""
    if cell.startswith("="):
        return Fault.NO_RESULT
    return Fault.ERROR if _ERROR.fullmatch(cell) else None
