"""The programme as an import compares it with a file."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Area, TrainingSession

AT_ONCE = 250
Item = TypeVar("Item")

_IMPORTING = 0x504F4332
"""The name of the lock that imports hold, until the end of their transaction."""


async def one_at_a_time(db: AsyncSession) -> None:
    """Wait until no other import is under way. SQLite's only writer is alone already."""
    if db.get_bind().dialect.name == "postgresql":
        await db.execute(select(func.pg_advisory_xact_lock(_IMPORTING)))


async def areas(db: AsyncSession) -> Sequence[Area]:
    return (await db.scalars(select(Area).order_by(Area.number, Area.id))).all()


async def sessions(db: AsyncSession, codes: Sequence[str], *, lock: bool) -> dict[str, TrainingSession]:
    """Sessions by code; locked, in the order of their ids, if they are about to change.

    A part at a time: thousands of objects made at once would hold the event loop.
    """
    ids: list[int] = []
    for some in _parts(codes):
        ids += await db.scalars(select(TrainingSession.id).where(TrainingSession.code.in_(some)))
    found: dict[str, TrainingSession] = {}
    for part in _parts(sorted(ids)):
        wanted = select(TrainingSession).where(TrainingSession.id.in_(part)).order_by(TrainingSession.id)
        if lock:
            wanted = wanted.with_for_update(of=TrainingSession, key_share=True)
        for session in await db.scalars(wanted.execution_options(populate_existing=True)):
            found[session.code] = session
    return found


def _parts(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), AT_ONCE):
        yield items[start : start + AT_ONCE]
