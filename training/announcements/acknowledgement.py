"""« Lu et compris »: who has said so, and the telephone list of those who have not."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Acknowledgement, Announcement, Dispatch, DispatchKind, OutboxMessage, OutboxState, Person
from db.queries.upsert import insert_once
from training import access
from training.errors import Gone, Stale


async def acknowledge(db: AsyncSession, person: Person | None, announcement_id: int, *, now: datetime) -> bool:
    """A recipient has read and understood; whether that is news.

    Raises Forbidden (not let in), Gone (no such announcement, or not to this person), Stale (it was recalled).
    """
    reader = access.verified(person)
    found = await db.get(Announcement, announcement_id)
    theirs = select(OutboxMessage.id).join(Dispatch, Dispatch.id == OutboxMessage.dispatch_id)
    mine = (Dispatch.announcement_id == announcement_id) & (OutboxMessage.person_id == reader.id)
    if found is None or not found.asks_acknowledgement:
        raise Gone("announcement")
    if await db.scalar(theirs.where(mine, Dispatch.kind == DispatchKind.SENDING)) is None:
        raise Gone("announcement")
    if await db.scalar(theirs.where(mine, Dispatch.kind == DispatchKind.RECALL)) is not None:
        raise Stale("announcement")
    return await insert_once(db, Acknowledgement, announcement_id=announcement_id, person_id=reader.id, at=now)


async def counts(db: AsyncSession, announcement_id: int) -> tuple[int, int]:
    """How many were asked, and how many of them have acknowledged; for a report, whose reader was let in."""
    asked = select(func.count()).select_from(_asked(announcement_id).subquery())
    read = select(func.count()).where(Acknowledgement.announcement_id == announcement_id)
    return int(await db.scalar(asked) or 0), int(await db.scalar(read) or 0)


async def missing(db: AsyncSession, actor: Person, announcement_id: int) -> Sequence[Person]:
    """The recipients who have not, by name: those whom it reached and those whom it did not. Raises Forbidden."""
    await access.organiser(db, actor)
    said = select(Acknowledgement.person_id).where(Acknowledgement.announcement_id == announcement_id)
    wanted = _asked(announcement_id).where(Person.id.not_in(said))
    return (await db.scalars(wanted.order_by(Person.last_name, Person.first_name, Person.id))).all()


def _asked(announcement_id: int) -> Select[Person]:
    """Its recipients, but for those to whom it was not sent in the end."""
    return (
        select(Person)
        .join(OutboxMessage, OutboxMessage.person_id == Person.id)
        .join(Dispatch, Dispatch.id == OutboxMessage.dispatch_id)
        .where(
            Dispatch.announcement_id == announcement_id,
            Dispatch.kind == DispatchKind.SENDING,
            OutboxMessage.state != OutboxState.CANCELLED,
        )
    )
