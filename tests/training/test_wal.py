"""What PostgreSQL's write-ahead log keeps of what a close deleted, read from the server's own folder."""

import contextlib
from collections.abc import Sequence
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text

from bot.scheduler import Ticks
from db import scrubbing
from db.engine import Database
from db.models import Evaluation
from tests import databases
from tests.training.test_scrubbing import closed, ticks, traces


def holding(folder: Path, wanted: Sequence[str]) -> set[str]:
    """In which parts of a folder some of these are found."""
    found = set()
    for file in (each for each in folder.rglob("*") if each.is_file()):
        with contextlib.suppress(FileNotFoundError):  # the server removes some meanwhile
            content = file.read_bytes()
            found |= {file.relative_to(folder).parts[0] for trace in wanted if trace.encode() in content}
    return found


class Disk:
    """The server's files, as somebody who has them reads them."""

    def __init__(self, administration: str) -> None:
        self._administration = administration

    async def checkpoint(self) -> str:
        """What a server does by itself every few minutes; gives its folder."""
        connection = await asyncpg.connect(self._administration)
        await connection.execute("CHECKPOINT")
        folder = str(await connection.fetchval("SHOW data_directory"))
        await connection.close()
        return folder

    async def holding(self, wanted: Sequence[str]) -> set[str]:
        """In which parts of the server's folder some of these are found, after a checkpoint."""
        return holding(Path(await self.checkpoint()), wanted)

    async def after_turns(self, process: Ticks, wanted: Sequence[str]) -> set[str]:
        """As `holding`, when all the hours have passed in which the log is pushed on."""
        for _ in range(scrubbing.WAL_TURNS):
            await process.forget()
            await self.checkpoint()
        return await self.holding(wanted)


TURN = 16 * 1024 * 1024
"""Bytes."""


async def grown(database: Database, process: Ticks) -> int:
    """How many bytes longer the log is after an hourly tick."""
    position = text("SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint")
    async with database.transaction() as db:
        before = await db.scalar(position) or 0
    await process.forget()
    async with database.transaction() as db:
        return (await db.scalar(position) or 0) - before


@pytest.fixture
def disk(postgresql_engine: databases.PostgreSQL) -> Disk:
    return Disk(postgresql_engine.administration)


async def test_the_log_of_postgresql_holds_nothing_any_more_after_its_turns(postgresql_url: str, disk: Disk) -> None:
    database = Database(postgresql_url)
    here = await closed(database)
    process = ticks(here)
    assert await disk.holding(traces(here)) == {"base", "pg_wal"}, "the control: tables and log hold them"
    await process.due()
    assert await disk.holding(traces(here)) == {"pg_wal"}, "scrubbed, a checkpoint alone leaves the log as it is"
    assert await disk.after_turns(process, traces(here)) == set()
    async with database.transaction() as db:
        assert (await db.get_one(Evaluation, here.evaluation_id)).wal_turns == scrubbing.WAL_TURNS
    await database.close()


async def test_without_the_filler_the_log_still_links(
    postgresql_url: str, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: as many hours and checkpoints on a quiet server."""
    monkeypatch.setattr(scrubbing, "FILLER", "SELECT 1")
    database = Database(postgresql_url)
    here = await closed(database)
    process = ticks(here)
    await process.due()
    assert await disk.after_turns(process, traces(here)) == {"pg_wal"}
    await database.close()


async def test_the_log_is_left_alone_without_a_reason_and_afterwards(postgresql_url: str) -> None:
    """Only while an evaluation was scrubbed of late: a turn costs 16 MiB, of the archive too."""
    database = Database(postgresql_url)
    here = await closed(database)
    process = ticks(here)
    assert await grown(database, process) < TURN, "it is closed, and not scrubbed yet"
    await process.due()
    assert await grown(database, process) >= TURN
    async with database.transaction() as db:
        (await db.get_one(Evaluation, here.evaluation_id)).wal_turns = scrubbing.WAL_TURNS
    assert await grown(database, process) < TURN
    await database.close()
