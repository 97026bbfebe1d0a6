"""A fresh database for each test of the rules, on each engine."""

from collections.abc import AsyncIterator

import pytest

from db.engine import Database
from training import reference_lists


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A fresh migrated database: the test runs once on each engine."""
    database = Database(database_url)
    yield database
    await database.close()


@pytest.fixture
async def ready(database: Database) -> Database:
    """A database whose lists are filled, as the import of a programme needs."""
    async with database.transaction() as db:
        await reference_lists.seed(db)
    return database
