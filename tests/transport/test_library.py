"""The simulator's tests of the library, once more, on this transport and both loops."""

from collections.abc import AsyncIterator

import pytest
from telegram import Bot

from bot.transport import Transport
from simulator.serve import Running
from tests.simulator.conftest import driver, machine, simulator, world
from tests.simulator.test_library import *  # noqa: F403

__all__ = ["driver", "machine", "simulator", "world"]


@pytest.fixture
async def bot(simulator: Running) -> AsyncIterator[Bot]:
    """The real library on this transport, talking with the simulator."""
    base = f"{simulator.url}/bot"
    calls, polls = Transport(64), Transport(2)
    files = base.replace("/bot", "/file/bot")
    async with Bot(simulator.world.token, base, files, request=calls, get_updates_request=polls) as library:
        yield library
