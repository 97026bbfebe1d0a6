"""What a close deleted leaves the files, whoever reads meanwhile and however often the bot is killed."""

import sqlite3
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.clock import Clock
from bot.scheduler import SCRUB_AGAIN, Ticks
from db import scrubbing
from db.engine import Database
from db.models import Evaluation
from tests.delivery.stage import Stage
from tests.training.answering import Room, room
from tests.training.test_anonymity import answers_of, comment_of
from training import evaluation, timing

PEOPLE = 4


class Machine:
    """The machine's clock, in seconds."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


async def answered(database: Database) -> Room:
    """Four people answered: few enough for the close to delete everything."""
    here = await room(database, PEOPLE)
    for n, person in enumerate(here.people):
        await here.sends(person, answers_of(n), comment_of(n))
    return here


async def closed(database: Database) -> Room:
    """The close is committed, and the process killed before it scrubbed."""
    here = await answered(database)
    async with database.transaction() as db:
        await evaluation.close(db, here.evaluation_id, now=timing.closing(here.session, "hot"))
    return here


def ticks(here: Room, machine: Machine | None = None) -> Ticks:
    """The ticks of a process, when the evaluation's time is over."""
    house = Stage(here.database).house
    house.clock = Clock(lambda: timing.closing(here.session, "hot"))
    return Ticks(house, machine or Machine())


async def scrubbed(here: Room) -> bool:
    async with here.database.transaction() as db:
        return (await db.get_one(Evaluation, here.evaluation_id)).scrubbed


def traces(here: Room) -> list[str]:
    """What must not be found any more."""
    return [comment_of(0), here.draft_key(0)]


def found(database: Database, wanted: Sequence[str]) -> list[str]:
    """Which traces the files of an SQLite database hold."""
    file = Path(database.url.database or "")
    content = b"".join(each.read_bytes() for each in sorted(file.parent.glob(f"{file.name}*")))
    return [trace for trace in wanted if trace.encode() in content]


async def bytes_kept(database: Database) -> int:
    """The size of PostgreSQL's tables of drafts and comments."""
    sizes = text("SELECT pg_relation_size('evaluation_draft') + pg_relation_size('evaluation_comment')")
    async with database.transaction() as db:
        return await db.scalar(sizes) or 0


@pytest.fixture
async def lite(sqlite_url: str) -> AsyncIterator[Database]:
    database = Database(sqlite_url)
    yield database
    await database.close()


@pytest.fixture
async def postgres(postgresql_url: str) -> AsyncIterator[Database]:
    database = Database(postgresql_url)
    yield database
    await database.close()


async def test_what_was_deleted_leaves_the_files_of_sqlite(lite: Database) -> None:
    here = await closed(lite)
    assert found(lite, traces(here)) == traces(here), "the control: the WAL still holds them"
    assert await lite.scrub()
    assert found(lite, traces(here)) == []


async def test_what_was_deleted_leaves_the_tables_of_postgresql(postgres: Database) -> None:
    await closed(postgres)
    assert await bytes_kept(postgres) > 0, "the control: dead rows keep their content until then"
    assert await postgres.scrub()
    assert await bytes_kept(postgres) == 0


async def test_a_tick_closes_and_scrubs(database: Database) -> None:
    here = await answered(database)
    await ticks(here).due()
    assert await scrubbed(here)
    assert not database.is_sqlite or found(database, traces(here)) == []


async def test_a_kill_between_the_close_and_the_scrubbing_is_made_good(database: Database) -> None:
    here = await closed(database)
    assert not await scrubbed(here)
    await ticks(here).due()
    assert await scrubbed(here)
    assert not database.is_sqlite or found(database, traces(here)) == []
    assert database.is_sqlite or await bytes_kept(database) == 0


async def test_while_a_reader_keeps_the_wal_of_sqlite_it_is_tried_again(lite: Database) -> None:
    """A command or a backup reads the file: the checkpoint says that it could not finish, and is not believed."""
    here, machine = await answered(lite), Machine()
    reader = sqlite3.connect(lite.url.database or "", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM person").fetchone()
    process = ticks(here, machine)
    await process.due()
    assert not await scrubbed(here)
    assert found(lite, traces(here)) == traces(here), "the control: the WAL still holds them"
    reader.close()
    await process.due()
    assert not await scrubbed(here), "not before a minute has passed"
    machine.seconds += SCRUB_AGAIN
    await process.due()
    assert await scrubbed(here)
    assert found(lite, traces(here)) == []


async def test_sqlite_waits_for_locks_again_afterwards(lite: Database) -> None:
    assert await lite.scrub()
    async with lite.transaction() as db:
        assert await db.scalar(text("PRAGMA busy_timeout")) == scrubbing.BUSY_TIMEOUT_MS


async def test_while_an_old_snapshot_keeps_dead_rows_postgresql_is_not_scrubbed(
    postgres: Database, postgresql_url: str
) -> None:
    here, other = await answered(postgres), Database(postgresql_url)
    async with other.transaction() as reading:
        await reading.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        await reading.execute(text("SELECT count(*) FROM person"))
        await ticks(here).due()
        assert not await scrubbed(here)
        assert await bytes_kept(postgres) > 0, "the control: VACUUM (FULL) kept them for the reader, and raised nothing"
    await ticks(here).due()
    assert await scrubbed(here)
    assert await bytes_kept(postgres) == 0
    await other.close()


async def test_a_table_in_use_is_not_waited_for(postgres: Database, postgresql_url: str) -> None:
    """A backup holds every table until it ends: whoever waits for it makes everybody else wait behind."""
    other = Database(postgresql_url)
    async with other.transaction() as reading:
        await reading.execute(text("SELECT count(*) FROM evaluation_comment"))
        assert not await postgres.scrub()
    assert await postgres.scrub()
    async with postgres.transaction() as db:
        assert await db.scalar(text("SHOW lock_timeout")) == "0"
    await other.close()


async def _sampled(database: Database) -> list[str]:
    """Which traces of comments and drafts that the close deleted PostgreSQL's statistics keep."""
    here = await answered(database)
    async with database.transaction() as db:
        await db.execute(text("ANALYZE"))  # as autovacuum does by itself
    await here.closes()
    kept = "SELECT coalesce(string_agg(concat(histogram_bounds, most_common_vals), ' '), '') FROM pg_stats"
    async with database.transaction() as db:
        samples = str(await db.scalar(text(f"{kept} WHERE tablename LIKE 'evaluation%'")))
    return [trace for trace in traces(here) if trace in samples]


async def test_what_was_deleted_is_not_in_the_samples_of_postgresql(postgres: Database) -> None:
    assert await _sampled(postgres) == []


async def test_with_samples_the_comments_would_be_there(postgres: Database) -> None:
    """The control: `VACUUM (FULL)` leaves the statistics of the column as they were."""
    async with postgres.transaction() as db:
        await db.execute(text("ALTER TABLE evaluation_comment ALTER COLUMN text SET STATISTICS 100"))
        await db.execute(text("ALTER TABLE evaluation_draft ALTER COLUMN key SET STATISTICS 100"))
    assert len(await _sampled(postgres)) == 2
