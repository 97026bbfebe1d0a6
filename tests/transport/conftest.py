"""Every test of the transport runs on both loops: they differ in what a broken connection says, and when."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping

import pytest
import uvloop

from bot.transport import Transport
from tests.wire import Wire, ok


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """The standard loop, and the one of production."""
    return {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    """A server that answers `true` unless a test gives it other answers."""
    async with Wire([ok()]) as wire:
        yield wire


@pytest.fixture
async def transport() -> AsyncIterator[Transport]:
    """A transport with short patience and the usual pool."""
    async with Transport(8, read_timeout=2, write_timeout=2, connect_timeout=2) as transport:
        yield transport
