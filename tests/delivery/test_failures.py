"""Each row of the table of outcomes, from the wire to the database: what is known of a message, and what follows."""

import asyncio
from datetime import timedelta

from markupsafe import Markup
from sqlalchemy import select
from structlog.testing import capture_logs
from telegram import Bot

from bot.delivery.pace import Grant
from bot.delivery.worker import Worker
from bot.views.page import Page
from db.models import DeliveryPause, OutboxState
from db.queries import pauses
from simulator.serve import Running
from simulator.world import World
from tests.delivery.stage import TOKEN, Stage, refused, scripted, texts, unacquainted, with_phone
from tests.factories import NOW
from tests.wire import closed_port, http
from training import reachability


async def test_a_lost_answer_is_uncertain(stage: Stage, world: World, bot: Bot) -> None:
    person = await with_phone(stage, world)
    await stage.owe(person, "a")
    await world.fault("sendMessage", "lose_answer")
    await stage.deliver(bot)
    await stage.backoffs_run_out()
    assert await stage.deliver(bot) == 0
    row = await stage.row()
    assert row.state is OutboxState.UNCERTAIN
    assert row.last_error is not None and row.last_error.startswith("unanswered: NetworkError")
    assert texts(world, person) == ["Message a"]


async def test_a_lost_answer_is_followed_by_one_more_reminder(stage: Stage, world: World, bot: Bot) -> None:
    person = await with_phone(stage, world)
    await stage.owe_reminder(person, "a")
    await world.fault("sendMessage", "lose_answer", 2)
    await stage.deliver(bot)
    assert (await stage.row()).state is OutboxState.PENDING
    await stage.backoffs_run_out()
    await stage.deliver(bot)
    await stage.backoffs_run_out()
    assert await stage.deliver(bot) == 0
    assert (await stage.row()).state is OutboxState.UNCERTAIN
    assert texts(world, person) == ["Message a"] * 2


async def test_a_press_on_a_message_in_doubt_spares_the_second_one(stage: Stage, world: World, bot: Bot) -> None:
    person = await with_phone(stage, world)
    await stage.owe_reminder(person, "a")
    await world.fault("sendMessage", "lose_answer")
    await stage.deliver(bot)
    row = await stage.row()
    async with stage.database.transaction() as db:
        assert await reachability.arrived(db, person, row.id, now=NOW)
    await stage.backoffs_run_out()
    assert await stage.deliver(bot) == 0
    assert (await stage.row()).state is OutboxState.SENT


async def test_no_connection_costs_nothing_but_time(stage: Stage, world: World, bot: Bot) -> None:
    person = await with_phone(stage, world)
    await stage.owe(person, "a")
    async with unacquainted(f"http://127.0.0.1:{closed_port()}") as deaf:
        await stage.deliver(deaf)
    row = await stage.row()
    assert row.state is OutboxState.PENDING
    assert row.last_error is not None and row.last_error.startswith("NetworkError: ClientConnectorError: ")
    assert await stage.deliver(bot) == 0, "the backoff holds"
    await stage.backoffs_run_out()
    await stage.deliver(bot)
    assert texts(world, person) == ["Message a"]


async def test_a_server_error_may_have_delivered(stage: Stage, world: World, bot: Bot) -> None:
    await stage.owe(await with_phone(stage, world), "a")
    await world.fault("sendMessage", "refuse", code=502, description="Bad Gateway")
    await stage.deliver(bot)
    assert (await stage.row()).state is OutboxState.UNCERTAIN


class OneAtATime:
    """A pace at which every message knows what became of the one before."""

    worker: Worker
    step = 1.0

    async def take(self, most: int) -> Grant:
        while len(self.worker._holding) > len(self.worker._ready):  # noqa: ASYNC110  seen from outside
            await asyncio.sleep(0.01)
        return Grant(1, 0.0)

    async def reserve(self) -> float:
        raise AssertionError("nothing is answered here")

    async def late(self, seconds: float) -> None:
        """Every message is: none has an instant."""


async def test_too_fast_pauses_every_process_and_costs_no_attempt(stage: Stage, world: World, bot: Bot) -> None:
    people = [await with_phone(stage, world) for _ in range(3)]
    for number, person in enumerate(people):
        await stage.owe(person, f"{number}")
    await world.fault(
        "sendMessage", "refuse", code=429, description="Too Many Requests", parameters={"retry_after": 40}
    )
    pace = OneAtATime()
    pace.worker = stage.worker(bot, pace=pace)
    await pace.worker.deliver()
    await pace.worker.settled()
    rows = await stage.rows()
    assert {row.state for row in rows.values()} == {OutboxState.PENDING}
    assert {row.attempt for row in rows.values()} == {0}
    assert await stage.deliver(bot) == 0, "another worker waits, too"
    async with stage.database.transaction() as db:
        (pause,) = (await db.scalars(select(DeliveryPause))).all()
        assert pause.reason == "too_fast"
    await stage.pauses_run_out()
    await stage.deliver(bot)
    assert [texts(world, person) for person in people] == [["Message 0"], ["Message 1"], ["Message 2"]]
    async with stage.database.transaction() as db:
        assert (await db.scalars(select(DeliveryPause))).all() == []


