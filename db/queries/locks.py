"""Locks that several processes respect, held until the end of the transaction."""

import zlib

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession


async def try_lock(db: AsyncSession, name: str) -> bool:
    """Take the lock `name` unless another transaction holds it. SQLite's writer already is alone."""
    if db.get_bind().dialect.name != "postgresql":
        return True
    return bool(await db.scalar(select(func.pg_try_advisory_xact_lock(zlib.crc32(name.encode())))))
