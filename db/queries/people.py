"""People, by what identifies them."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from db.models import Person

FICHE = tuple(
    selectinload(part) for part in (Person.corps, Person.grade, Person.function, Person.institution, Person.region)
)


async def by_telegram_id(db: AsyncSession, telegram_id: int) -> Person | None:
    """The person behind a Telegram account."""
    return (await db.scalars(select(Person).where(Person.telegram_id == telegram_id))).first()


async def with_fiche(db: AsyncSession, person_id: int) -> Person | None:
    """A person with the entries of the lists that describe them."""
    return (
        await db.scalars(
            select(Person).where(Person.id == person_id).options(*FICHE).execution_options(populate_existing=True)
        )
    ).first()
