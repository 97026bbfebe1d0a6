"""A list of nominations, read line by line. Pure: no database."""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from db.models import Civility
from training import people, text
from training.nominations.nominee import (
    HEADERS,
    MAX_LINES,
    Column,
    NominationList,
    Nominee,
    Problem,
    Wrong,
)
from training.people import NameProblem
from training.reference_lists import MAX_LABEL
from training.tables import Row, Table, read_table

CIVILITIES = {
    **dict.fromkeys(("mme", "madame", "mlle", "mademoiselle", "f", "femme", "feminin"), Civility.MADAME),
    **dict.fromkeys(("m", "mr", "monsieur", "h", "homme", "masculin"), Civility.MONSIEUR),
}
LABELS = (Column.GRADE, Column.FUNCTION, Column.INSTITUTION, Column.REGION)
_NATIONAL = re.compile(r"7\d{8}")


@dataclass(frozen=True)
class Corps:
    """The corps as lists may write them, folded, with their ids and labels."""

    spellings: Mapping[str, tuple[int, str]]

    def find(self, written: str) -> tuple[int, str] | None:
        return self.spellings.get(text.fold(written))

    def closest(self, written: str) -> str | None:
        """The label of the corps that was perhaps meant."""
        folded = text.fold(written)
        begun = [spelling for spelling in self.spellings if spelling.startswith(folded)]
        close = begun or difflib.get_close_matches(folded, sorted(self.spellings), n=1)
        return self.spellings[close[0]][1] if close else None


@dataclass
class Reading:
    """Reads one line, noting what is wrong with it."""

    row: Row
    corps: Corps
    problems: list[Problem] = field(default_factory=list)

    def note(self, column: Column, wrong: Wrong, value: str = "", suggestion: str | None = None) -> None:
        self.problems.append(Problem(self.row.line, column.value, wrong, text.cut(value, 40), suggestion))

    def cell(self, column: Column, limit: int = MAX_LABEL) -> str:
        """What the cell says on one line, "" when it cannot be kept."""
        found = " ".join(self.row.cells.get(column, "").split())
        if column in self.row.faults:
            self.note(column, Wrong.ERROR_CELL, found)
        elif len(found) > limit:
            self.note(column, Wrong.TOO_LONG, found)
        elif text.unprintable(found):
            self.note(column, Wrong.NOT_TEXT)
        else:
            return found
        return ""

    def required(self, column: Column) -> str:
        before = len(self.problems)
        found = self.cell(column)
        if not found and len(self.problems) == before:
            self.note(column, Wrong.MISSING_VALUE)
        return found


def read_list(name: str, content: bytes, corps: Corps) -> NominationList:
    """Every line that is in order, and every problem of the others. Call it by `off_loop`. Raises NotATable."""
    table = read_table(name, content, HEADERS)
    problems = header_problems(table)
    usable, number = not problems, 0
    nominees: list[Nominee] = []
    for row in table.rows:
        number += 1
        if usable and number <= MAX_LINES:
            reading = Reading(row, corps)
            read = _read(reading)
            nominees += [read] if read else []
            problems += reading.problems
    if number > MAX_LINES:
        problems.append(Problem(table.header_line, "", Wrong.TOO_MANY_LINES, str(number)))
    return NominationList(name, table.sheet, table.unread, table.letters, number, tuple(nominees), tuple(problems))


WRITTEN = (Column.FIRST_NAME, Column.LAST_NAME, Column.CORPS, Column.GRADE, Column.INSTITUTION)
"""What a line that names somebody says, in this order; a telephone may come last."""


def read_line(line: str, corps: Corps) -> Nominee | list[Problem]:
    """Somebody named on one typed line, « prénom, nom, corps, grade, service »; or what is wrong with it."""
    parts = [part.strip() for part in re.split(r"[,;\n]", line)]
    phone = [parts.pop()] if len(parts) > 1 and re.fullmatch(r"[\d\s+.()-]{6,}", parts[-1]) else []
    named, rest = parts[: len(WRITTEN) - 1], parts[len(WRITTEN) - 1 :]
    cells = dict(zip(WRITTEN, [*named, ", ".join(rest)], strict=False)) | dict.fromkeys([Column.PHONE], "".join(phone))
    reading = Reading(Row(1, {column.value: written for column, written in cells.items()}), corps)
    return _read(reading) or reading.problems


def header_problems(table: Table) -> list[Problem]:
    """Columns that are missing, or there twice. A name is in one column or in two."""
    line, there = table.header_line, table.columns
    needed = [Column.CORPS] if Column.FULL_NAME in there else [Column.FIRST_NAME, Column.LAST_NAME, Column.CORPS]
    missing = [Problem(line, column.value, Wrong.MISSING_COLUMN) for column in needed if column not in there]
    twice = [Problem(line, one.value, Wrong.DUPLICATE_COLUMN) for one in Column if there.count(one) > 1]
    return missing + twice


def _read(reading: Reading) -> Nominee | None:
    if reading.row.extra:
        value = text.cut(reading.row.extra, 40)
        reading.problems.append(Problem(reading.row.line, "", Wrong.EXTRA_CELL, value))
    civility, names, corps = _civility(reading), _names(reading), _corps(reading)
    labels = {column.name.lower(): reading.cell(column) for column in LABELS}
    phone = _phone(reading)
    if reading.problems or names is None or corps is None:
        return None
    return Nominee(
        line=reading.row.line,
        first=names.first,
        last=names.last,
        corps_id=corps[0],
        corps=corps[1],
        civility=civility,
        phone=phone,
        **labels,
    )


def _names(reading: Reading) -> people.Name | None:
    """« DIOP » and « awa » -> Awa Diop: the cells say which is which; one cell for both is split as typed names are."""
    if Column.FULL_NAME in reading.row.cells and not reading.row.cells.get(Column.FIRST_NAME):
        column, written = Column.FULL_NAME, reading.required(Column.FULL_NAME)
        found = people.check_name(written) if written else None
    else:
        column = Column.LAST_NAME
        first, last = reading.required(Column.FIRST_NAME), reading.required(Column.LAST_NAME)
        written = f"{first} {last}".strip()
        found = people.check_name(written) if first and last else None
        if isinstance(found, people.Name):
            return people.Name(people.recased(first), people.recased(last))
    if isinstance(found, NameProblem):
        reading.note(column, Wrong.BAD_NAME, written)
        return None
    return found


def _corps(reading: Reading) -> tuple[int, str] | None:
    written = reading.required(Column.CORPS)
    found = reading.corps.find(written) if written else None
    if written and found is None:
        reading.note(Column.CORPS, Wrong.UNKNOWN_CORPS, written, reading.corps.closest(written))
    return found


def _civility(reading: Reading) -> Civility | None:
    written = reading.cell(Column.CIVILITY)
    found = CIVILITIES.get(text.fold(written).rstrip("."))
    if written and found is None:
        reading.note(Column.CIVILITY, Wrong.BAD_CIVILITY, written)
    return found


def _phone(reading: Reading) -> str | None:
    """A Senegalese mobile, with or without its prefix; of several in one cell, the first."""
    written = reading.cell(Column.PHONE)
    found = next((number for part in _numbers(written) if (number := people.normalise_phone(part))), None)
    if written and found is None:
        reading.note(Column.PHONE, Wrong.BAD_PHONE, written)
    return found


def _numbers(written: str) -> Iterator[str]:
    for part in re.split(r"[/;,]", written):
        digits = re.sub(r"[\s.\-()\u00a0\u202f]", "", part)
        yield f"+221{digits}" if _NATIONAL.fullmatch(digits) else digits
