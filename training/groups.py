"""The organisers' own group: the only one where the bot may speak."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import OrganisersGroup, Person
from db.queries import outbox
from db.queries.upsert import insert_once
from training import access, journal
from training.notices import Notice
from training.outbox import owe_group


async def adopt(db: AsyncSession, actor: Person | None, chat_id: int, *, topics: bool, now: datetime) -> bool:
    """An organiser adds the bot to a group; whether it was not known yet. Raises Forbidden for anybody else."""
    organiser = await access.organiser(db, actor)
    values = {"added_at": now, "added_by_id": organiser.id, "topics": topics}
    new = await insert_once(db, OrganisersGroup, chat_id=chat_id, **values)
    if not new:
        await noted(db, chat_id, topics=topics)
    if new:
        journal.record(db, organiser.id, "adopt_group", "group", None, now=now)
    return new


async def noted(db: AsyncSession, chat_id: int, *, topics: bool) -> bool:
    """Whether this is a group of the organisers; that it has topics, or has them no more, is kept."""
    known = await db.get(OrganisersGroup, chat_id)
    if known is not None and known.topics != topics:
        known.topics = topics
    return known is not None


async def forget(db: AsyncSession, chat_id: int, *, now: datetime) -> int:
    """The bot was put out of a group: what waits for it is unreachable; how many messages."""
    await db.execute(delete(OrganisersGroup).where(OrganisersGroup.chat_id == chat_id))
    return await outbox.give_up_group(db, chat_id, now=now)


async def moved(db: AsyncSession, chat_id: int, new_chat_id: int, *, now: datetime) -> None:
    """A group has another id: what was owed to the old one is owed to the new one."""
    known = await db.get(OrganisersGroup, chat_id, with_for_update=True)
    if known is not None:
        await db.delete(known)
        values = {"added_at": known.added_at, "added_by_id": known.added_by_id, "topics": known.topics}
        await insert_once(db, OrganisersGroup, chat_id=new_chat_id, **values)
        journal.record(db, None, "group_moved", "group", None, now=now)
    await outbox.move_group(db, chat_id, new_chat_id)


async def tell(db: AsyncSession, notice: Notice, *, key: str, now: datetime) -> None:
    """Owe a notice to every group of the organisers, once for each under this key."""
    for chat_id in await db.scalars(select(OrganisersGroup.chat_id).order_by(OrganisersGroup.chat_id)):
        await owe_group(db, chat_id, notice, key=f"{key}:{chat_id}", due_at=now)
