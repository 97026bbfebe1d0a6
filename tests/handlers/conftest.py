"""The bot in one process, talking with the simulator over HTTP; once on each engine."""

from collections.abc import AsyncIterator

import pytest

from tests.handlers.bench import Bench, bench


@pytest.fixture
async def bot_and_sim(database_url: str) -> AsyncIterator[Bench]:
    """A running bot; its people are on its phones: `awa = await bot_and_sim.verified("Awa")`."""
    async with bench(database_url) as running:
        yield running
