"""People at the door: their account, the lists they choose from, who lets them in."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, Reference, RoleGrant, Standing
from db.queries.people import FICHE


async def organisers(db: AsyncSession) -> list[int]:
    """The people who hold a role, in the order of their ids."""
    return list(await db.scalars(select(RoleGrant.person_id).distinct().order_by(RoleGrant.person_id)))


async def entries(db: AsyncSession, ids: Sequence[int]) -> dict[int, Reference]:
    """Entries of the lists by their ids."""
    return {entry.id: entry for entry in await db.scalars(select(Reference).where(Reference.id.in_(ids)))}


async def waiting(db: AsyncSession) -> list[Person]:
    """Who waits for an organiser, with their form, the longest waiting first."""
    statement = select(Person).where(Person.standing == Standing.UNVERIFIED).options(*FICHE)
    return list(await db.scalars(statement.order_by(Person.identified_at, Person.id)))


async def number_waiting(db: AsyncSession) -> int:
    """How many people wait for an organiser."""
    counted = select(func.count()).select_from(Person).where(Person.standing == Standing.UNVERIFIED)
    return await db.scalar(counted) or 0
