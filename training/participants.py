"""The people of a session, by name: for organisers only."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, Registration, Seat, TrainingSession
from db.queries import participants as queries
from training import access, finding


@dataclass(frozen=True)
class Participants:
    """Each registration carries its person and their corps: seats and requests by name, the waiting list by rank."""

    session: TrainingSession
    seated: tuple[Registration, ...]
    waiting: tuple[Registration, ...]
    requested: tuple[Registration, ...] = ()


async def participants(db: AsyncSession, actor: Person | None, session_id: int) -> Participants:
    """Who has a seat and who waits. Raises Forbidden, Gone."""
    await access.organiser(db, actor)
    session = await finding.session(db, session_id)
    found = await queries.registered(db, session_id)
    return Participants(
        session,
        tuple(each for each in found if each.seat is Seat.SEATED),
        tuple(each for each in found if each.seat is Seat.WAITING),
        tuple(each for each in found if each.seat is Seat.REQUESTED),
    )
