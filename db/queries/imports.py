"""The programme as an import compares it with a file."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Area, TrainingSession

_IMPORTING = 0x504F4332
"""The name of the lock that imports hold, until the end of their transaction."""


async def one_at_a_time(db: AsyncSession) -> None:
    """Wait until no other import is under way. SQLite's only writer is alone already."""
    if db.get_bind().dialect.name == "postgresql":
        await db.execute(select(func.pg_advisory_xact_lock(_IMPORTING)))


async def areas(db: AsyncSession) -> Sequence[Area]:
    return (await db.scalars(select(Area).order_by(Area.number, Area.id))).all()


async def sessions(db: AsyncSession, codes: Sequence[str], *, lock: bool) -> dict[str, TrainingSession]:
    """Sessions by code; locked, in the order of their ids, if they are about to change."""
    wanted = select(TrainingSession).where(TrainingSession.code.in_(codes)).order_by(TrainingSession.id)
    if lock:
        wanted = wanted.with_for_update(of=TrainingSession, key_share=True)
    found = await db.scalars(wanted.execution_options(populate_existing=True))
    return {session.code: session for session in found}
