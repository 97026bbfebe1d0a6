"""The scene of each test, once on each engine."""

from collections.abc import AsyncIterator

import pytest

from db.engine import Database
from tests.training.announcements.scene import Scene, make_scene


@pytest.fixture
async def stage(database_url: str) -> AsyncIterator[Scene]:
    database = Database(database_url)
    yield await make_scene(database)
    await database.close()
