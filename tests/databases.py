"""A fresh database for each test, on both engines.

Each engine is migrated once for the whole test process, into a template; a test gets a clone, forgotten afterwards.
Everything here is synchronous: use it from fixtures, never inside a running event loop.
"""

import asyncio
import itertools
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

import asyncpg

from tests import postgres

TEMPLATE = "template_migrated"


class Engine(Protocol):
    """What both engines can do."""

    @contextmanager
    def fresh(self, migrated: bool = True) -> Iterator[str]:
        """A new database, by its SQLAlchemy URL (async driver); empty if not `migrated`."""
        yield ""


class SQLite:
    """Databases that are files of `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count(1)
        self._template = folder / f"{TEMPLATE}.sqlite3"
        _migrate(_sqlite_url(self._template))
        with closing(sqlite3.connect(self._template)) as connection:  # nothing may stay behind in a -wal file
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def fresh(self, migrated: bool = True) -> Iterator[str]:
        """A copy of the migrated file; its -wal and -shm go with it."""
        folder = self._folder / f"test{next(self._numbers)}"
        folder.mkdir()
        file = folder / "bot.sqlite3"
        if migrated:
            shutil.copyfile(self._template, file)
        try:
            yield _sqlite_url(file)
        finally:
            shutil.rmtree(folder)


class PostgreSQL:
    """Databases of one server of our own; see `postgresql()`."""

    def __init__(self, server: postgres.Server, loop: asyncio.Runner) -> None:
        self._server = server
        self._loop = loop
        self._numbers = itertools.count(1)
        self._administrator = loop.run(asyncpg.connect(server.administration))

    def prepare(self) -> None:
        """Make the owner's role and the migrated template. Once, before anything else."""
        self._execute(f"CREATE ROLE {postgres.OWNER} LOGIN PASSWORD '{self._server.password}'")
        self._execute(f"CREATE DATABASE {TEMPLATE} OWNER {postgres.OWNER}")
        _migrate(self._server.url(TEMPLATE))
        self._execute(f"ALTER DATABASE {TEMPLATE} ALLOW_CONNECTIONS false")

    @contextmanager
    def fresh(self, migrated: bool = True) -> Iterator[str]:
        """A clone of the template; connections that a test left open are cut at the end."""
        name = f"test{next(self._numbers)}"
        source = TEMPLATE if migrated else "template0"
        # FILE_COPY: 8 ms here, against 13 ms for WAL_LOG; it has nothing to write twice with fsync off.
        self._execute(f"CREATE DATABASE {name} OWNER {postgres.OWNER} TEMPLATE {source} STRATEGY FILE_COPY")
        try:
            yield self._server.url(name)
        finally:
            self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    @property
    def administration(self) -> str:
        """The administrator's connection string, for asyncpg itself."""
        return self._server.administration

    def close(self) -> None:
        """Leave the server."""
        self._loop.run(self._administrator.close())

    def _execute(self, statement: str) -> None:
        self._loop.run(self._administrator.execute(statement))


@contextmanager
def postgresql() -> Iterator[PostgreSQL]:
    """A server of our own with its migrated template, for a whole test process."""
    # The loop is kept away from asyncio.set_event_loop: pytest-asyncio has its own.
    with postgres.running() as server, asyncio.Runner(loop_factory=asyncio.new_event_loop) as loop:
        databases = PostgreSQL(server, loop)
        databases.prepare()
        try:
            yield databases
        finally:
            databases.close()


def _sqlite_url(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


def _migrate(url: str) -> None:
    from db import migrate  # here, so that tests of anything else start while a migration does not even import

    migrate.upgrade(url)
