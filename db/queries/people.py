"""People, by what identifies them."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from db.models import Person

FICHE = tuple(
    selectinload(part) for part in (Person.corps, Person.grade, Person.function, Person.institution, Person.region)
)


async def by_telegram_id(db: AsyncSession, telegram_id: int) -> Person | None:
    """The person behind a Telegram account."""
    return (await db.scalars(select(Person).where(Person.telegram_id == telegram_id))).first()


async def lock(db: AsyncSession, person_id: int) -> Person | None:
    """A person, locked until the end of the transaction and read afresh: their calendar cannot change meanwhile.

    NO KEY UPDATE: it stands in nobody's way who merely writes a row that points to the person.
    """
    return await _locked(db, Person.id == person_id)


async def lock_several(db: AsyncSession, person_ids: Collection[int]) -> None:
    """The same, of several people, in the order of their ids: two who lock some of the same wait for one another."""
    wanted = select(Person.id).where(Person.id.in_(person_ids)).order_by(Person.id)
    await db.execute(wanted.with_for_update(key_share=True))


async def lock_account(db: AsyncSession, telegram_id: int) -> Person | None:
    """One person, by the Telegram account."""
    return await _locked(db, Person.telegram_id == telegram_id)


async def with_fiche(db: AsyncSession, person_id: int) -> Person | None:
    """A person with the entries of the lists that describe them."""
    return (
        await db.scalars(
            select(Person).where(Person.id == person_id).options(*FICHE).execution_options(populate_existing=True)
        )
    ).first()


async def _locked(db: AsyncSession, which: ColumnElement[bool]) -> Person | None:
    locked = select(Person).where(which).with_for_update(key_share=True)
    return (await db.scalars(locked.execution_options(populate_existing=True))).one_or_none()
