"""« Lire »: the whole of an announcement that was neutral on a locked screen."""

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Announcement, Person
from db.queries import dispatches
from training import access
from training.errors import Gone, Stale


async def read(db: AsyncSession, person: Person | None, announcement_id: int) -> Announcement:
    """An announcement that reached this person, or any for an organiser.

    Raises Forbidden (not let in), Gone (no such announcement, or it has not reached this person), Stale (it was
    recalled from them).
    """
    reader = access.verified(person)
    found = await db.get(Announcement, announcement_id)
    if found is None:
        raise Gone("announcement")
    if await access.roles(db, reader):
        return found
    await received(db, found.id, reader)
    return found


async def received(db: AsyncSession, announcement_id: int, reader: Person) -> None:
    """Raises Gone when it has not reached this person, perhaps, or Stale when it was recalled from them."""
    if not await dispatches.has_received(db, announcement_id, reader.id):
        raise Gone("announcement")
    if await dispatches.is_recalled_from(db, announcement_id, reader.id):
        raise Stale("announcement")
