"""Personal links."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import CursorResult, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from db.models import Person, PersonalLink
from db.queries.people import FICHE

IN_FORCE = PersonalLink.used_at.is_(None) & PersonalLink.revoked_at.is_(None)


async def by_hash(db: AsyncSession, code_hash: str) -> PersonalLink | None:
    """The link whose code has this hash, with its person, whether it can be used or not."""
    wanted = select(PersonalLink).where(PersonalLink.code_hash == code_hash)
    return (await db.scalars(wanted.options(joinedload(PersonalLink.person)))).one_or_none()


async def find(db: AsyncSession, link_id: int) -> PersonalLink | None:
    """One link, with its person and their corps."""
    person = joinedload(PersonalLink.person).joinedload(Person.corps)
    return (await db.scalars(select(PersonalLink).where(PersonalLink.id == link_id).options(person))).one_or_none()


async def person_of(db: AsyncSession, link_id: int) -> int | None:
    """Whose link it is."""
    return await db.scalar(select(PersonalLink.person_id).where(PersonalLink.id == link_id))


async def lock(db: AsyncSession, link_id: int) -> PersonalLink | None:
    """One link with its person, locked and read afresh. Whoever is going to change the person has locked them."""
    wanted = select(PersonalLink).where(PersonalLink.id == link_id).options(joinedload(PersonalLink.person))
    locked = wanted.with_for_update(of=PersonalLink).execution_options(populate_existing=True)
    return (await db.scalars(locked)).one_or_none()


async def without_account(db: AsyncSession, person_ids: Collection[int]) -> Sequence[Person]:
    """Those of these people who have no Telegram account, with what describes them, by last name."""
    wanted = select(Person).where(Person.id.in_(person_ids), Person.telegram_id.is_(None)).options(*FICHE)
    ordered = wanted.order_by(Person.last_name, Person.first_name, Person.id)
    return (await db.scalars(ordered.execution_options(populate_existing=True))).all()


async def revoke(db: AsyncSession, person_ids: Collection[int], now: datetime) -> int:
    """End the links in force of these people; how many."""
    ended = update(PersonalLink).where(PersonalLink.person_id.in_(person_ids), IN_FORCE).values(revoked_at=now)
    result = await db.execute(ended)
    assert isinstance(result, CursorResult)
    return result.rowcount


async def latest(db: AsyncSession, person_ids: Collection[int]) -> dict[int, PersonalLink]:
    """The last link that each of these people was given, by person."""
    wanted = select(PersonalLink).where(PersonalLink.person_id.in_(person_ids)).order_by(PersonalLink.id)
    found = await db.scalars(wanted.execution_options(populate_existing=True))
    return {link.person_id: link for link in found}


async def was_used(db: AsyncSession, person_id: int) -> bool:
    """Whether somebody came by a personal link."""
    used = exists().where(PersonalLink.person_id == person_id, PersonalLink.used_at.is_not(None))
    return bool(await db.scalar(select(used)))
