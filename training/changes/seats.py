"""Another number of seats, and somebody's place in the line: who is concerned is said before, and why is kept after.

A seat is never lost in silence: whose seat is not there any more waits, before all others, and is told.
"""

import enum
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Intention, Person, Registration, Seat
from db.queries import changes as queries
from db.queries import registration as registrations
from training import access, finding, journal, outbox, quiet
from training.changes import common
from training.errors import Gone, Stale
from training.notices import SeatLost
from training.waiting_line import ahead, offer_free_seats

SEATS = (Seat.SEATED, Seat.REQUESTED)


class MoveUpReason(enum.StrEnum):
    """Why somebody passes the others of the line: a closed list, kept in the action log."""

    SERVICE = "service"
    QUOTA = "quota"
    ERROR = "error"
    OTHER = "other"


@dataclass(frozen=True)
class Resized:
    """The session has so many seats now; `lost`: so many people wait who had one."""

    capacity: int
    lost: int


@dataclass(frozen=True)
class WouldLose:
    """Nothing changed: these people have, or have asked for, seats that would not be there any more."""

    people: tuple[Registration, ...]


async def resize(
    db: AsyncSession,
    actor: Person | None,
    session_id: int,
    capacity: int,
    *,
    now: datetime,
    agreed: int = 0,
) -> Resized | WouldLose:
    """Another number of seats, at least 1. New ones are offered to who waits; they pass no agreement by.

    Below those taken, it needs `agreed`, the number of people who lose theirs: requests first, then who has not
    confirmed, each time the last who came. Raises Forbidden, Gone, Stale (it has started, or does not take place).
    """
    organiser, session = await common.locked(db, actor, session_id, None, now)
    losing = last_ones(list(await queries.registered(db, session.id, SEATS)), capacity)
    if len(losing) != agreed:
        return WouldLose(tuple(losing))
    details = {"was": session.capacity, "capacity": capacity, "lost": len(losing)}
    journal.record(db, organiser.id, "session_capacity", "session", session.id, now=now, **details)
    session.capacity = capacity
    for mine in losing:
        mine.seat, mine.intention, mine.changed_at = Seat.WAITING, Intention.UNKNOWN, now
        about = {"person_id": mine.person_id, "reason": "capacity"}
        journal.record(db, organiser.id, "registration.waiting", "session", session.id, now=now, **about)
    await db.flush()
    due_at = quiet.shift_before(now, session.zone, session.starts_at - common.BEFORE)
    notices = {mine.person_id: SeatLost(session.id) for mine in losing}
    await outbox.owe_all(db, notices, key=f"seat_lost:{session.id}:{now.timestamp()}", due_at=due_at)
    await offer_free_seats(db, session, now=now)
    return Resized(capacity, len(losing))


async def move_up(
    db: AsyncSession, actor: Person | None, registration_id: int, reason: MoveUpReason, *, now: datetime
) -> Registration:
    """Somebody who waits becomes the first of the line, for a reason that is kept.

    Raises Forbidden, Gone (no such registration), Stale (they do not wait, it has started or does not take place).
    """
    organiser = await access.organiser(db, actor)
    found = await db.get(Registration, registration_id)
    if found is None:
        raise Gone("registration")
    session = await finding.locked_published(db, found.session_id)
    line = await registrations.line(db, session.id)
    mine = next((each for each in line if each.id == registration_id), None)
    if mine is None or not ahead(session, now):
        raise Stale("registration")
    mine.place_in_line = await queries.first_place(db, session.id) - 1
    about = {"person_id": mine.person_id, "reason": reason.value}
    journal.record(db, organiser.id, "registration.moved_up", "session", session.id, now=now, **about)
    await db.flush()
    await offer_free_seats(db, session, now=now)
    return mine


def last_ones(taken: list[Registration], capacity: int) -> list[Registration]:
    """Whose seats would not be there any more, of those `taken`, which come the last first."""
    order = sorted(taken, key=lambda each: (each.seat is not Seat.REQUESTED, each.intention is Intention.CONFIRMED))
    return order[: max(0, len(taken) - capacity)]
