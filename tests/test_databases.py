"""The test databases themselves: fresh, migrated, separate, and gone with whoever started the server."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from tests import postgres

REPOSITORY = Path(__file__).parent.parent
SECONDS = 30


async def tables(url: str) -> set[str]:
    """The names of the tables of a database."""
    engine = create_async_engine(url, poolclass=NullPool)
    source = "sqlite_master WHERE type = 'table'" if url.startswith("sqlite") else "pg_class WHERE relkind = 'r'"
    column = "name" if url.startswith("sqlite") else "relname"
    async with engine.connect() as connection:
        return set((await connection.scalars(text(f"SELECT {column} FROM {source}"))).all())


async def add_a_table(url: str) -> None:
    """Leave a trace in a database."""
    engine = create_async_engine(url, poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE left_behind (id INTEGER)"))


@pytest.mark.parametrize("turn", ["first", "second"])
async def test_each_test_has_a_migrated_database_of_its_own(database_url: str, turn: str) -> None:
    found = await tables(database_url)
    assert "alembic_version" in found
    assert "left_behind" not in found
    await add_a_table(database_url)
    assert "left_behind" in await tables(database_url)


async def test_an_empty_database_has_no_table_of_ours(empty_database_url: str) -> None:
    assert "alembic_version" not in await tables(empty_database_url)


async def test_the_databases_owner_is_no_superuser(postgresql_url: str) -> None:
    connection = await asyncpg.connect(postgresql_url.replace("+asyncpg", ""))
    superuser = await connection.fetchval("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    await connection.close()
    assert superuser is False


async def test_nobody_enters_without_the_password(postgresql_url: str) -> None:
    user, address = postgresql_url.replace("+asyncpg", "").split("@")
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(f"{user}x@{address}")


HOLDER = """
import sys
from tests import postgres
with postgres.running() as server:
    print(server.port, flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGINT])
def test_the_server_ends_with_its_process(ending: signal.Signals) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
    )
    with holder:
        assert holder.stdout
        port = int(holder.stdout.readline())
        assert listens(port)
        holder.send_signal(ending)
    deadline = time.monotonic() + SECONDS
    while listens(port):
        assert time.monotonic() < deadline, "the server outlived its process"
        time.sleep(0.02)


def listens(port: int) -> bool:
    """Whether anything accepts connections on this port."""
    with socket.socket() as caller:
        return caller.connect_ex((postgres.HOST, port)) == 0
