"""Twenty kills without warning in an announcement to 2,000 people: nobody is forgotten, and nobody hears it twice."""

import asyncio
import multiprocessing
import random
from collections import Counter
from multiprocessing.process import BaseProcess

from sqlalchemy import select

from benchmarks import owed
from db.engine import Database
from db.models import OutboxMessage, OutboxState, Person
from db.queries.dispatches import UNSETTLED
from simulator.serve import Running
from simulator.world import World
from tests.delivery.victim import POINTS, TOGETHER, Fate, live

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.delivery.victim"])
KILLS = 20


class Massacre:
    """Workers that die, and others that take their place, until so many are dead; the last ones live."""

    def __init__(self, simulator: Running, url: str, *, marks: bool = True) -> None:
        self.api, self.token, self.url, self.marks = simulator.url, simulator.world.token, url, marks
        self.died = Counter[str]()
        self._chance = random.Random(9)
        self._living: list[BaseProcess] = []

    async def run(self, deaths: list[str]) -> None:
        """Each of `deaths` is the point at which one dies; PostgreSQL has three workers at a time."""
        at_once = 3 if self.url.startswith("postgresql") else 1
        left = list(deaths)
        while left or any(process.exitcode is not None for process in self._living):
            self._living = [process for process in self._living if process.exitcode is None]
            while left and len(self._living) < at_once:
                self._start(left.pop())
            await asyncio.sleep(0.01)
            if not left and all(process.exitcode is not None for process in self._living):
                break
        self._living = [self._begin(Fate(self.api, self.token, self.url, marks=self.marks))]

    def _start(self, point: str) -> None:
        after = self._chance.randint(2, 9) if point in ("claimed", "before HTTP") else self._chance.randint(1, 2)
        fate = Fate(self.api, self.token, self.url, point, after, self.marks)
        self._living.append(self._begin(fate))
        self.died[point] += 1

    def _begin(self, fate: Fate) -> BaseProcess:
        process = PROCESSES.Process(target=live, args=(fate,), daemon=True)
        process.start()
        return process

    def end(self) -> None:
        for process in self._living:
            process.kill()
            process.join()


async def announce(world: World, url: str, people: int) -> None:
    """So many people with a phone are owed an announcement; Telegram is as fast as this machine."""
    await world.set_rates(overall_per_second=None, chat_per_second=None)
    await owed.owe(url, people)
    for number in range(1, people + 1):
        await world.add_person("Awa", id=owed.FIRST + number)
        await world.start(owed.FIRST + number)


async def settled(url: str) -> dict[int, OutboxState]:
    """What became of each person's message, by their phone, once nothing is under way."""
    database = Database(url)
    wanted = select(Person.telegram_id, OutboxMessage.state).join(OutboxMessage, OutboxMessage.person_id == Person.id)
    try:
        async with asyncio.timeout(120):
            while True:
                async with database.transaction() as db:
                    found = {phone or 0: state for phone, state in await db.execute(wanted)}
                if not any(state in UNSETTLED for state in found.values()):
                    return found
                await asyncio.sleep(0.5)
    finally:
        await database.close()


def heard(world: World, phone: int) -> int:
    return sum(message.from_bot for message in world.people[phone].messages.values())


async def test_twenty_kills(simulator: Running, world: World, database_url: str) -> None:
    await announce(world, database_url, 2000)
    massacre = Massacre(simulator, database_url)
    try:
        await massacre.run(list(POINTS) * (KILLS // len(POINTS)))
        states = await settled(database_url)
    finally:
        massacre.end()
    times = {phone: heard(world, phone) for phone in states}
    unheard = [phone for phone, n in times.items() if n == 0]
    assert massacre.died == dict.fromkeys(POINTS, KILLS // len(POINTS))
    assert len(states) == 2000 and set(states.values()) <= {OutboxState.SENT, OutboxState.UNCERTAIN}
    assert max(times.values()) == 1, "nobody hears it twice"
    assert all(states[phone] is OutboxState.UNCERTAIN for phone in unheard), "what never arrived is not called sent"
    assert 0 < len(unheard) <= TOGETHER * KILLS


async def test_without_the_mark_before_the_call_kills_repeat_messages(
    simulator: Running, world: World, database_url: str
) -> None:
    """The negative control."""
    await announce(world, database_url, 200)
    massacre = Massacre(simulator, database_url, marks=False)
    try:
        await massacre.run(["before the commit"] * 2)
        states = await settled(database_url)
    finally:
        massacre.end()
    assert max(heard(world, phone) for phone in states) > 1
