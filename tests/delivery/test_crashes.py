"""A process dies at each point of a delivery: nothing is lost, and nothing is said twice without being known."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from telegram import Bot

from bot.delivery import sending, settling
from bot.delivery.render import Ready
from bot.delivery.worker import Worker
from db.models import OutboxState
from db.queries import in_hand, outbox
from simulator.world import World
from tests.delivery.stage import Stage, phone, texts


class Died(BaseException):
    """The process is no more; nothing of it may clean up."""


async def dies(*_: object, **__: object) -> Any:
    raise Died


async def vanishes(*_: object, **__: object) -> Any:
    """The same, inside a task of its own."""
    raise asyncio.CancelledError


def gone(worker: Worker, ready: Ready, _outcome: object) -> None:
    """The same, once Telegram has answered."""
    worker._holding.let_go(ready.row)
    worker._freed.set()


async def crash(worker: Worker) -> None:
    """Let a worker deliver until it dies; its leases are over by the time somebody else looks."""
    try:
        await worker.deliver()
        await worker.settled()
    except Died:
        return


async def after(stage: Stage, bot: Bot) -> None:
    """Later, another process looks, and looks again."""
    for _ in range(3):
        await stage.leases_run_out()
        await stage.backoffs_run_out()
        await stage.deliver(bot)


async def test_dead_after_the_claim_nothing_is_lost(stage: Stage, world: World, bot: Bot) -> None:
    person = await stage.person()
    await phone(world, person)
    await stage.owe(person, "a")
    worker = stage.worker(bot)
    worker._dispatch = dies  # type: ignore[method-assign]
    await crash(worker)
    assert (await stage.row()).state is OutboxState.CLAIMED
    await after(stage, bot)
    assert ((await stage.row()).state, texts(world, person)) == (OutboxState.SENT, ["Message a"])


@pytest.mark.parametrize(("reminder", "state", "heard"), [(False, "uncertain", 0), (True, "sent", 1)])
async def test_dead_before_the_call_is_in_doubt(
    stage: Stage, world: World, bot: Bot, monkeypatch: pytest.MonkeyPatch, reminder: bool, state: str, heard: int
) -> None:
    person = await stage.person()
    await phone(world, person)
    await (stage.owe_reminder if reminder else stage.owe)(person, "a")
    with monkeypatch.context() as patch:
        patch.setattr(sending, "carry_out", vanishes)
        await crash(stage.worker(bot))
    assert (await stage.row()).state is OutboxState.SENDING
    await after(stage, bot)
    assert ((await stage.row()).state, texts(world, person)) == (state, ["Message a"] * heard)


@pytest.mark.parametrize(("reminder", "state", "heard"), [(False, "uncertain", 1), (True, "sent", 2)])
async def test_dead_between_the_call_and_its_commit_is_in_doubt(
    stage: Stage, world: World, bot: Bot, monkeypatch: pytest.MonkeyPatch, reminder: bool, state: str, heard: int
) -> None:
    person = await stage.person()
    await phone(world, person)
    await (stage.owe_reminder if reminder else stage.owe)(person, "a")
    with monkeypatch.context() as patch:
        patch.setattr(Worker, "_note", gone)
        await crash(stage.worker(bot))
    assert (await stage.row()).state is OutboxState.SENDING
    await after(stage, bot)
    assert ((await stage.row()).state, texts(world, person)) == (state, ["Message a"] * heard)


async def test_without_the_mark_before_the_call_people_are_told_twice(
    stage: Stage, world: World, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: a worker that did not say it was sending leaves a claim, which is taken for unsent."""
    person = await stage.person()
    await phone(world, person)
    await stage.owe(person, "a")

    async def unmarked(_db: object, rows: list[outbox.Claimed], **_: object) -> set[int]:
        return {row.id for row in rows}

    with monkeypatch.context() as patch:
        patch.setattr(in_hand, "begin_sending", unmarked)
        patch.setattr(Worker, "_note", gone)
        await crash(stage.worker(bot))
    await after(stage, bot)
    assert texts(world, person) == ["Message a", "Message a"]


async def test_a_database_that_fails_after_the_call_leaves_a_doubt(
    stage: Stage, world: World, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await stage.person()
    await phone(world, person)
    await stage.owe(person, "a")

    async def fails(_db: object, settled: Sequence[object], **_: object) -> set[int]:
        if settled:
            raise ConnectionResetError
        return set()

    with monkeypatch.context() as patch:
        patch.setattr(in_hand, "settle", fails)
        patch.setattr(settling, "SETTLE_AGAIN", (0.01,))
        await crash(stage.worker(bot))
    await after(stage, bot)
    assert ((await stage.row()).state, texts(world, person)) == (OutboxState.UNCERTAIN, ["Message a"])
