"""« Lire »: the whole of an announcement that was neutral on a locked screen."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Announcement, Dispatch, DispatchKind, OutboxMessage, Person
from training import access
from training.errors import Gone, Stale


async def read(db: AsyncSession, person: Person | None, announcement_id: int) -> Announcement:
    """An announcement that was sent to this person, or any for an organiser.

    Raises Forbidden (not let in), Gone (no such announcement, or not to this person), Stale (it was recalled).
    """
    reader = access.verified(person)
    found = await db.get(Announcement, announcement_id)
    if found is None:
        raise Gone("announcement")
    if await access.roles(db, reader):
        return found
    theirs = (
        select(Dispatch.kind)
        .join(OutboxMessage, OutboxMessage.dispatch_id == Dispatch.id)
        .where(Dispatch.announcement_id == announcement_id, OutboxMessage.person_id == reader.id)
    )
    kinds = set(await db.scalars(theirs))
    if DispatchKind.SENDING not in kinds:
        raise Gone("announcement")
    if DispatchKind.RECALL in kinds:
        raise Stale("announcement")
    return found
