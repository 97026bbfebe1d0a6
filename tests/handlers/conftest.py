"""The bot in one process, talking with the simulator over HTTP; once on each engine."""

from collections.abc import AsyncIterator

import pytest

from bot.delivery import progress
from db.queries import in_hand
from tests.handlers.bench import Bench, bench


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """An announcement's line is edited, and a chat written to, sooner than people could bear: these tests wait for it.

    (How long chats rest is a matter of tests/delivery.)
    """
    monkeypatch.setattr(progress, "EVERY", 0.1)
    monkeypatch.setattr(in_hand, "CHAT_RESTS", 0.05)


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
