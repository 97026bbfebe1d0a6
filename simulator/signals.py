"""Waking everybody who waits for a change."""

import asyncio


class Signal:
    """A doorbell: `ticket()` before looking, look, then wait on the ticket, so that no ring is missed in between."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ticket(self) -> asyncio.Event:
        """The event that the next `fire()` sets."""
        return self._event

    def fire(self) -> None:
        """Wake everybody who holds a ticket."""
        self._event.set()
        self._event = asyncio.Event()


async def wait_at_most(event: asyncio.Event, seconds: float) -> bool:
    """Wait for the event during at most so many seconds; tell whether it came."""
    try:
        async with asyncio.timeout(max(seconds, 0)):
            await event.wait()
    except TimeoutError:
        return False
    return True
