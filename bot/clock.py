"""Programme time: what decides that something is due. The system's own, unless a control clock is followed."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import aiohttp
import structlog

log = structlog.get_logger(__name__)

FOLLOW_EVERY = 0.2
"""Seconds between two looks at the clock that is followed."""


ANSWER_WITHIN = aiohttp.ClientTimeout(total=5)  # seconds


def machine_now() -> datetime:
    """The machine's own time, in UTC: for leases and backoff only."""
    return datetime.now(UTC)  # noqa: TID251  the one place that reads the system's clock


def client() -> aiohttp.ClientSession:
    """What reads a followed clock; for `async with`."""
    return aiohttp.ClientSession(timeout=ANSWER_WITHIN)


class Clock:
    """Programme time, in UTC, as an offset from the machine's."""

    def __init__(self, machine: Callable[[], datetime] = machine_now) -> None:
        self._machine = machine
        self._offset = timedelta()

    def now(self) -> datetime:
        return self._machine() + self._offset

    def set(self, at: datetime) -> None:
        """Make programme time `at` (with a zone) from now on."""
        self._offset = at - self._machine()

    async def follow(self, url: str) -> None:
        """Follow `GET url` -> {"offset": seconds} for ever; an unreachable clock leaves time as it was."""
        async with client() as session:
            while True:
                await self.look(session, url)
                await asyncio.sleep(FOLLOW_EVERY)

    async def look_at(self, url: str) -> None:
        """Read the clock to follow once, before anything is done by it."""
        async with client() as session:
            await self.look(session, url)

    async def look(self, session: aiohttp.ClientSession, url: str) -> None:
        """Read the followed clock once."""
        try:
            async with session.get(url) as answer:
                self._offset = timedelta(seconds=float(json.loads(await answer.read())["offset"]))
        except (aiohttp.ClientError, OSError, ValueError, KeyError, TypeError) as error:
            log.warning("clock_unreachable", error=type(error).__name__)
