"""What the scheduler says of a tick that is still at work stays out of the logs; what goes wrong does not."""

import asyncio
import logging
from collections.abc import Iterator

import pytest
import structlog
from apscheduler.events import EVENT_JOB_MAX_INSTANCES
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot import logs

SCHEDULER = logging.getLogger("apscheduler.scheduler")


class Kept(logging.Handler):
    """Keeps what the scheduler's logger lets through."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[Kept]:
    """Logging as the bot sets it up, and as it was before at the end."""
    before = structlog.get_config()
    for logger in (logging.root, SCHEDULER):
        monkeypatch.setattr(logger, "handlers", [])
        monkeypatch.setattr(logger, "filters", [])
    levels = {name: logging.getLogger(name).level for name in ("root", *logs.QUIET)}
    logs.configure("INFO")
    handler = Kept()
    SCHEDULER.addHandler(handler)
    yield handler
    structlog.configure(**before)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


async def a_tick_that_is_still_at_work() -> None:
    """A real scheduler wants to start a second instance of a job, and may not."""
    refused, done = asyncio.Event(), asyncio.Event()
    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.add_job(done.wait, "interval", seconds=0.01, misfire_grace_time=None, coalesce=True, max_instances=1)
    scheduler.add_listener(lambda _: refused.set(), EVENT_JOB_MAX_INSTANCES)
    scheduler.start()
    async with asyncio.timeout(30):
        await refused.wait()
    scheduler.shutdown(wait=False)
    done.set()


async def test_a_tick_that_was_not_started_twice_is_no_news(kept: Kept) -> None:
    await a_tick_that_is_still_at_work()
    SCHEDULER.warning("Something else went wrong")
    assert kept.lines == ["Something else went wrong"]


async def test_without_the_filter_it_would_be_said(kept: Kept) -> None:
    """The control."""
    SCHEDULER.removeFilter(logs.NOT_BUSY)
    await a_tick_that_is_still_at_work()
    assert any("maximum number of running instances" in line for line in kept.lines)
