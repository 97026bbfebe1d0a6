"""The rows of the programme's file, turned into sessions to be, or into problems. Pure: no database."""

import difflib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from training import text
from training.programme_columns import (
    HEADERS,
    LENGTHS,
    MAY_BE_EMPTY,
    OPTIONAL,
    Column,
    Planned,
    Problems,
    Programme,
    RowProblem,
)
from training.programme_values import (
    AreaCell,
    Reason,
    parse_area,
    parse_capacity,
    parse_code,
    parse_date,
    parse_hour,
    parse_publics,
    parse_quotas,
)
from training.tables import Fault, Row, Table, read_table

MAX_DAYS = 14
"""Calendar days from the first to the last: ten days of training may span a weekend or two."""

Value = TypeVar("Value")


_FAULTS = {Fault.ERROR: Reason.ERROR_CELL, Fault.NO_RESULT: Reason.NO_RESULT}


@dataclass
class Vocabulary:
    """The words of the table of publics. What is close to an unknown one is looked for once."""

    terms: Collection[str]
    _close: dict[str, str | None] = field(default_factory=dict)

    def closest(self, word: str) -> str | None:
        """The known word that was perhaps meant."""
        if word not in self._close:
            self._close[word] = next(iter(difflib.get_close_matches(word, sorted(self.terms), n=1)), None)
        return self._close[word]


@dataclass
class Reading:
    """Reads one row, noting what is wrong with it."""

    row: Row
    vocabulary: Vocabulary
    suggest: bool = True
    problems: list[RowProblem] = field(default_factory=list)

    def text(self, column: Column) -> str:
        """The cell, checked for emptiness, length and what is not text."""
        cell = self.row.cells.get(column, "")
        if column in self.row.faults:
            self.note(column, _FAULTS[self.row.faults[column]], text.cut(cell, 40))
            return ""
        if not cell and column not in MAY_BE_EMPTY:
            self.note(column, Reason.MISSING_VALUE)
        elif len(cell) > LENGTHS.get(column, 500):
            self.note(column, Reason.TOO_LONG, text.cut(cell, 40))
        elif text.unprintable(cell):
            self.note(column, Reason.NOT_TEXT)
        return cell

    def parsed(self, column: Column, parse: Callable[[str], Value | Reason]) -> Value | None:
        """The cell's value; None, noted unless the cell may be empty and is, when it has none."""
        before = len(self.problems)
        cell = self.text(column)
        if not cell or len(self.problems) > before:
            return None
        value = parse(cell)
        if isinstance(value, Reason):
            self.note(column, value, cell)
            return None
        return value

    def note(self, column: Column, reason: Reason, value: str = "", suggestion: str | None = None) -> None:
        self.problems.append(RowProblem(self.row.line, column.value, reason, value, suggestion))

    def known(self, column: Column, words: Collection[str]) -> None:
        """Note the words that the table of publics does not hold, with the closest that it does."""
        for word in words:
            if word not in self.vocabulary.terms:
                close = self.vocabulary.closest(word) if self.suggest else None
                self.note(column, Reason.UNKNOWN_TERM, word, close)


def read_programme(name: str, content: bytes, terms: Collection[str]) -> Programme:
    """Every row that is in order, and every problem of the others. `terms`: the words of the table of publics.

    Reads row by row; takes seconds for thousands of rows. Raises NotATable.
    """
    table = read_table(name, content, HEADERS)
    rows = Rows(Vocabulary(terms), {column: place for place, column in enumerate(table.columns)})
    rows.problems.add(header_problems(table))
    usable = not rows.problems.number
    for row in table.rows:
        rows.number += 1
        if usable:
            rows.add(row)
    return Programme(name, table.sheet, table.unread, table.letters, rows.number, tuple(rows.planned), rows.problems)


def header_problems(table: Table) -> list[RowProblem]:
    """Columns that are missing, or there twice."""
    line = table.header_line
    missing = [column for column in Column if column not in OPTIONAL and column not in table.columns]
    twice = [column for column in Column if table.columns.count(column) > 1]
    return [RowProblem(line, column.value, Reason.MISSING_COLUMN) for column in missing] + [
        RowProblem(line, column.value, Reason.DUPLICATE_COLUMN) for column in twice
    ]


