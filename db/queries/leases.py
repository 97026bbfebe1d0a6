"""Roles that one process at a time plays, on the database's own clock: machines need not agree on the time."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from db.machine_time import machine_time
from db.models import Lease
from db.queries.upsert import insert_for


async def hold(db: AsyncSession, name: str, holder: str, seconds: float) -> bool:
    """Take or renew a role for `seconds`; False while somebody else holds it."""
    values = {"holder": holder, "until_machine": machine_time(seconds)}
    statement = insert_for(db, Lease).values(name=name, **values)
    free = (Lease.holder == holder) | (Lease.until_machine <= machine_time())
    held = statement.on_conflict_do_update(index_elements=[Lease.name], set_=values, where=free)
    return await db.scalar(held.returning(Lease.holder)) == holder


async def give_up(db: AsyncSession, name: str, holder: str) -> None:
    """Leave a role, if it is still this holder's."""
    await db.execute(delete(Lease).where(Lease.name == name, Lease.holder == holder))
