"""A fresh database for each test of the rules, on each engine."""

from collections.abc import AsyncIterator

import pytest

from db.engine import Database


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A fresh migrated database: the test runs once on each engine."""
    database = Database(database_url)
    yield database
    await database.close()