async def test_a_refused_token_opens_the_circuit_with_one_alert(
    stage: Stage, simulator: Running, world: World, bot: Bot
) -> None:
    for key in "ab":
        await stage.owe(await with_phone(stage, world), key)
    with capture_logs() as logs:
        async with unacquainted(simulator.url) as stranger:
            await stage.deliver(stranger)
            await stage.pauses_run_out()
            await stage.deliver(stranger)
    assert set((await stage.states()).values()) == {OutboxState.PENDING}
    assert [entry["event"] for entry in logs if entry["log_level"] == "error"] == ["token_refused"]
    assert TOKEN not in repr(logs)
    assert await red(stage)
    await stage.pauses_run_out()
    assert await red(stage), "red until something is sent"
    await stage.deliver(bot)
    assert set((await stage.states()).values()) == {OutboxState.SENT}
    assert not await red(stage)


async def red(stage: Stage) -> bool:
    async with stage.database.transaction() as db:
        return await pauses.token_refused(db)


async def test_who_blocked_the_bot_is_marked_and_owed_nothing_more(stage: Stage, world: World, bot: Bot) -> None:
    person = await with_phone(stage, world)
    assert person.telegram_id is not None
    await stage.owe(person, "a")
    await stage.owe(person, "b", due_at=NOW + timedelta(days=1))
    await world.block(person.telegram_id)
    await stage.deliver(bot)
    assert await stage.states() == {"a": OutboxState.UNREACHABLE, "b": OutboxState.CANCELLED}
    await stage.owe(person, "c")
    await stage.deliver(bot)
    assert (await stage.row("c")).state is OutboxState.CANCELLED

    await world.unblock(person.telegram_id)
    async with stage.database.transaction() as db:
        assert await reachability.back(db, person.telegram_id, now=NOW)
    await stage.owe(person, "d")
    await stage.deliver(bot)
    assert texts(world, person) == ["Message d"]


async def test_a_chat_that_moved_is_written_to_at_its_new_place(stage: Stage, world: World, bot: Bot) -> None:
    person = await stage.person()
    await stage.owe(person, "a")
    moved = await world.add_person("Awa", id=735_000_001)
    await world.start(moved["id"])
    parameters = {"migrate_to_chat_id": moved["id"]}
    await world.fault("sendMessage", "refuse", code=400, description="Bad Request: upgraded", parameters=parameters)
    await stage.deliver(bot)
    row = await stage.row()
    assert (row.state, row.attempt) == (OutboxState.PENDING, 0)
    await stage.deliver(bot)
    assert [message.text for message in world.people[moved["id"]].messages.values() if message.from_bot] == [
        "Message a"
    ]


async def test_our_own_bug_fails_and_alerts(stage: Stage, world: World, bot: Bot) -> None:
    await stage.owe(await with_phone(stage, world), "a")
    with capture_logs() as logs:
        await stage.deliver(bot, renderers={"verification_decided": broken_html})
    row = await stage.row()
    assert row.state is OutboxState.FAILED and row.last_error is not None and "parse entities" in row.last_error
    assert [entry["event"] for entry in logs if entry["log_level"] == "error"] == ["message_refused"]


async def broken_html(*_: object) -> Page:
    return Page(Markup("<b>never closed"))


async def test_an_unreadable_answer_is_uncertain(stage: Stage) -> None:
    await stage.owe(await stage.person(), "a")
    async with scripted(http(200, b"<html>")) as bot:
        await stage.deliver(bot)
    assert (await stage.row()).state is OutboxState.UNCERTAIN


async def test_a_limit_of_the_simulator_is_survived(stage: Stage, world: World, bot: Bot) -> None:
    """Telegram is slower than the worker thinks: everything still arrives exactly once."""
    await world.set_rates(overall_per_second=2)
    people = [await with_phone(stage, world) for _ in range(6)]
    for person in people:
        await stage.owe(person, f"{person.id}")
    async with asyncio.timeout(30):
        while OutboxState.PENDING in (await stage.states()).values():
            await stage.deliver(bot)
    assert [texts(world, person) for person in people] == [[f"Message {person.id}"] for person in people]
    assert any(call["status"] == 429 for call in world.calls.since(0))


async def test_a_failing_wire_is_told_without_the_text(stage: Stage) -> None:
    await stage.owe(await stage.person(), "a")
    with capture_logs() as logs:
        async with scripted(refused(500, "Internal Server Error")) as bot:
            await stage.deliver(bot)
    assert logs and "Message a" not in repr(logs)
