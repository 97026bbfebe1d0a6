"""Two processes of one bot by long polling, without a webhook: one polls, and the other when that one is dead."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.receiving import lease
from bot.receiving.arrival import Doorway
from bot.receiving.poller import poll
from db.engine import Database
from simulator.serve import Running
from tests.delivery.stage import library
from tests.phones import PATIENCE, Phone
from tests.stories.processes import Processes


@pytest.fixture
async def telegram() -> AsyncIterator[Running]:
    async with Running() as running:
        yield running


class Poller(Processes):
    """`python -m bot run` without a webhook, whatever the database."""

    def __init__(self, simulator: Running, database_url: str, log: Path) -> None:
        super().__init__(simulator, database_url, log)
        self.commands = ["run"]
        del self.environment["PUBLIC_URL"]

    async def says(self, words: str) -> None:
        """Wait until the log holds these words."""
        async with asyncio.timeout(PATIENCE):
            while not self.has_said(words):  # noqa: ASYNC110  another process writes it
                await asyncio.sleep(0.05)

    def has_said(self, words: str) -> bool:
        return words in self.log.read_text()


POLLS = "role=poller"


def conflicts(telegram: Running) -> int:
    """How often two polled at once: Telegram ends the poll that was first."""
    return sum(call["status"] == 409 for call in telegram.world.calls.since(0))


def test_a_dead_poller_is_missed_for_ten_seconds_at_most() -> None:
    assert lease.LIFE + lease.RENEW <= 10
    assert lease.RENEW + lease.HOLD_WITHIN < lease.LIFE, "a living one that cannot renew stops before it is replaced"


async def test_the_second_waits_and_takes_over_when_the_first_is_killed(
    telegram: Running, postgresql_url: str, tmp_path: Path
) -> None:
    first, second = (Poller(telegram, postgresql_url, tmp_path / f"{name}.log") for name in ("first", "second"))
    await first.run("migrate")
    try:
        await first.start()
        await first.says(POLLS)
        await second.start()
        await second.says("started")
        awa = await Phone.new(telegram.world, "Awa")
        await awa.types("/start")
        await awa.sees("Bonjour")
        assert not second.has_said(POLLS), "it waits"
        await first.kill()
        await awa.types("/start")
        await awa.sees("Bonjour")
        assert second.has_said(POLLS)
        await second.run("audit")
    finally:
        await first.kill()
        await second.kill()
    assert conflicts(telegram) == 0


async def test_without_the_lease_two_poll_at_once(telegram: Running, database_url: str) -> None:
    """The negative control: each ends the other's poll."""
    database = Database(database_url)
    doorway = Doorway(database, lambda rows: None)
    async with library(telegram.url, telegram.world.token) as one, library(telegram.url, telegram.world.token) as two:
        polling = [asyncio.ensure_future(poll(bot, doorway)) for bot in (one, two)]
        async with asyncio.timeout(PATIENCE):
            while not conflicts(telegram):  # noqa: ASYNC110  seen from outside
                await asyncio.sleep(0.05)
        for task in polling:
            task.cancel()
        await asyncio.gather(*polling, return_exceptions=True)
    await database.close()
