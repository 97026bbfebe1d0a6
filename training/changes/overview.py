"""What organisers are shown before they change a session. Nothing is changed here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import ChangeKind, Person, Registration, Seat
from db.models import TrainingSession as TrainingSession  # handlers name it
from db.queries import changes as queries
from training import access, finding
from training.changes import common, seats
from training.errors import Gone, Stale


@dataclass(frozen=True)
class Overview:
    """A session that can be changed; `moved`: it was moved before; so many people are `waiting`."""

    session: TrainingSession
    moved: bool
    waiting: int


async def session(db: AsyncSession, actor: Person | None, session_id: int, *, now: datetime) -> TrainingSession:
    """A session that will take place and has not started. Raises Forbidden, Gone, Stale."""
    return (await common.found(db, actor, session_id, now))[1]


async def overview(db: AsyncSession, actor: Person | None, session_id: int, *, now: datetime) -> Overview:
    """Raises Forbidden, Gone, Stale."""
    found = await session(db, actor, session_id, now=now)
    moved = await queries.latest(db, found.id, ChangeKind.MOVED) is not None
    return Overview(found, moved, len(await queries.people(db, found.id, (Seat.WAITING,))))


async def told(db: AsyncSession, found: TrainingSession) -> int:
    """How many people a change of this session concerns; for a page, whose reader was let in."""
    return len(await queries.people(db, found.id, common.CONCERNED))


async def days_before(db: AsyncSession, found: TrainingSession) -> int:
    """The most days that it had before any of its changes; 0 when it never changed."""
    return max((each.days + 1 for each in await queries.spans(db, found.id)), default=0)


async def losing(db: AsyncSession, found: TrainingSession, capacity: int) -> Sequence[Registration]:
    """Who would have no seat any more, with so many; for a page, whose reader was let in."""
    return seats.last_ones(list(await queries.registered(db, found.id, seats.SEATS)), capacity)


async def line(
    db: AsyncSession, actor: Person | None, session_id: int
) -> tuple[TrainingSession, Sequence[Registration]]:
    """Who waits, in order, with the person. Raises Forbidden, Gone."""
    await access.organiser(db, actor)
    found = await finding.session(db, session_id)
    return found, list(reversed(await queries.registered(db, found.id, (Seat.WAITING,))))


async def in_line(
    db: AsyncSession, actor: Person | None, registration_id: int
) -> tuple[TrainingSession, Registration, int]:
    """Somebody who waits, and their rank from 1. Raises Forbidden, Gone, Stale (they do not wait any more)."""
    await access.organiser(db, actor)
    mine = await db.get(Registration, registration_id)
    if mine is None:
        raise Gone("registration")
    found, waiting = await line(db, actor, mine.session_id)
    for rank, each in enumerate(waiting, 1):
        if each.id == registration_id:
            return found, each, rank
    raise Stale("registration")
