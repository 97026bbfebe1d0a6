"""What every change of a session has in common: who may, what is kept of it, what follows from it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import ChangeKind, Person, Seat, SessionChange, TrainingSession
from db.queries import changes as queries
from training import access, evaluation, finding, journal, outbox, quiet, reminders
from training.announcements import schedule
from training.calendar import instant
from training.errors import Stale
from training.notices import Notice
from training.waiting_line import ahead

BEFORE = timedelta(hours=3)
"""A change that could not be told so long before the session outside the quiet hours is told in them."""
CONCERNED = (Seat.SEATED, Seat.REQUESTED, Seat.WAITING)


@dataclass(frozen=True)
class Changed:
    """What was changed, and how many people are told."""

    change: SessionChange
    told: int


async def found(
    db: AsyncSession, actor: Person | None, session_id: int, now: datetime
) -> tuple[Person, TrainingSession]:
    """An organiser, and a session that will take place and has not started. Raises Forbidden, Gone, Stale."""
    organiser = await access.organiser(db, actor)
    session = await finding.session(db, session_id)
    _check(session, now)
    return organiser, session


async def locked(
    db: AsyncSession, actor: Person | None, session_id: int, version: int | None, now: datetime
) -> tuple[Person, TrainingSession]:
    """The same, locked, and in the version that the organiser saw, if one is given."""
    organiser = await access.organiser(db, actor)
    session = await finding.locked_session(db, session_id)
    _check(session, now)
    if version is not None and session.version != version:
        raise Stale("session")
    return organiser, session


def _check(session: TrainingSession, now: datetime) -> None:
    if not ahead(session, now):
        raise Stale("session")


def note(
    db: AsyncSession, by_id: int | None, session: TrainingSession, kind: ChangeKind, now: datetime
) -> SessionChange:
    """Keep what the session is, before it changes; its version grows. `by_id` None: the command line."""
    session.version += 1
    made = SessionChange(
        session_id=session.id,
        kind=kind,
        version=session.version,
        first_day=session.first_day,
        last_day=session.last_day,
        opens=session.opens,
        closes=session.closes,
        venue=session.venue,
        town=session.town,
        changed_at=now,
        changed_by_id=by_id,
    )
    db.add(made)
    journal.record(db, by_id, f"session_{kind.value}", "session", session.id, now=now, version=session.version)
    return made


async def follow(db: AsyncSession, session: TrainingSession, *, now: datetime) -> None:
    """The instants of its days and hours, and what they arm: reminders ahead, evaluation, announcements."""
    session.starts_at = instant(session.first_day, session.opens, session.zone)
    session.ends_at = instant(session.last_day, session.closes, session.zone)
    await db.flush()
    await reminders.arm(db, session, after=now)
    await evaluation.schedule(db, session)
    await schedule.follow(db, session)


async def tell(
    db: AsyncSession, session: TrainingSession, change: SessionChange, notice: type[Notice], *, now: datetime
) -> int:
    """Owe it to everybody registered or waiting, out of the quiet hours where they end before it begins; how many."""
    await db.flush()
    begins = min(session.starts_at, instant(change.first_day, change.opens, session.zone))
    due_at = quiet.shift_before(now, session.zone, begins - BEFORE)
    concerned = await queries.people(db, session.id, CONCERNED)
    notices = {person_id: notice(change.id) for person_id in concerned}  # type: ignore[call-arg]
    await outbox.owe_all(db, notices, key=f"session_change:{change.id}", due_at=due_at)
    return len(concerned)
