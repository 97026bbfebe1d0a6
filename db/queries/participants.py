"""Who is registered in a session, with what a list of names says of each."""

from collections.abc import Sequence

from sqlalchemy import case, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager

from db.models import Person, Registration, Seat


async def registered(db: AsyncSession, session_id: int) -> Sequence[Registration]:
    """Who has a seat, by name, then who waits, by rank; each with the person and their corps."""
    waits = Registration.seat == Seat.WAITING
    rank = case((waits, Registration.place_in_line), else_=0)
    wanted = select(Registration).join(Registration.person).outerjoin(Person.corps)
    wanted = wanted.where(Registration.session_id == session_id, Registration.seat != Seat.WITHDRAWN)
    loaded = wanted.options(contains_eager(Registration.person).contains_eager(Person.corps))
    ordered = loaded.order_by(waits, rank, Person.last_name, Person.first_name, Person.id)
    return (await db.scalars(ordered)).all()
