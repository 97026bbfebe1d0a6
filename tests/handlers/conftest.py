"""The bot in one process, talking with the simulator over HTTP; once on each engine."""

from collections.abc import AsyncIterator

import pytest

from bot.delivery import progress
from tests.handlers.bench import Bench, bench


@pytest.fixture(autouse=True)
def lines_that_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """An announcement's line is brought up to date sooner than people could bear: most of these tests wait for it."""
    monkeypatch.setattr(progress, "EVERY", 0.2)


@pytest.fixture
async def bot_and_sim(database_url: str) -> AsyncIterator[Bench]:
    """A running bot; its people are on its phones: `awa = await bot_and_sim.verified("Awa")`."""
    async with bench(database_url) as running:
        yield running


@pytest.fixture
async def bot_on_sqlite(sqlite_url: str) -> AsyncIterator[Bench]:
    """The same on SQLite alone, for long tests in which the engine makes no difference."""
    async with bench(sqlite_url) as running:
        yield running
