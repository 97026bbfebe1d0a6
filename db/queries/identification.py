"""People at the door: their account, the lists they choose from, who lets them in."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, Reference, RoleGrant, Standing
from db.queries.people import FICHE


async def find_account(db: AsyncSession, telegram_id: int) -> Person | None:
    """The person of a Telegram account, locked, if there is one."""
    statement = select(Person).where(Person.telegram_id == telegram_id).with_for_update(key_share=True)
    return (await db.scalars(statement.execution_options(populate_existing=True))).one_or_none()


async def lock_account(db: AsyncSession, telegram_id: int) -> Person:
    """The person of a Telegram account, locked; raises NoResultFound when there is none."""
    statement = select(Person).where(Person.telegram_id == telegram_id).with_for_update(key_share=True)
    return (await db.scalars(statement.execution_options(populate_existing=True))).one()


async def lock_person(db: AsyncSession, person_id: int) -> Person:
    """A person, locked; raises NoResultFound when there is none."""
    statement = select(Person).where(Person.id == person_id).with_for_update(key_share=True)
    return (await db.scalars(statement.execution_options(populate_existing=True))).one()


async def lock_applicant(db: AsyncSession, person_id: int) -> Person | None:
    """Somebody who filled the form, locked; None for anybody else."""
    statement = (
        select(Person).where(Person.id == person_id, Person.identified_at.is_not(None)).with_for_update(key_share=True)
    )
    return (await db.scalars(statement.execution_options(populate_existing=True))).first()


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
