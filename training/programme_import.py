"""The programme's file: a dry run that says what would change and every bad row, then the import, whole or not at all.

The file is read first, outside any transaction: thousands of rows take seconds, and SQLite has one writer.

Imported sessions are drafts, past ones finished: nothing is sent for either. Sessions that exist keep their state; one
that moves gets a new version, and its reminders and its evaluation follow. Whoever is in a session that will take place
is told of its new days, hours or place, as of any other change.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Area, Person, SessionState, TrainingSession
from db.queries import imports, references, uploads
from db.queries import registration as registrations
from db.queries.programme import HAPPENING
from training import evaluation, journal, reminders, text
from training.announcements import schedule
from training.changes import by_file
from training.changes.by_file import Begun
from training.errors import TrainingError
from training.programme_columns import Column, Problems, Programme, RowProblem
from training.programme_plan import (
    Areas,
    Changed,
    Defaults,
    ImportReport,
    Step,
    find_areas,
    report,
    step,
    step_problems,
)
from training.programme_rows import read_programme
from training.programme_values import AreaCell, Reason
from training.tables import NotATable, NotATableReason, off_loop
from training.uploads import FileTooBig, keep_upload, upload

__all__ = [
    "Changed",
    "Column",
    "Defaults",
    "FileTooBig",
    "ImportRefused",
    "ImportReport",
    "Imported",
    "NotATable",
    "NotATableReason",
    "Programme",
    "Reason",
    "RowProblem",
    "apply",
    "apply_file",
    "keep_upload",
    "known_words",
    "plan",
    "plan_upload",
    "read",
    "upload",
]

AT_ONCE = 200
"""Sessions that are planned or written without a pause."""

Item = TypeVar("Item")


@dataclass(frozen=True)
class Imported:
    """How many sessions were made, `drafts` among them, changed and left alone; `finished` of these are past.

    `told` messages are owed to people of sessions that have other days, hours or another place.
    """

    created: int
    updated: int
    unchanged: int
    finished: int
    drafts: int
    told: int = 0


@dataclass
class ImportRefused(TrainingError):
    """The file holds problems, or no session: nothing was imported."""

    report: ImportReport


async def known_words(db: AsyncSession) -> frozenset[str]:
    """The words of the table of publics, which a file is checked against."""
    return frozenset(term.term for term in await references.terms(db))


async def read(name: str, content: bytes, words: frozenset[str]) -> Programme:
    """A file, read outside the event loop, and to be read outside any transaction. Raises NotATable."""
    return await off_loop(read_programme, name, content, words)


async def plan(db: AsyncSession, programme: Programme, *, now: datetime, defaults: Defaults) -> ImportReport:
    """A dry run: what the file would do at `now`. Changes nothing."""
    return (await _plan(db, programme, now, defaults, lock=False))[0]


async def plan_upload(
    db: AsyncSession, actor: Person | None, upload_id: int, programme: Programme, *, now: datetime, defaults: Defaults
) -> ImportReport:
    """The dry run of a file that this organiser sent, which was read before. Raises Forbidden, Gone."""
    await upload(db, actor, upload_id)
    return await plan(db, programme, now=now, defaults=defaults)


async def apply(
    db: AsyncSession, actor: Person | None, upload_id: int, programme: Programme, *, now: datetime, defaults: Defaults
) -> Imported:
    """Import a file that this organiser sent, which was read before, planned afresh; and forget the file.

    Raises Forbidden, Gone (imported already), or ImportRefused while any problem remains.
    """
    kept = await upload(db, actor, upload_id)
    done = await _apply(db, kept.person_id, programme, now, defaults)
    await uploads.forget(db, kept.id)
    return done


async def apply_file(db: AsyncSession, programme: Programme, *, now: datetime, defaults: Defaults) -> Imported:
    """Import a file from the command line, whose user holds the database anyway. Raises ImportRefused."""
    return await _apply(db, None, programme, now, defaults)


async def _plan(
    db: AsyncSession, programme: Programme, now: datetime, defaults: Defaults, *, lock: bool
) -> tuple[ImportReport, list[Step], Areas]:
    planned = programme.planned
    areas = find_areas([row.area for row in planned], await imports.areas(db))
    existing = await imports.sessions(db, [row.code for row in planned], lock=lock)
    tallies = await registrations.tallies(db, [session.id for session in existing.values()], now)
    seated = {code: tallies[session.id].seated for code, session in existing.items()}
    steps: list[Step] = []
    problems = Problems()
    for some in _batches(planned):
        for row in some:
            one = step(row, existing.get(row.code), areas, now=now, defaults=defaults)
            problems.add(step_problems(one, seated.get(row.code, 0)))
            steps.append(one)
        await asyncio.sleep(0)
    found = report(programme, steps, areas, programme.problems.merged(problems), seated, now)
    return found, steps, areas


async def _apply(
    db: AsyncSession, actor_id: int | None, programme: Programme, now: datetime, defaults: Defaults
) -> Imported:
    await imports.one_at_a_time(db)
    _, steps, _ = await _plan(db, programme, now, defaults, lock=False)
    people = await by_file.lock_people(db, [one.existing.id for one in steps if one.existing and one.moved])
    found, steps, areas = await _plan(db, programme, now, defaults, lock=True)
    if not found.ready:
        raise ImportRefused(found)
    await by_file.check_people(db, people)
    made = await _make_areas(db, steps, areas)
    begun: list[Begun] = []
    for some in _batches([one for one in steps if one.changes]):
        begun += await _carry_out(db, actor_id, some, made, now)
    told = sum([await by_file.end(db, actor_id, one, now=now) for one in begun])
    drafts = sum(one.existing is None and one.state is SessionState.DRAFT for one in steps)
    done = Imported(len(found.new), len(found.changed), len(found.unchanged), len(found.finished), drafts, told)
    counts = {"created": done.created, "updated": done.updated, "unchanged": done.unchanged, "told": done.told}
    journal.record(db, actor_id, "import", "programme", None, now=now, **counts)
    await db.flush()
    return done


async def _make_areas(db: AsyncSession, steps: list[Step], areas: Areas) -> dict[str, Area]:
    """The areas of the file by folded title: found, renamed or made, with the file's numbers and titles."""
    cells: dict[str, AreaCell] = {
        text.fold(cell.title): cell for cell in dict.fromkeys(one.planned.area for one in steps)
    }
    found: dict[str, Area] = {}
    for folded, cell in cells.items():
        area = areas.of(cell) or Area()
        area.number, area.title, area.short_label = cell.number, cell.title, cell.short_label
        db.add(area)
        found[folded] = area
    await db.flush()
    return found


