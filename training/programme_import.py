"""The programme's file: a dry run that says what would change and every bad row, then the import, whole or not at all.

Imported sessions are drafts, past ones finished: nothing is sent for either. Sessions that exist keep their state; one
that moves gets a new version, and its reminders and its evaluation follow.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Area, Person, TrainingSession
from db.queries import imports, references, uploads
from db.queries import registration as registrations
from db.queries.programme import HAPPENING
from training import evaluation, journal, reminders, text
from training.errors import TrainingError
from training.programme_columns import Column, RowProblem
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
from training.programme_rows import header_problems, read_rows
from training.programme_values import AreaCell, Reason
from training.table_file import NotATable, NotATableReason, read_table
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
    "Reason",
    "RowProblem",
    "apply",
    "apply_file",
    "keep_upload",
    "plan",
    "plan_upload",
    "upload",
]


@dataclass(frozen=True)
class Imported:
    """How many sessions were made, changed and left alone; `finished` of the first two are past."""

    created: int
    updated: int
    unchanged: int
    finished: int


@dataclass
class ImportRefused(TrainingError):
    """The file holds problems, or no session: nothing was imported."""

    report: ImportReport


async def plan(db: AsyncSession, content: bytes, name: str, *, now: datetime, defaults: Defaults) -> ImportReport:
    """A dry run: what the file would do at `now`. Changes nothing. Raises NotATable."""
    return (await _plan(db, content, name, now, defaults, lock=False))[0]


async def plan_upload(
    db: AsyncSession, actor: Person | None, upload_id: int, *, now: datetime, defaults: Defaults
) -> ImportReport:
    """The dry run of a file that this organiser sent. Raises Forbidden, Gone, NotATable."""
    kept = await upload(db, actor, upload_id)
    return await plan(db, kept.content, kept.name, now=now, defaults=defaults)


async def apply(
    db: AsyncSession, actor: Person | None, upload_id: int, *, now: datetime, defaults: Defaults
) -> Imported:
    """Import a file that this organiser sent, planned afresh, and forget the file.

    Raises Forbidden, Gone (imported already), NotATable, or ImportRefused while any problem remains.
    """
    kept = await upload(db, actor, upload_id)
    done = await _apply(db, kept.person_id, kept.content, kept.name, now, defaults)
    await uploads.forget(db, kept.id)
    return done


async def apply_file(db: AsyncSession, content: bytes, name: str, *, now: datetime, defaults: Defaults) -> Imported:
    """Import a file from the command line, whose user holds the database anyway. Raises NotATable, ImportRefused."""
    return await _apply(db, None, content, name, now, defaults)


async def _plan(
    db: AsyncSession, content: bytes, name: str, now: datetime, defaults: Defaults, *, lock: bool
) -> tuple[ImportReport, list[Step], Areas]:
    table = read_table(name, content)
    terms = {term.term for term in await references.terms(db)}
    header = header_problems(table)
    planned, problems = ([], header) if header else read_rows(table, terms)
    areas = find_areas([row.area for row in planned], await imports.areas(db))
    existing = await imports.sessions(db, [row.code for row in planned], lock=lock)
    seated = await registrations.tallies(db, [session.id for session in existing.values()])
    steps = [step(row, existing.get(row.code), areas, now=now, defaults=defaults) for row in planned]
    for one in steps:
        problems += step_problems(one, seated[one.existing.id].seated if one.existing else 0)
    return report(name, len(table.rows), steps, areas, problems), steps, areas


async def _apply(
    db: AsyncSession, actor_id: int | None, content: bytes, name: str, now: datetime, defaults: Defaults
) -> Imported:
    await imports.one_at_a_time(db)
    found, steps, areas = await _plan(db, content, name, now, defaults, lock=True)
    if not found.ready:
        raise ImportRefused(found)
    made = await _make_areas(db, steps, areas)
    for one in steps:
        if one.changes:
            await _carry_out(db, one, made[text.fold(one.planned.area.title)])
    done = Imported(len(found.new), len(found.changed), len(found.unchanged), len(found.finished))
    counts = {"created": done.created, "updated": done.updated, "unchanged": done.unchanged}
    journal.record(db, actor_id, "import", "programme", None, now=now, **counts)
    await db.flush()
    return done


async def _make_areas(db: AsyncSession, steps: list[Step], areas: Areas) -> dict[str, Area]:
    """The areas of the file by folded title: found, renamed or made, with the file's numbers and titles."""
    cells: dict[str, AreaCell] = {text.fold(one.planned.area.title): one.planned.area for one in steps}
    found: dict[str, Area] = {}
    for folded, cell in cells.items():
        area = areas.of(cell) or Area()
        area.number, area.title, area.short_label = cell.number, cell.title, cell.short_label
        db.add(area)
        found[folded] = area
    await db.flush()
    return found


async def _carry_out(db: AsyncSession, one: Step, area: Area) -> None:
    session = one.existing or TrainingSession(code=one.planned.code, version=1)
    moved = one.moved
    for name, value in one.values.items():
        setattr(session, name, value)
    session.area_id, session.state = area.id, one.state
    db.add(session)
    if moved:
        session.version += 1
    await db.flush()
    if moved and session.state in HAPPENING:
        await reminders.arm(db, session)
        await evaluation.schedule(db, session)
