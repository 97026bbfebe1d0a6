"""The waiting line of a session: the one function that gives a freed seat, and the tick that leaves none free."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Registration, Seat, TrainingSession
from db.queries import programme
from db.queries import registration as queries
from training import journal, outbox, quiet
from training.calendar import overlap
from training.notices import SeatGiven

SESSIONS_A_TICK = 200


async def give_freed_seat(db: AsyncSession, session: TrainingSession, *, now: datetime) -> list[Registration]:
    """Seat the first in line whose calendar is free, as long as seats are; they are owed the news. Who was seated.

    The seat is theirs at once, the news waits for the end of the quiet hours, unless the session starts before it.

    The session must be locked by the caller. Whose calendar is not free keeps their place. Whoever is busy with
    another request at this instant is not waited for (that could lock two requests for ever) nor passed over:
    the seat stays free until `fill_free_seats` comes back to it, a few seconds later.
    """
    given: list[Registration] = []
    if not ahead(session, now):
        return given
    free = session.capacity - (await queries.tally(db, session.id)).seated
    for waiting in await queries.line(db, session.id) if free > 0 else []:
        if len(given) == free or not await queries.try_lock_person(db, waiting.person_id):
            break
        if await overlapping(db, waiting.person_id, session) is None:
            await _give(db, session, waiting, now)
            given.append(waiting)
    return given


async def fill_free_seats(db: AsyncSession, *, now: datetime) -> int:
    """The tick that leaves no seat free while somebody could take it; how many seats were given.

    Seats are freed without a withdrawal too: a calendar that becomes free, a capacity that grows.
    """
    given = 0
    for session_id in sorted(await queries.sessions_to_fill(db, now, SESSIONS_A_TICK)):
        session = await programme.lock_session(db, session_id)
        if session is not None:
            given += len(await give_freed_seat(db, session, now=now))
    return given


def ahead(session: TrainingSession, now: datetime) -> bool:
    """Whether the session is going to take place and has not started."""
    return session.state in programme.HAPPENING and session.starts_at > now


async def overlapping(db: AsyncSession, person_id: int, session: TrainingSession) -> TrainingSession | None:
    """A session where this person has a seat and that shares a half-day with `session`; their row must be locked."""
    theirs = await queries.calendar(db, person_id)
    return next((other for other in theirs if other.id != session.id and overlap(other, session)), None)


async def _give(db: AsyncSession, session: TrainingSession, waiting: Registration, now: datetime) -> None:
    waiting.seat, waiting.changed_at = Seat.SEATED, now
    journal.record(db, None, "registration.seat_given", "session", session.id, now=now, person_id=waiting.person_id)
    await outbox.owe(
        db,
        waiting.person_id,
        SeatGiven(waiting.id),
        key=f"seat:{waiting.id}:{waiting.place_in_line}",
        due_at=quiet.shift_before(now, session.zone, session.starts_at),
        expires_at=session.starts_at,
    )
