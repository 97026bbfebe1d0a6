"""What the programme's file holds: its columns, and a row of it that is in order or not."""

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
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


_ALSO = {
    Column.CODE: ("code_session", "code_activite", "reference"),
    Column.AREA: ("composante",),
    Column.TITLE: ("intitule", "formation"),
    Column.SHORT_TITLE: ("intitule_court",),
    Column.PUBLICS: ("publics", "public_cible", "publics_cibles"),
    Column.VENUE: ("salle",),
    Column.TOWN: ("localite",),
    Column.FIRST_DAY: ("date_debut", "date_de_debut", "premier_jour"),
    Column.LAST_DAY: ("date_fin", "date_de_fin", "dernier_jour"),
    Column.OPENS: ("heure_de_debut",),
    Column.CLOSES: ("heure_de_fin",),
    Column.CAPACITY: ("nombre_de_places", "capacite", "effectif"),
    Column.QUOTAS: ("quota",),
    Column.LANGUAGE: ("langues",),
    Column.TRAINERS: ("formateur", "formateurs", "institution_formatrice"),
    Column.OBJECTIVES: ("objectif",),
}
HEADERS = {spelling: column.value for column in Column for spelling in (column.value, *_ALSO[column])}
"""What each column may be called, folded."""

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


MAX_PROBLEMS = 1_000
"""That are kept of a file; the others are counted. A column that is wrong throughout would fill the memory."""


@dataclass
class Problems:
    """The first problems of a file, in the order of its lines; `number` in all, on `lines`."""

    first: list[RowProblem] = field(default_factory=list)
    number: int = 0
    lines: set[int] = field(default_factory=set)

    @property
    def full(self) -> bool:
        return len(self.first) >= MAX_PROBLEMS

    def add(self, found: Iterable[RowProblem]) -> None:
        """Keep those of a further line, while there is room."""
        for problem in found:
            self.number += 1
            self.lines.add(problem.line)
            if not self.full:
                self.first.append(problem)

    def merged(self, others: "Problems") -> "Problems":
        """Both, in the order of lines."""
        first = sorted(self.first + others.first, key=lambda problem: problem.line)[:MAX_PROBLEMS]
        return Problems(first, self.number + others.number, self.lines | others.lines)


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


@dataclass(frozen=True)
class Programme:
    """A file that was read: how many rows it has, those in order, and what is wrong with the others.

    `sheet` and `unread` as in a table; `letters`: what the spreadsheet shows above each column.
    """

    name: str
    sheet: str
    unread: tuple[str, ...]
    letters: Mapping[str, str]
    rows: int
    planned: tuple[Planned, ...]
    problems: Problems
