"""A simulator served over HTTP for each test, with the real library and a plain client in front of it."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import httpx
import pytest
from telegram import Bot

from simulator.clock import system_time
from simulator.serve import Running
from simulator.world import World
from tests.simulator.driving import Driver


class Machine:
    """Machine time that a test can push forward, to see what expires without waiting for it."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return system_time() + self.ahead

    def pass_by(self, **duration: float) -> None:
        """Let time pass."""
        self.ahead += timedelta(**duration)


@pytest.fixture
def machine() -> Machine:
    """The machine's clock."""
    return Machine()


@pytest.fixture
async def simulator(machine: Machine) -> AsyncIterator[Running]:
    """A fresh simulator on loopback."""
    async with Running(World(machine=machine)) as running:
        yield running


@pytest.fixture
def world(simulator: Running) -> World:
    """The world behind the simulator."""
    return simulator.world


@pytest.fixture
async def bot(simulator: Running) -> AsyncIterator[Bot]:
    """The real library, talking with the simulator."""
    token = simulator.world.token
    async with Bot(token, base_url=f"{simulator.url}/bot", base_file_url=f"{simulator.url}/file/bot") as library:
        yield library


@pytest.fixture
async def driver(simulator: Running) -> AsyncIterator[Driver]:
    """Plain HTTP: the control, and calls that the library would refuse to make."""
    async with httpx.AsyncClient(base_url=simulator.url, trust_env=False, timeout=30) as client:
        yield Driver(client, simulator.world.token)
