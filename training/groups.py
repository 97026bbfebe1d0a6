"""The organisers' own group: the only one where the bot may speak."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import OrganisersGroup, Person
from db.queries.upsert import insert_once
from training import access, journal


async def adopt(db: AsyncSession, actor: Person | None, chat_id: int, *, now: datetime) -> bool:
    """An organiser adds the bot to a group; whether it was not known yet. Raises Forbidden for anybody else."""
    organiser = await access.organiser(db, actor)
    new = await insert_once(db, OrganisersGroup, chat_id=chat_id, added_at=now, added_by_id=organiser.id)
    if new:
        journal.record(db, organiser.id, "adopt_group", "group", None, now=now)
    return new


async def forget(db: AsyncSession, chat_id: int) -> None:
    """The bot was removed from a group."""
    await db.execute(delete(OrganisersGroup).where(OrganisersGroup.chat_id == chat_id))