def _read(reading: Reading) -> Planned | None:
    if reading.row.extra:
        reading.problems.append(RowProblem(reading.row.line, "", Reason.EXTRA_CELL, text.cut(reading.row.extra, 40)))
    code = reading.parsed(Column.CODE, parse_code)
    area = reading.parsed(Column.AREA, parse_area)
    publics = reading.parsed(Column.PUBLICS, parse_publics)
    first_day, last_day = _days(reading)
    opens, closes = reading.parsed(Column.OPENS, parse_hour), reading.parsed(Column.CLOSES, parse_hour)
    capacity = reading.parsed(Column.CAPACITY, parse_capacity)
    quotas = _quotas(reading)
    reading.known(Column.PUBLICS, publics or ())
    texts = {column: reading.text(column) for column in _TEXTS}
    if not (code and area and publics and first_day and last_day and capacity):
        return None
    return Planned(
        line=reading.row.line,
        code=code,
        area=area,
        title=texts[Column.TITLE],
        short_title=texts[Column.SHORT_TITLE] or None,
        publics=publics,
        venue=texts[Column.VENUE],
        town=texts[Column.TOWN],
        first_day=first_day,
        last_day=last_day,
        opens=opens,
        closes=closes,
        capacity=capacity,
        quotas=quotas,
        language=texts[Column.LANGUAGE],
        trainers=texts[Column.TRAINERS],
        objectives=texts[Column.OBJECTIVES],
    )


_TEXTS = (
    Column.TITLE,
    Column.SHORT_TITLE,
    Column.VENUE,
    Column.TOWN,
    Column.LANGUAGE,
    Column.TRAINERS,
    Column.OBJECTIVES,
)


def _days(reading: Reading) -> tuple[date | None, date | None]:
    first = reading.parsed(Column.FIRST_DAY, parse_date)
    last = reading.parsed(Column.LAST_DAY, parse_date)
    if first and last and last < first:
        reading.note(Column.LAST_DAY, Reason.END_BEFORE_START, reading.row.cells[Column.LAST_DAY])
    elif first and last and (last - first).days >= MAX_DAYS:
        reading.note(Column.LAST_DAY, Reason.TOO_MANY_DAYS, str((last - first).days + 1))
    return first, last


def _quotas(reading: Reading) -> dict[str, int]:
    quotas = parse_quotas(reading.text(Column.QUOTAS))
    if isinstance(quotas, tuple):
        reading.note(Column.QUOTAS, *quotas)
        return {}
    reading.known(Column.QUOTAS, quotas)
    return quotas


@dataclass
class Rows:
    """The rows so far: those in order, the problems of the others, and what later rows must not contradict."""

    vocabulary: Vocabulary
    places: Mapping[str, int] = field(default_factory=dict)
    """Where each column stands in the file."""

    number: int = 0
    planned: list[Planned] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)
    _codes: set[str] = field(default_factory=set)
    _titles: dict[int, str] = field(default_factory=dict)

    def add(self, row: Row) -> None:
        """Read one more row."""
        reading = Reading(row, self.vocabulary, suggest=not self.problems.full)
        read = _read(reading)
        if read and not reading.problems:
            self.planned.append(read)
        found = [*reading.problems, *self._same_code(row), *self._other_title(row)]
        self.problems.add(sorted(found, key=lambda problem: self.places.get(problem.column, len(self.places))))

    def _same_code(self, row: Row) -> Iterator[RowProblem]:
        """A code that comes again."""
        code = parse_code(row.cells.get(Column.CODE, ""))
        if not isinstance(code, Reason):
            if code in self._codes:
                yield RowProblem(row.line, Column.CODE.value, Reason.DUPLICATE_CODE, code)
            self._codes.add(code)

    def _other_title(self, row: Row) -> Iterator[RowProblem]:
        """An area's number with another title."""
        area = parse_area(row.cells.get(Column.AREA, ""))
        if isinstance(area, AreaCell):
            first = self._titles.setdefault(area.number, area.title)
            if text.fold(first) != text.fold(area.title):
                value, suggestion = text.cut(area.title, 40), text.cut(first, 40)
                yield RowProblem(row.line, Column.AREA.value, Reason.AREA_CONFLICT, value, suggestion)
