"""What the programme's file holds: its columns, and a row of it that is in order or not."""

import enum
from dataclasses import dataclass
from datetime import date, time

from training.programme_values import AreaCell, Reason

MAX_SHORT_TITLE = 40


class Column(enum.StrEnum):
    """The columns of the file, by their folded header."""

    CODE = "code"
    AREA = "domaine"
    TITLE = "titre"
    SHORT_TITLE = "titre_court"
    PUBLICS = "public"
    VENUE = "lieu"
    TOWN = "ville"
    FIRST_DAY = "debut"
    LAST_DAY = "fin"
    OPENS = "heure_debut"
    CLOSES = "heure_fin"
    CAPACITY = "places"
    QUOTAS = "quotas"
    LANGUAGE = "langue"
    TRAINERS = "formateur_institution"
    OBJECTIVES = "objectifs"


OPTIONAL = frozenset({Column.SHORT_TITLE, Column.OPENS, Column.CLOSES})
"""Columns that the file may lack."""

MAY_BE_EMPTY = OPTIONAL | {Column.QUOTAS, Column.TRAINERS, Column.OBJECTIVES}

LENGTHS = {
    Column.CODE: 12,
    Column.AREA: 160,
    Column.TITLE: 150,
    Column.SHORT_TITLE: MAX_SHORT_TITLE,
    Column.VENUE: 100,
    Column.TOWN: 40,
    Column.LANGUAGE: 30,
    Column.TRAINERS: 120,
    Column.OBJECTIVES: 300,
}
"""In characters: what the pages can show."""


@dataclass(frozen=True)
class RowProblem:
    """`line` as a spreadsheet counts (the header is 1); `suggestion`: the known word that is close, if any."""

    line: int
    column: str
    reason: Reason
    value: str = ""
    suggestion: str | None = None


@dataclass(frozen=True)
class Planned:
    """A row that is in order. None: the file says nothing, so that what is known stays, else a default."""

    line: int
    code: str
    area: AreaCell
    title: str
    short_title: str | None
    publics: list[str]
    venue: str
    town: str
    first_day: date
    last_day: date
    opens: time | None
    closes: time | None
    capacity: int
    quotas: dict[str, int]
    language: str
    trainers: str
    objectives: str