async def _carry_out(
    db: AsyncSession, actor_id: int | None, steps: Sequence[Step], areas: Mapping[str, Area], now: datetime
) -> list[Begun]:
    """Write these sessions; what hangs on the days of those that moved follows. Those whose people are to be told."""
    moved = [one.existing for one in steps if one.existing and one.moved]
    begun: list[Begun] = []
    for one in steps:
        told = one.existing and await by_file.begin(db, actor_id, one.existing, one.values, now=now)
        begun += [told] if told else []
        _write(db, one, areas[text.fold(one.planned.area.title)])
    await db.flush()
    told_of = {one.session.id for one in begun}
    for session in moved:
        if session.id not in told_of:
            await _follow(db, session)
    return begun


async def _follow(db: AsyncSession, session: TrainingSession) -> None:
    """It moved and nobody is told: its reminders, its evaluation and its announcements follow."""
    session.version += 1
    if session.state in HAPPENING:
        await reminders.arm(db, session)
        await evaluation.schedule(db, session)
    await schedule.follow(db, session)


def _write(db: AsyncSession, one: Step, area: Area) -> None:
    """The session as the file says."""
    session = one.existing or TrainingSession(code=one.planned.code, version=1)
    for name, value in one.values.items():
        setattr(session, name, value)
    session.area_id, session.state = area.id, one.state
    db.add(session)


def _batches(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """A part at a time, so that the event loop turns in between."""
    for start in range(0, len(items), AT_ONCE):
        yield items[start : start + AT_ONCE]
