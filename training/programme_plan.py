"""What a file would change in the programme: rows compared with the sessions that exist. Pure functions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from db.models import Area, SessionState, TrainingSession
from training import text
from training.calendar import instant
from training.programme_columns import MAX_SHORT_TITLE, Column, Planned, Problems, Programme, RowProblem
from training.programme_values import AreaCell, Reason

_ATTRIBUTES: Mapping[Column, str] = {
    Column.TITLE: "title",
    Column.SHORT_TITLE: "short_title",
    Column.PUBLICS: "publics",
    Column.VENUE: "venue",
    Column.TOWN: "town",
    Column.FIRST_DAY: "first_day",
    Column.LAST_DAY: "last_day",
    Column.OPENS: "opens",
    Column.CLOSES: "closes",
    Column.CAPACITY: "capacity",
    Column.QUOTAS: "quotas",
    Column.LANGUAGE: "language",
    Column.TRAINERS: "trainers",
    Column.OBJECTIVES: "objectives",
}


@dataclass(frozen=True)
class Defaults:
    """What a file without hours means. `zone` is the IANA zone of new sessions."""

    opens: time = time(9, 0)
    closes: time = time(16, 30)
    zone: str = "Africa/Dakar"


@dataclass(frozen=True)
class Changed:
    """A known session that the file changes, and in which columns.

    `moved`: it begins or ends at another instant; `seated`: how many people have a place in it; `past`: it moves to
    a date that is over, and yet is neither a draft nor finished.
    """

    code: str
    columns: tuple[Column, ...]
    moved: bool
    seated: int = 0
    past: bool = False


@dataclass(frozen=True)
class ImportReport:
    """A dry run. Sessions by code, in the file's order; `finished` are past, among the new and the changed ones.

    `new_areas` are titles, `renamed_areas` pairs of the present title and the file's. `problems` are the first,
    `more_problems` how many others there are; `bad_rows` counts the lines of all. `sheet`, `unread` and `letters` as
    in the programme that was read.
    """

    name: str
    rows: int
    sheet: str = ""
    unread: tuple[str, ...] = ()
    letters: Mapping[str, str] = field(default_factory=dict)
    new: tuple[str, ...] = ()
    changed: tuple[Changed, ...] = ()
    unchanged: tuple[str, ...] = ()
    finished: tuple[str, ...] = ()
    new_areas: tuple[str, ...] = ()
    renamed_areas: tuple[tuple[str, str], ...] = ()
    problems: tuple[RowProblem, ...] = ()
    more_problems: int = 0
    bad_rows: int = 0

    @property
    def ready(self) -> bool:
        """Whether it can be imported: nothing is wrong, and there is at least one session."""
        return not self.problems and self.rows > 0


@dataclass(frozen=True)
class Areas:
    """What the areas of the file are: the rows that exist, those to rename, those to make."""

    known: Mapping[str, Area]
    renamed: Mapping[str, Area]
    new: Mapping[str, AreaCell]

    def of(self, cell: AreaCell) -> Area | None:
        folded = text.fold(cell.title)
        return self.known.get(folded) or self.renamed.get(folded)


@dataclass(frozen=True)
class Step:
    """One row and what it does to `existing`, or to a session to be made (None)."""

    planned: Planned
    existing: TrainingSession | None
    values: Mapping[str, Any]
    columns: tuple[Column, ...]
    state: SessionState

    @property
    def moved(self) -> bool:
        known = self.existing
        return known is not None and (known.starts_at, known.ends_at) != (
            self.values["starts_at"],
            self.values["ends_at"],
        )

    @property
    def changes(self) -> bool:
        return self.existing is None or bool(self.columns) or self.state is not self.existing.state


def find_areas(cells: Iterable[AreaCell], existing: Sequence[Area]) -> Areas:
    """An area is known by its title; one whose title is new but whose number is known is that one, renamed."""
    wanted = {text.fold(cell.title): cell for cell in dict.fromkeys(cells)}
    by_title = {text.fold(area.title): area for area in existing}
    left = {area.number: area for title, area in by_title.items() if title not in wanted}
    unknown = {title: cell for title, cell in wanted.items() if title not in by_title}
    return Areas(
        known={title: by_title[title] for title in wanted if title in by_title},
        renamed={title: left[cell.number] for title, cell in unknown.items() if cell.number in left},
        new={title: cell for title, cell in unknown.items() if cell.number not in left},
    )


def step(
    planned: Planned, existing: TrainingSession | None, areas: Areas, *, now: datetime, defaults: Defaults
) -> Step:
    """What one row does, at `now`: a session that has ended is finished, an open one keeps its state."""
    values = _values(planned, existing, defaults)
    columns = [one for one, name in _ATTRIBUTES.items() if existing and getattr(existing, name) != values[name]]
    area = areas.of(planned.area)
    if existing and (area is None or area.id != existing.area_id):
        columns.insert(0, Column.AREA)
    return Step(planned, existing, values, tuple(columns), _state(existing, values["ends_at"], now))


def step_problems(one: Step, seated: int) -> list[RowProblem]:
    """What only shows beside what is known: the hours with their defaults, the people who have a seat."""
    problems = []
    if one.values["closes"] <= one.values["opens"]:
        closes = f"{one.values['closes']:%H:%M}"
        problems.append(RowProblem(one.planned.line, Column.CLOSES.value, Reason.END_BEFORE_START, closes))
    if one.values["capacity"] < seated:
        problems.append(RowProblem(one.planned.line, Column.CAPACITY.value, Reason.CAPACITY_BELOW_SEATED, str(seated)))
    return problems


def report(
    programme: Programme,
    steps: Sequence[Step],
    areas: Areas,
    problems: Problems,
    seated: Mapping[str, int],
    now: datetime,
) -> ImportReport:
    """The steps, as an organiser is told of them at `now`; `problems` are the file's and the steps'.

    `seated`: by code, how many people have a place in the sessions that exist.
    """
    changing = [one for one in steps if one.changes]
    return ImportReport(
        name=programme.name,
        rows=programme.rows,
        sheet=programme.sheet,
        unread=programme.unread,
        letters=programme.letters,
        new=tuple(one.planned.code for one in steps if one.existing is None),
        changed=tuple(_changed(one, seated, now) for one in changing if one.existing),
        unchanged=tuple(one.planned.code for one in steps if not one.changes),
        finished=tuple(one.planned.code for one in changing if one.state is SessionState.FINISHED),
        new_areas=tuple(cell.title for cell in areas.new.values()),
        renamed_areas=tuple((area.title, title) for title, area in _renamed(steps, areas)),
        problems=tuple(problems.first),
        more_problems=problems.number - len(problems.first),
        bad_rows=len(problems.lines),
    )


def _changed(one: Step, seated: Mapping[str, int], now: datetime) -> Changed:
    past = one.moved and one.values["ends_at"] <= now and one.state is not SessionState.FINISHED
    return Changed(one.planned.code, one.columns, one.moved, seated[one.planned.code], past)


def _renamed(steps: Sequence[Step], areas: Areas) -> list[tuple[str, Area]]:
    written = dict.fromkeys(one.planned.area.title for one in steps)
    titles = {text.fold(title): title for title in written}
    return [(titles[folded], area) for folded, area in areas.renamed.items()]


def _values(planned: Planned, existing: TrainingSession | None, defaults: Defaults) -> dict[str, Any]:
    """The session's columns: the file's, else what is known already, else the defaults."""
    opens = planned.opens or (existing.opens if existing else defaults.opens)
    closes = planned.closes or (existing.closes if existing else defaults.closes)
    zone = existing.zone if existing else defaults.zone
    values = {name: getattr(planned, name) for name in _ATTRIBUTES.values()}
    return values | {
        "short_title": planned.short_title or _short_title(planned.title, existing),
        "opens": opens,
        "closes": closes,
        "zone": zone,
        "starts_at": instant(planned.first_day, opens, zone),
        "ends_at": instant(planned.last_day, closes, zone),
    }


def _short_title(title: str, existing: TrainingSession | None) -> str:
    if existing and existing.title == title:
        return existing.short_title
    return text.cut(title, MAX_SHORT_TITLE)


def _state(existing: TrainingSession | None, ends_at: datetime, now: datetime) -> SessionState:
    if existing is not None and existing.state not in (SessionState.DRAFT, SessionState.FINISHED):
        return existing.state
    return SessionState.FINISHED if ends_at <= now else SessionState.DRAFT
