"""Presence, per half-day, ticked by organisers; each tap is saved. The paper signature stays the proof."""

import enum
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, Registration, TrainingSession
from db.queries import attendance as queries
from training import access, evaluation, finding, journal
from training.calendar import HalfDayOf, half_days, local
from training.errors import Gone, Stale


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
    half_day: HalfDayOf
    lines: tuple[SheetLine, ...]
    page: int
    pages: int
    seated: int
    present: int
    absent: int


@dataclass(frozen=True)
class Roll:
    """A half-day's list in an organiser's hands: who has a seat, by name, and the marks, kept up to date by `mark`."""

    organiser_id: int
    session: TrainingSession
    half_day: HalfDayOf
    seated: tuple[Registration, ...]
    marks: dict[int, bool]

    @property
    def unmarked(self) -> list[int]:
        """Ids of the people without a mark, in order."""
        return sorted(each.person_id for each in self.seated if each.person_id not in self.marks)

    def person(self, person_id: int) -> Person:
        """Somebody of the list. Raises Gone."""
        for each in self.seated:
            if each.person_id == person_id:
                return each.person
        raise Gone("registration")

    def sheet(self, page: int, per_page: int) -> Sheet:
        """One page; a page that does not exist becomes the nearest."""
        pages = max(1, -(-len(self.seated) // per_page))
        page = min(max(page, 0), pages - 1)
        saved = list(self.marks.values())
        return Sheet(
            session=self.session,
            half_day=self.half_day,
            lines=tuple(
                SheetLine(each, self.marks.get(each.person_id))
                for each in self.seated[page * per_page : (page + 1) * per_page]
            ),
            page=page,
            pages=pages,
            seated=len(self.seated),
            present=saved.count(True),
            absent=saved.count(False),
        )


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


async def session(db: AsyncSession, actor: Person | None, session_id: int) -> TrainingSession:
    """The session whose half-days an organiser chooses from. Raises Forbidden, Gone."""
    await access.organiser(db, actor)
    return await finding.session(db, session_id)


async def roll(db: AsyncSession, actor: Person | None, session_id: int, half_day: HalfDayOf) -> Roll:
    """The list of a half-day. Raises Forbidden, Gone, and Stale for a half-day that the session has not, or no more."""
    organiser = await access.organiser(db, actor)
    session = await finding.session(db, session_id)
    if half_day not in half_days(session):
        raise Stale("half_day")
    lines = await queries.roll(db, session_id, half_day.day, half_day.half)
    marks = {each.person_id: present for each, present in lines if present is not None}
    return Roll(organiser.id, session, half_day, tuple(each for each, _ in lines), marks)


async def mark(
    db: AsyncSession,
    roll: Roll,
    person_id: int,
    present: bool,
    *,
    reason: CorrectionReason | None = None,
    now: datetime,
) -> Marked | NeedsReason | NotYet:
    """Save that a seated person was there, or not. A first tick is saved; changing a saved one needs a reason.

    From the half-day's own day on, at the venue. Whoever is marked present while the evaluation is open is invited.
    Raises Gone for who is not on the roll.
    """
    roll.person(person_id)
    if _early(roll, now):
        return NotYet(roll.half_day.day)
    if person_id not in roll.marks and await _add(db, roll, [person_id], present, now):
        return Marked(present, changed=True)
    return await _correct(db, roll, person_id, present, reason, now)


async def mark_everybody(db: AsyncSession, roll: Roll, *, now: datetime) -> int | NotYet:
    """Save that whoever has no mark was there; how many they are. No saved mark changes, so that twice is harmless.

    As few statements for everybody as for one; otherwise as `mark`.
    """
    if _early(roll, now):
        return NotYet(roll.half_day.day)
    return len(await _add(db, roll, roll.unmarked, True, now)) if roll.unmarked else 0


def _early(roll: Roll, now: datetime) -> bool:
    return local(now, roll.session.zone).date() < roll.half_day.day


async def _add(db: AsyncSession, roll: Roll, people: Collection[int], present: bool, now: datetime) -> list[int]:
    """Save first marks of these people, in order of their ids; of whom one was saved: not whom another phone marked."""
    which = {"session_id": roll.session.id, "day": roll.half_day.day, "half_day": roll.half_day.half}
    tick = {"present": present, "marked_at": now, "marked_by_id": roll.organiser_id}
    saved = await queries.add(db, [{"person_id": person_id, **which, **tick} for person_id in people])
    added = sorted(saved)
    await _follow(db, roll, added, present, None, now)
    return added


async def _correct(
    db: AsyncSession, roll: Roll, person_id: int, present: bool, reason: CorrectionReason | None, now: datetime
) -> Marked | NeedsReason:
    which = (roll.session.id, person_id, roll.half_day.day, roll.half_day.half)
    if person_id not in roll.marks:  # another phone was faster
        roll.marks[person_id] = await queries.saved(db, *which)
    saved = roll.marks[person_id]
    if saved == present:
        return Marked(present, changed=False)
    if reason is None:
        return NeedsReason(saved)
    tick = {"present": present, "marked_at": now, "marked_by_id": roll.organiser_id}
    changed = await queries.change(db, *which, tick)
    await _follow(db, roll, [person_id] if changed else [], present, reason, now)
    roll.marks[person_id] = present
    return Marked(present, changed)


async def _follow(
    db: AsyncSession, roll: Roll, people: Sequence[int], present: bool, reason: CorrectionReason | None, now: datetime
) -> None:
    """What comes of saved marks: they are on the roll and in the action log, and who was there may be invited."""
    if not people:
        return
    roll.marks.update(dict.fromkeys(people, present))
    slot = {"day": roll.half_day.day.isoformat(), "half_day": roll.half_day.half.value}
    mark = {**slot, "present": present, "reason": reason.value if reason else None}
    verb = "attendance.corrected" if reason else "attendance.marked"
    details = [{"person_id": person_id, **mark} for person_id in people]
    await journal.record_all(db, roll.organiser_id, verb, "session", roll.session.id, details, now=now)
    if present:
        await evaluation.invite_if_open(db, roll.session, people, now=now)
