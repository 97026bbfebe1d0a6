"""Who may do what. Denied unless granted; read again at every use, never trusted from a button."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, Role, RoleGrant, Standing
from db.queries import people
from training.errors import Forbidden, Gone


async def roles(db: AsyncSession, person: Person | None) -> frozenset[Role]:
    """The roles this person holds now."""
    if person is None:
        return frozenset()
    found = await db.scalars(select(RoleGrant.role).where(RoleGrant.person_id == person.id))
    return frozenset(found)


async def organiser(db: AsyncSession, person: Person | None) -> Person:
    """This person, who holds a role; raises Forbidden otherwise."""
    if person is None or not await roles(db, person):
        raise Forbidden
    return person


async def administrator(db: AsyncSession, person: Person | None) -> Person:
    """This person, who is an administrator; raises Forbidden otherwise."""
    if person is None or Role.ADMINISTRATOR not in await roles(db, person):
        raise Forbidden
    return person


async def is_administrator(db: AsyncSession, person: Person | None) -> bool:
    """Whether this person is an administrator, for what is merely shown or not."""
    return Role.ADMINISTRATOR in await roles(db, person)


def verified(person: Person | None) -> Person:
    """This person, who is identified and whom an organiser or a joining link let in; raises Forbidden otherwise."""
    if person is None or person.standing is not Standing.VERIFIED:
        raise Forbidden
    return person


async def locked(db: AsyncSession, person: Person | None) -> Person:
    """The same, locked until the end of the transaction and read afresh: their calendar stays as it is."""
    return verified(await people.lock(db, verified(person).id))


async def acting(db: AsyncSession, person: Person | None, by: Person | None) -> Person:
    """Who acts, locked: for themselves, verified; or somebody whom an organiser (`by`) acts for, whatever they are.

    Raises Forbidden, or Gone for nobody.
    """
    if by is None or person is None:
        return await locked(db, person)
    await organiser(db, by)
    found = await people.lock(db, person.id)
    if found is None:
        raise Gone("person")
    return found
