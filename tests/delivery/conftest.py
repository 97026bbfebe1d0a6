"""A stage on each engine, and the simulator with the real library in front of it."""

from collections.abc import AsyncIterator

import pytest
from telegram import Bot

from db.engine import Database
from simulator.serve import Running
from simulator.world import World
from tests.delivery.stage import Stage, library


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await database.close()


@pytest.fixture
async def stage(database: Database) -> Stage:
    return Stage(database)


@pytest.fixture
async def simulator() -> AsyncIterator[Running]:
    async with Running() as running:
        yield running


@pytest.fixture
def world(simulator: Running) -> World:
    return simulator.world


@pytest.fixture
async def bot(simulator: Running) -> AsyncIterator[Bot]:
    """The real library, talking with the simulator."""
    async with library(simulator.url, simulator.world.token) as bot:
        yield bot
