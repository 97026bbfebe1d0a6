"""Get-or-create that two processes can do at once: INSERT … ON CONFLICT DO NOTHING, then read."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import CursorResult, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Base


def insert_for(db: AsyncSession, model: type[Base] | Table) -> "postgresql.Insert | sqlite.Insert":
    """The engine's own INSERT, the one that knows ON CONFLICT."""
    backend = db.get_bind().dialect.name
    return postgresql.insert(model) if backend == "postgresql" else sqlite.insert(model)


async def insert_once(db: AsyncSession, model: type[Base], **values: Any) -> bool:
    """Insert a row unless a unique key stands in the way; whether it was inserted."""
    result = await db.execute(insert_for(db, model).values(**values).on_conflict_do_nothing())
    assert isinstance(result, CursorResult)
    return bool(result.rowcount)


async def insert_new(db: AsyncSession, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of the same columns, all but those that a unique key stands in the way of.

    One statement executed many times: a VALUES of every row would be compiled again each time.
    """
    table = Base.metadata.tables[model.__tablename__]
    await db.execute(insert_for(db, table).on_conflict_do_nothing(), [dict(row) for row in rows])
