"""Programme time: what decides that something is due. The system's own, unless a control clock is followed."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import structlog

log = structlog.get_logger(__name__)

FOLLOW_EVERY = 0.2
"""Seconds between two looks at the clock that is followed."""


def machine_now() -> datetime:
    """The machine's own time, in UTC: for leases and backoff only."""
    return datetime.now(UTC)  # noqa: TID251  the one place that reads the system's clock


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
        async with httpx.AsyncClient(timeout=5) as client:
            while True:
                await self.look(client, url)
                await asyncio.sleep(FOLLOW_EVERY)

    async def look(self, client: httpx.AsyncClient, url: str) -> None:
        """Read the followed clock once."""
        try:
            answer = await client.get(url)
            self._offset = timedelta(seconds=float(answer.json()["offset"]))
        except (httpx.HTTPError, ValueError, KeyError) as error:
            log.warning("clock_unreachable", error=type(error).__name__)
