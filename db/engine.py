"""The one way to the database, for both engines.

SQLite: WAL, one connection, every transaction BEGIN IMMEDIATE (SQLAlchemy's deferred default oversells without any
error), and every commit on the disk before it returns: Telegram is told only then, and repeats nothing after that.
PostgreSQL: READ COMMITTED, where a row lock followed by a count sees what was committed before the lock.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from db import scrubbing
from db.scrubbing import BUSY_TIMEOUT_MS

ONLY_READS = "only_reads"
"""The execution option of an SQLite transaction that takes no lock."""
PATIENCE = 15.0
"""Seconds that a database has to answer at the start: more than SQLite waits for a lock."""


class Unusable(Exception):
    """The database cannot be used; the message is the name of the cause, without any address."""


@contextmanager
def usable() -> Iterator[None]:
    """Whatever the drivers raise inside, some of it not wrapped, comes out as Unusable."""
    try:
        yield
    except Exception as error:
        if not isinstance(error, _what_drivers_raise()):
            raise
        cause = error.orig if isinstance(error, DBAPIError) else error
        raise Unusable(type(cause).__name__) from error


def _what_drivers_raise() -> tuple[type[Exception], ...]:
    import asyncpg  # its memory is saved on SQLite

    return (SQLAlchemyError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError)


class Database:
    """An engine and its transactions. `url` is an SQLAlchemy URL with an async driver."""

    def __init__(self, url: str, pool_size: int = 10) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = (
            _sqlite(url)
            if self.is_sqlite
            else create_async_engine(url, pool_size=pool_size, max_overflow=0, hide_parameters=True)
        )
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)

    async def check(self) -> None:
        """Connect once, and see that the migrations were run. Raises Unusable."""
        with usable():
            async with asyncio.timeout(PATIENCE), self.engine.connect() as connection:
                await connection.exec_driver_sql("SELECT version_num FROM alembic_version")

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """One transaction: committed at the end of the block, rolled back if it raises. Never nest two of them."""
        async with self._sessions.begin() as session:
            yield session

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncSession]:
        """A transaction that only reads: all of it as it was at one instant, and nobody waits for it."""
        options = {ONLY_READS: True} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        async with self._sessions() as session:
            await session.connection(execution_options={"postgresql_readonly": True, **options})
            yield session

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[AsyncConnection]:
        """A connection on which each statement is committed by itself: one way to the server and back, not three."""
        async with self.engine.connect() as connection:
            yield await connection.execution_options(isolation_level="AUTOCOMMIT")

    async def scrub(self) -> bool:
        """Take deleted rows out of the files: VACUUM on PostgreSQL, a truncated WAL on SQLite (secure_delete is on).

        False when somebody still reads what was deleted (a backup, a long report): it has to be done again.
        PostgreSQL's write-ahead log holds them for longer: see `scrubbing.turn_wal`.
        """
        async with self.engine.connect() as connection:
            outside = await connection.execution_options(isolation_level="AUTOCOMMIT")
            return await (scrubbing.truncate_wal if self.is_sqlite else scrubbing.rewrite_tables)(outside)

    async def close(self) -> None:
        await self.engine.dispose()


def _sqlite(url: str) -> AsyncEngine:
    engine = create_async_engine(url, pool_size=1, max_overflow=0, pool_timeout=30, hide_parameters=True)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_immediate)
    event.listen(engine.sync_engine, "invalidate", roll_back)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql("BEGIN" if ONLY_READS in options else "BEGIN IMMEDIATE")


def roll_back(connection: Any, _record: object, _error: object) -> None:
    """Roll back what a cancelled statement leaves, before its connection is closed.

    Closing alone may not: while one of its statements is unfinished, SQLite keeps a closed connection with its
    transaction and its lock on the file, and this process could write no more until it is started again.
    """
    with suppress(DBAPIError, sqlite3.Error):
        connection.rollback()
