"""Presence, per half-day, ticked by organisers; each tap is saved. The paper signature stays the proof."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Attendance, Person, Registration, Seat, TrainingSession
from db.queries import attendance as queries
from db.queries import evaluation as evaluations
from db.queries import programme
from db.queries import registration as registrations
from db.queries.upsert import insert_once
from training import access, evaluation, journal
from training.calendar import HalfDayOf, half_days, local
from training.errors import Gone

PEOPLE_A_PAGE = 6


class CorrectionReason(enum.StrEnum):
    """Why a saved mark is changed."""

    MISTAKE = "mistake"
    LATE = "late"
    LEFT_EARLY = "left_early"
    SIGNATURE = "signature"
    OTHER = "other"


@dataclass(frozen=True)
class SheetLine:
    """One seated person (`registration.person`); `present` is None before the first tick."""

    registration: Registration
    present: bool | None


@dataclass(frozen=True)
class Sheet:
    """A page of the list of a half-day. `page` counts from 0; the counts are of the whole half-day."""

    session: TrainingSession
    half_days: tuple[HalfDayOf, ...]
    index: int
    lines: tuple[SheetLine, ...]
    page: int
    pages: int
    seated: int
    present: int
    absent: int

    @property
    def half_day(self) -> HalfDayOf:
        return self.half_days[self.index]


@dataclass(frozen=True)
class Marked:
    """The mark is saved; `changed` is False when it was so already."""

    present: bool
    changed: bool


@dataclass(frozen=True)
class NeedsReason:
    """The saved mark differs: it changes with a CorrectionReason only. Nothing was changed."""

    saved: bool


@dataclass(frozen=True)
class NotYet:
    """The half-day's day has not come, at the venue. Nothing was changed."""

    day: date


async def sheet(
    db: AsyncSession,
    actor: Person | None,
    session_id: int,
    half_day_index: int,
    *,
    page: int = 0,
    per_page: int = PEOPLE_A_PAGE,
) -> Sheet:
    """The list of a half-day by name; a page that does not exist becomes the nearest. Raises Forbidden, Gone."""
    await access.organiser(db, actor)
    session = await _session(db, session_id)
    half_day = _half_day(session, half_day_index)
    people = await registrations.seated(db, session_id)
    marks = await queries.marks(db, session_id, half_day.day, half_day.half)
    pages = max(1, -(-len(people) // per_page))
    page = min(max(page, 0), pages - 1)
    saved = [marks.get(each.person_id) for each in people]
    return Sheet(
        session=session,
        half_days=tuple(half_days(session)),
        index=half_day_index,
        lines=_lines(people[page * per_page : (page + 1) * per_page], marks),
        page=page,
        pages=pages,
        seated=len(people),
        present=saved.count(True),
        absent=saved.count(False),
    )


async def mark(
    db: AsyncSession,
    actor: Person | None,
    session_id: int,
    person_id: int,
    half_day_index: int,
    present: bool,
    *,
    reason: CorrectionReason | None = None,
    now: datetime,
) -> Marked | NeedsReason | NotYet:
    """Save that a seated person was there, or not. A first tick is saved; changing a saved one needs a reason.

    From the half-day's own day on, at the venue. Whoever is marked present while the evaluation is open is invited.
    Raises Forbidden, and Gone for a session, half-day or seat that does not exist.
    """
    organiser = await access.organiser(db, actor)
    session = await _session(db, session_id)
    half_day = _half_day(session, half_day_index)
    registration = await registrations.find(db, session_id, person_id)
    if registration is None or registration.seat is not Seat.SEATED:
        raise Gone("registration")
    if local(now, session.zone).date() < half_day.day:
        return NotYet(half_day.day)
    outcome = await _save(db, organiser, registration, half_day, present, reason, now)
    if isinstance(outcome, Marked) and outcome.changed and present:
        await evaluation.invite_if_open(db, session_id, [person_id], now=now)
    return outcome


async def present_people(db: AsyncSession, session_id: int) -> list[int]:
    """Ids of the seated people marked present at one half-day at least."""
    return await evaluations.present_people(db, session_id)


async def _save(
    db: AsyncSession,
    organiser: Person,
    registration: Registration,
    half_day: HalfDayOf,
    present: bool,
    reason: CorrectionReason | None,
    now: datetime,
) -> Marked | NeedsReason:
    which = {"session_id": registration.session_id, "person_id": registration.person_id}
    slot = {"day": half_day.day, "half_day": half_day.half}
    tick = {"present": present, "marked_at": now, "marked_by_id": organiser.id}
    if await insert_once(db, Attendance, **which, **slot, **tick):
        _record(db, organiser, registration, half_day, present, None, now)
        return Marked(present, changed=True)
    saved = await queries.lock_mark(db, registration.session_id, registration.person_id, half_day.day, half_day.half)
    if saved is None or saved.present == present:
        return Marked(present, changed=False)
    if reason is None:
        return NeedsReason(saved.present)
    saved.present, saved.marked_at, saved.marked_by_id = present, now, organiser.id
    _record(db, organiser, registration, half_day, present, reason, now)
    return Marked(present, changed=True)


def _record(
    db: AsyncSession,
    organiser: Person,
    registration: Registration,
    half_day: HalfDayOf,
    present: bool,
    reason: CorrectionReason | None,
    now: datetime,
) -> None:
    journal.record(
        db,
        organiser.id,
        "attendance.corrected" if reason else "attendance.marked",
        "session",
        registration.session_id,
        now=now,
        person_id=registration.person_id,
        day=half_day.day.isoformat(),
        half_day=half_day.half.value,
        present=present,
        reason=reason.value if reason else None,
    )


async def _session(db: AsyncSession, session_id: int) -> TrainingSession:
    session = await programme.find(db, session_id)
    if session is None:
        raise Gone("session")
    return session


def _half_day(session: TrainingSession, index: int) -> HalfDayOf:
    found = half_days(session)
    if not 0 <= index < len(found):
        raise Gone("half_day")
    return found[index]


def _lines(people: Sequence[Registration], marks: dict[int, bool]) -> tuple[SheetLine, ...]:
    return tuple(SheetLine(each, marks.get(each.person_id)) for each in people)
