"""Migrations go up, down, and end where the models are, on both engines."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import bindparam, text
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from db import migrate
from db.models import Base
from db.types import UtcDateTime


def differences(connection: Connection) -> Any:
    return compare_metadata(MigrationContext.configure(connection), Base.metadata)


async def compare(url: str) -> Any:
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        found = await connection.run_sync(differences)
    await engine.dispose()
    return found


def test_up_down_and_up_again(empty_database_url: str) -> None:
    migrate.upgrade(empty_database_url)
    migrate.downgrade(empty_database_url)
    migrate.upgrade(empty_database_url)


def test_the_newest_migration_is_named_by_its_revision() -> None:
    assert ScriptDirectory(str(migrate.MIGRATIONS)).get_current_head() == migrate.NEWEST


def test_a_file_that_is_up_to_date_is_left_alone_and_an_older_one_is_not(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(command, "upgrade", lambda _config, revision: asked.append(revision))
    migrate.upgrade(sqlite_url)
    assert asked == []
    migrate.downgrade(sqlite_url, "-1")
    migrate.upgrade(sqlite_url)
    assert asked == ["head"]


async def test_the_migrations_make_the_models(database_url: str) -> None:
    assert await compare(database_url) == []


async def test_a_missing_migration_would_be_seen(database_url: str) -> None:
    """Negative control: a table that no model knows is a difference."""
    engine = create_async_engine(database_url)
    async with engine.begin() as connection:
        await connection.exec_driver_sql("CREATE TABLE stray (id INTEGER)")
    await engine.dispose()
    assert await compare(database_url)


async def test_postgresql_samples_nothing_of_what_is_deleted_for_good(postgresql_url: str) -> None:
    untouched = "SELECT attrelid::regclass || '.' || attname FROM pg_attribute WHERE attstattarget = 0"
    engine = create_async_engine(postgresql_url)
    async with engine.connect() as connection:
        columns = set((await connection.exec_driver_sql(untouched)).scalars())
    await engine.dispose()
    assert columns == {
        "dialog.answers",
        "evaluation_comment.text",
        "evaluation_draft.answers",
        "evaluation_draft.key",
        "inbox_update.payload",
        "upload.content",
    }


ROWS = (
    "INSERT INTO person (id, standing, language, reachable, created_at) VALUES (1, 'verified', 'fr', true, :at)",
    "INSERT INTO area (id, number, title, short_label) VALUES (1, 1, 'Domaine', 'Domaine')",
    "INSERT INTO training_session (id, code, area_id, title, short_title, publics, venue, town, zone, first_day,"
    " last_day, opens, closes, starts_at, ends_at, capacity, quotas, language, trainers, objectives, state, version)"
    " VALUES (1, '1.01', 1, 'Essai', 'Essai', '[]', 'Salle', 'Dakar', 'Africa/Dakar', '2026-11-04', '2026-11-04',"
    " '09:00:00.000000', '16:30:00.000000', :at, :at, 25, '{}', 'fr', '', '', 'open', 1)",
    "INSERT INTO registration (id, session_id, person_id, seat, intention, place_in_line, registered_at, changed_at)"
    " VALUES (1, 1, 1, 'seated', 'unknown', 1, :at, :at)",
    "INSERT INTO announcement (id, author_id, session_id, content, text, links, audience, urgent, protected, neutral,"
    " asks_acknowledgement, reaches_latecomers, state, recipients, created_at)"
    " VALUES (7, 1, 1, 'text', 'Bonjour', '[]', '{}', false, false, false, true, false, 'out', 1, :at)",
    "INSERT INTO dispatch (id, announcement_id, kind, state, started_at, doubts_closed)"
    " VALUES (1, 7, 'sending', 'done', :at, false)",
    "INSERT INTO acknowledgement (announcement_id, person_id, at) VALUES (7, 1, :at)",
)
KEPT = ("person", "training_session", "registration", "announcement", "dispatch", "acknowledgement")


async def in_it(url: str, work: Callable[[AsyncConnection], Awaitable[None]]) -> None:
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await work(connection)
    await engine.dispose()


def test_what_is_there_stays_there_on_the_way_up_and_down(empty_database_url: str) -> None:
    """From the version before announcements had one, with a row in every table that was changed since."""
    migrate.upgrade(empty_database_url)
    migrate.downgrade(empty_database_url, "0007")
    at = datetime(2026, 10, 5, 9, tzinfo=UTC)

    async def fill(connection: AsyncConnection) -> None:
        typed = bindparam("at", type_=UtcDateTime())
        for row in ROWS:
            with_time = text(row).bindparams(typed) if ":at" in row else text(row)
            await connection.execute(with_time, {"at": at} if ":at" in row else {})

    async def look(connection: AsyncConnection) -> None:
        for table in KEPT:
            assert (await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar() == 1, table

    async def look_closer(connection: AsyncConnection) -> None:
        await look(connection)
        read = await connection.execute(
            text("SELECT version FROM acknowledgement UNION SELECT version FROM announcement")
        )
        assert list(read.scalars()) == [1], "what was read is what is there"
        session = await connection.execute(text("SELECT needs_approval, quota_mode FROM training_session"))
        needs, mode = session.one()
        assert (bool(needs), mode) == (False, "warn")

    asyncio.run(in_it(empty_database_url, fill))
    migrate.upgrade(empty_database_url)
    asyncio.run(in_it(empty_database_url, look_closer))
    migrate.downgrade(empty_database_url, "0007")
    asyncio.run(in_it(empty_database_url, look))
