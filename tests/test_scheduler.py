"""A process that stops in the middle of a tick has nothing to report."""

import asyncio
import logging

import pytest
from structlog.testing import capture_logs

from bot import scheduler
from bot.scheduler import Ticks
from db.engine import Database
from tests.delivery.stage import Stage


@pytest.mark.parametrize("quiet", [True, False], ids=["quiet", "negative control"])
async def test_a_tick_that_is_stopped_is_no_failure(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, quiet: bool
) -> None:
    begun = asyncio.Event()

    async def due() -> None:
        begun.set()
        await asyncio.sleep(60)

    async def bare(tick: scheduler.Tick) -> None:
        await tick()

    if not quiet:
        monkeypatch.setattr(scheduler, "_until_stopped", bare)
    monkeypatch.setattr(scheduler, "TICK_SECONDS", 0.01)
    database = Database(sqlite_url)
    ticks = Ticks(Stage(database).house)
    monkeypatch.setattr(ticks, "due", due)
    with capture_logs(), caplog.at_level(logging.ERROR, "apscheduler"):
        running = ticks.start()
        await asyncio.wait_for(begun.wait(), 10)
        running.shutdown(wait=False)
        await asyncio.sleep(0.05)
    await database.close()
    assert bool(caplog.records) is not quiet
