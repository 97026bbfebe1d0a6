"""Migrations go up, down, and end where the models are, on both engines."""

from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from db import migrate
from db.models import Base


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
