"""Registrations that wait for an organiser's decision."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager, joinedload

from db.models import Person, Registration, Seat


async def number(db: AsyncSession, session_id: int) -> int:
    """How many wait in this session."""
    waiting = (Registration.session_id == session_id) & (Registration.seat == Seat.REQUESTED)
    return int(await db.scalar(select(func.count()).where(waiting)) or 0)


async def pending(db: AsyncSession, session_id: int) -> Sequence[Registration]:
    """Who waits in this session, the first who asked first; each with the person and what a list says of them."""
    waiting = (Registration.session_id == session_id) & (Registration.seat == Seat.REQUESTED)
    person = contains_eager(Registration.person)
    details = [joinedload(getattr(Person, name)) for name in ("corps", "grade", "institution")]
    wanted = select(Registration).join(Registration.person).where(waiting).options(person.options(*details))
    return (await db.scalars(wanted.order_by(Registration.changed_at, Registration.id))).all()
