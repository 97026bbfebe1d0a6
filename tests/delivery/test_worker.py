"""A worker between a real database and the pretend Telegram: what was owed arrives, once."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest
from markupsafe import Markup
from sqlalchemy import literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.testing import capture_logs
from telegram import Bot

from bot.delivery.pace import Grant, LocalPace
from bot.delivery.render import Renderers
from bot.delivery.worker import Worker
from bot.language import Words
from bot.views.page import Page
from db.models import OutboxState, Person
from db.queries.outbox import Claimed
from simulator.world import World
from tests.delivery.stage import Stage, accepted, scripted, texts, with_phone
from tests.factories import NOW
from tests.wire import Call


async def test_what_is_owed_arrives_once(stage: Stage, world: World, bot: Bot) -> None:
    person = await with_phone(stage, world)
    await stage.owe(person, "a")
    assert await stage.deliver(bot) == 1
    assert await stage.deliver(bot) == 0
    row = await stage.row()
    assert texts(world, person) == ["Message a"]
    assert person.telegram_id is not None
    assert (row.state, row.message_id) == (OutboxState.SENT, max(world.people[person.telegram_id].messages))


class Behind:
    """A pace whose first grant began a while ago, and that takes its time to be told of lateness."""

    step = 0.001

    def __init__(self) -> None:
        self.began = 0.0
        self.told = 0.0

    async def take(self, most: int) -> Grant:
        self.began = time.monotonic() - 0.02
        return Grant(most, self.began)

    async def reserve(self) -> float:
        raise AssertionError("nothing is answered here")

    async def late(self, seconds: float) -> None:
        self.told += seconds
        await asyncio.sleep(0.01)


async def test_what_leaves_late_together_is_told_once(stage: Stage, world: World, bot: Bot) -> None:
    """The slots that follow move by the time that was lost, not by that of each message before them."""
    for number in range(20):
        await stage.owe(await with_phone(stage, world), f"{number}")
    pace = Behind()
    assert await stage.deliver(bot, pace=pace) == 20
    assert 0.019 <= pace.told <= time.monotonic() - pace.began


async def test_what_is_too_late_is_never_sent(stage: Stage, world: World, bot: Bot) -> None:
    person = await with_phone(stage, world)
    await stage.owe(person, "a", due_at=NOW - timedelta(days=2), expires_at=NOW - timedelta(days=1))
    await stage.owe(person, "b")
    await stage.deliver(bot)
    await stage.deliver(bot)
    assert await stage.states() == {"a": OutboxState.EXPIRED, "b": OutboxState.SENT}
    assert texts(world, person) == ["Message b"]


async def test_a_renderers_bug_fails_its_message_only(stage: Stage, world: World, bot: Bot) -> None:
    people = [await with_phone(stage, world) for _ in range(2)]
    await stage.owe(people[0], "poison")
    await stage.owe(people[1], "fine")
    renderers: Renderers = {"verification_decided": poisoned}
    with capture_logs() as logs:
        await stage.deliver(bot, renderers=renderers)
    assert await stage.states() == {"poison": OutboxState.FAILED, "fine": OutboxState.SENT}
    assert [entry["event"] for entry in logs if entry["log_level"] == "error"] == ["notice_not_rendered"]


async def poisoned(db: AsyncSession, row: Claimed, person: Person, words: Words, now: datetime) -> Page | None:
    if row.key == "poison":
        await db.execute(select(Person.id).where(Person.id == literal_column("no_such_column")))
    return Page(Markup("Bonjour"))


@asynccontextmanager
async def running(worker: Worker) -> AsyncIterator[None]:
    task = asyncio.create_task(worker.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_worker_that_is_woken_looks_at_once(stage: Stage, world: World, bot: Bot) -> None:
    person = await with_phone(stage, world)
    worker = stage.worker(bot)
    async with running(worker):
        await stage.owe(person, "a")
        worker.wake()
        await world.wait_for(person.telegram_id or 0, text="Message a")


@pytest.mark.parametrize("turns", range(4))
async def test_a_stop_that_comes_right_after_a_wake_is_a_stop(stage: Stage, bot: Bot, turns: int) -> None:
    """So many turns of the event loop after it: the stop must not get lost with what was waited for."""
    worker = stage.worker(bot)
    task = asyncio.create_task(worker.run())
    await asyncio.sleep(0.15)
    worker.wake()
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    _, going_on = await asyncio.wait({task}, timeout=5)
    task.cancel()
    assert not going_on


async def test_a_worker_that_is_stopped_settles_what_is_on_its_way(stage: Stage) -> None:
    await stage.owe(await stage.person(), "a")
    await stage.owe(await stage.person(), "b")
    gate = asyncio.Event()

    async def slow(call: Call) -> None:
        gate.set()
        await asyncio.sleep(0.2)
        await call.write(accepted())

    async with scripted(slow) as bot, running(stage.worker(bot, pace=LocalPace(per_second=8))):
        await asyncio.wait_for(gate.wait(), 10)
    rows = await stage.rows()
    assert (rows["a"].state, rows["a"].message_id) == (OutboxState.SENT, 41)
    assert (rows["b"].state, rows["b"].claimed_by) in [(OutboxState.PENDING, None), (OutboxState.SENT, None)]


async def test_two_workers_send_everything_once(stage: Stage, world: World, bot: Bot) -> None:
    await world.set_rates(overall_per_second=None)
    people = [await with_phone(stage, world) for _ in range(40)]
    for person in people:
        await stage.owe(person, f"{person.id}")
    one, two = stage.worker(bot), stage.worker(bot)
    while await one.deliver() + await two.deliver():
        await asyncio.gather(one.settled(), two.settled())
    assert [texts(world, person) for person in people] == [[f"Message {person.id}"] for person in people]
