"""What SQLite is told at every connection, and what a connection leaves behind."""

import asyncio
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError, OperationalError

from db import engine
from db.engine import Database

FULL = 2
NORMAL = 1


async def test_a_commit_of_sqlite_is_on_the_disk_before_it_returns(sqlite_url: str) -> None:
    """With NORMAL, a power cut takes back updates that Telegram was told were kept."""
    database = Database(sqlite_url)
    async with database.transaction() as db:
        assert await db.scalar(text("PRAGMA journal_mode")) == "wal"
        assert await db.scalar(text("PRAGMA synchronous")) == FULL
    await database.close()


async def test_the_pragma_would_tell(sqlite_url: str) -> None:
    """The control: what it reads follows what a connection was told."""
    database = Database(sqlite_url)
    async with database.engine.connect() as connection:
        outside = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await outside.exec_driver_sql("PRAGMA synchronous=NORMAL")
        assert await outside.scalar(text("PRAGMA synchronous")) == NORMAL
    await database.close()


async def test_a_snapshot_is_of_one_instant_and_holds_nobody_up(database_url: str) -> None:
    database = Database(database_url, pool_size=2)
    beside = Database(database_url)
    async with database.snapshot() as db:
        before = await db.scalar(READ)
        async with asyncio.timeout(5), beside.transaction() as other:
            await other.execute(CHANGE)
        assert await db.scalar(READ) == before
    async with database.transaction() as db:
        assert await db.scalar(READ) == "later" != before
        await db.execute(WRITE)
    await database.close()
    await beside.close()


async def test_a_snapshot_of_postgresql_cannot_write(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    async with database.snapshot() as db:
        with pytest.raises(DBAPIError, match="read-only"):
            await db.execute(WRITE)
    async with database.transaction() as db:
        await db.execute(WRITE)
    await database.close()


async def test_a_cancelled_transaction_leaves_the_database_to_the_next(database_url: str) -> None:
    database = Database(database_url)
    await database.check()  # connected, as only what runs is cancelled here
    for attempt in range(60):
        await _cancelled(database, after=0.0005 * (attempt % 15))
        async with asyncio.timeout(5), database.transaction() as db:
            await db.execute(WRITE)
    await database.close()


async def test_without_a_rollback_the_closed_connection_may_keep_its_lock(sqlite_url: str) -> None:
    """The control: the file is locked for whoever comes next, until the process ends."""
    database = Database(sqlite_url)
    event.remove(database.engine.sync_engine, "invalidate", engine.roll_back)
    event.listen(database.engine.sync_engine, "connect", _hurry)
    await database.check()
    with pytest.raises(OperationalError, match="locked"):
        for attempt in range(600):
            await _cancelled(database, after=0.0005 * (attempt % 15))
            async with database.transaction() as db:
                await db.execute(WRITE)
    await database.close()


WRITE = text("UPDATE alembic_version SET version_num = version_num RETURNING version_num")
READ = text("SELECT version_num FROM alembic_version")
CHANGE = text("UPDATE alembic_version SET version_num = 'later'")


async def _cancelled(database: Database, after: float) -> None:
    """A transaction that is cancelled so many seconds after its beginning."""

    async def write() -> None:
        async with database.transaction() as db:
            for _ in range(50):
                await db.execute(WRITE)

    task = asyncio.ensure_future(write())
    await asyncio.sleep(after)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def _hurry(connection: Any, _record: object) -> None:
    connection.cursor().execute("PRAGMA busy_timeout=20")
