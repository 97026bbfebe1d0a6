"""A worker's hold on what it sends: short, renewed while it lives, let go of in time when it cannot be renewed."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Bot

from bot.delivery import holding
from bot.delivery.render import Ready
from bot.delivery.worker import Worker
from db.machine_time import machine_time
from db.models import OutboxMessage, OutboxState
from db.queries import in_hand
from db.queries.outbox import Claimed
from simulator.world import World
from tests.delivery.stage import Stage, with_phone
from tests.phones import Phone

LEASE = 3.0
"""Seconds: short, so that a call outlasts it, before the library itself gives up (5 s)."""


@asynccontextmanager
async def on_the_wire(stage: Stage, world: World, bot: Bot, seconds: float = 60) -> AsyncIterator[asyncio.Task[int]]:
    """A reminder of a slow Telegram: it is on the phone, the worker waits for the answer."""
    person = await with_phone(stage, world)
    await stage.owe_reminder(person, "a")
    await world.fault("sendMessage", "slow", seconds=seconds)
    sending = asyncio.create_task(stage.deliver(bot, lease=LEASE))
    await Phone(world, person.telegram_id or 0).sees("Message a")
    yield sending
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)


async def somebody_else_looks(stage: Stage, bot: Bot, seconds: float) -> int:
    """Another worker looks again and again; how many messages it claimed."""
    claimed = 0
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        claimed += await stage.deliver(bot, lease=LEASE)
        await stage.backoffs_run_out()
        await asyncio.sleep(0.05)
    return claimed


def stand_still(worker: Worker, ready: Ready) -> None:
    """Twice as long as a lease, since the message was marked."""
    worker._holding._held[ready.row.id].since -= 2 * LEASE


def heard(world: World) -> int:
    """How many messages of the bot all phones hold."""
    return sum(message.from_bot for person in world.people.values() for message in person.messages.values())


async def test_a_call_may_last_longer_than_the_lease(stage: Stage, world: World, bot: Bot) -> None:
    async with on_the_wire(stage, world, bot, seconds=1.5 * LEASE) as sending:
        assert await somebody_else_looks(stage, bot, 1.2 * LEASE) == 0
        await sending
    assert ((await stage.row()).state, heard(world)) == (OutboxState.SENT, 1)


async def test_without_renewal_a_slow_call_is_repeated_beside_it(
    stage: Stage, world: World, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: the first call is still on the wire, and would have succeeded."""
    monkeypatch.setattr(holding, "RENEW", 100.0)
    monkeypatch.setattr(holding, "SURE", 100.0)
    async with on_the_wire(stage, world, bot) as sending:
        assert await somebody_else_looks(stage, bot, 1.2 * LEASE) == 1
        assert not sending.done()
    assert heard(world) == 2


async def test_what_cannot_be_renewed_is_taken_off_the_wire_before_its_lease_is_over(
    stage: Stage, world: World, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    over: list[bool | None] = []

    async def down(*_: object, **__: object) -> set[int]:
        raise OperationalError("UPDATE", {}, OSError())

    async def settle(db: AsyncSession, settled: Sequence[tuple[Claimed, object]], **_: object) -> set[int]:
        for row, _what in settled:
            wanted = select(OutboxMessage.lease_machine < machine_time()).where(OutboxMessage.id == row.id)
            over.append(await db.scalar(wanted))
        return {row.id for row, _what in settled}

    monkeypatch.setattr(in_hand, "renew", down)
    monkeypatch.setattr(in_hand, "settle", settle)
    async with on_the_wire(stage, world, bot) as sending:
        await asyncio.wait_for(sending, 10)
    assert over == [False]


async def test_what_was_taken_over_is_taken_off_the_wire(stage: Stage, world: World, bot: Bot) -> None:
    async with on_the_wire(stage, world, bot) as sending:
        await stage.set(claimed_by="another:1", attempt=2)
        assert await asyncio.wait_for(sending, 10) == 1
    row = await stage.row()
    assert (row.state, row.claimed_by) == (OutboxState.SENDING, "another:1")


@pytest.mark.parametrize(
    ("guard", "heard_in_all"), [(holding.SURE, 1), (100.0, 2)], ids=["guarded", "negative control"]
)
async def test_a_machine_that_stood_still_does_not_begin_what_another_has_done(
    stage: Stage, world: World, bot: Bot, monkeypatch: pytest.MonkeyPatch, guard: float, heard_in_all: int
) -> None:
    """Between the mark and the call its lease ran out, and another worker sent the reminder."""
    monkeypatch.setattr(holding, "SURE", guard)
    await stage.owe_reminder(await with_phone(stage, world), "a")
    one = stage.worker(bot, lease=LEASE)
    fly = one._fly

    async def after_standing_still(ready: Ready) -> None:
        await stage.leases_run_out()
        await stage.deliver(bot)
        stand_still(one, ready)
        await fly(ready)

    monkeypatch.setattr(one, "_fly", after_standing_still)
    await one.deliver()
    await one.settled()
    assert ((await stage.row()).state, heard(world)) == (OutboxState.SENT, heard_in_all)


async def test_who_stood_still_and_was_not_missed_gives_back_what_never_left(
    stage: Stage, world: World, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.owe(await with_phone(stage, world), "a")
    one = stage.worker(bot, lease=LEASE)
    fly = one._fly

    async def after_standing_still(ready: Ready) -> None:
        stand_still(one, ready)
        await fly(ready)

    monkeypatch.setattr(one, "_fly", after_standing_still)
    await one.deliver()
    await one.settled()
    row = await stage.row()
    assert (row.state, row.last_error, heard(world)) == (OutboxState.PENDING, "too late to begin", 0)
