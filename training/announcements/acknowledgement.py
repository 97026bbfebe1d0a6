"""« Lu et compris »: who has said so, and the telephone list of those who have not."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Acknowledgement, Announcement, Dispatch, DispatchKind, OutboxMessage, OutboxState, Person
from db.queries.upsert import insert_once
from training import access
from training.announcements import drafting, reading
from training.errors import Gone, TrainingError


class Rewritten(TrainingError):
    """The text was corrected since: it is another one that is to be read."""


async def acknowledge(
    db: AsyncSession, person: Person | None, announcement_id: int, version: int, *, now: datetime
) -> bool:
    """A recipient has read and understood this version of it; whether that is news.

    Raises Forbidden (not let in), Gone (no such announcement, or it has not reached this person), Stale (it was
    recalled from them), Rewritten.
    """
    reader = access.verified(person)
    found = await db.get(Announcement, announcement_id)
    if found is None or not found.asks_acknowledgement:
        raise Gone("announcement")
    await reading.received(db, found.id, reader)
    if version != found.version:
        raise Rewritten
    key = {"announcement_id": found.id, "person_id": reader.id}
    if await insert_once(db, Acknowledgement, **key, version=version, at=now):
        return True
    former = await db.get(Acknowledgement, (found.id, reader.id))
    if former is None or former.version == version:
        return False
    former.version, former.at = version, now
    return True


async def counts(db: AsyncSession, found: Announcement) -> tuple[int, int]:
    """How many were asked, and how many of them have acknowledged it as it is; for a report."""
    asked = select(func.count()).select_from(_asked(found.id).subquery())
    read = select(func.count()).select_from(_asked(found.id).where(Person.id.in_(_read(found))).subquery())
    return int(await db.scalar(asked) or 0), int(await db.scalar(read) or 0)


async def missing(db: AsyncSession, actor: Person, announcement_id: int) -> Sequence[Person]:
    """The recipients who have not, by name: those whom it reached and those whom it did not. Raises Forbidden, Gone."""
    found = await drafting.find(db, actor, announcement_id)
    wanted = _asked(found.id).where(Person.id.not_in(_read(found)))
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
            OutboxMessage.state.not_in((OutboxState.CANCELLED, OutboxState.EXPIRED)),
        )
    )


def _read(found: Announcement) -> Select[int]:
    """Who has acknowledged it as it is now."""
    of_it = (Acknowledgement.announcement_id == found.id) & (Acknowledgement.version == found.version)
    return select(Acknowledgement.person_id).where(of_it)
