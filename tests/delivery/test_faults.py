"""Every fault that the simulator knows, over HTTP, and what the worker makes of the message: the table of DELIVERY."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, get_args

import pytest
from telegram import Bot

from bot.transport import Transport
from db.models import OutboxState
from db.queries import pauses
from simulator.serve import Running
from simulator.wire.faults import KINDS
from simulator.world import World
from simulator.world.troubles import NetworkState
from tests.delivery.stage import Stage, texts, with_phone

PENDING, SENT, UNCERTAIN = OutboxState.PENDING, OutboxState.SENT, OutboxState.UNCERTAIN
FAILED, UNREACHABLE = OutboxState.FAILED, OutboxState.UNREACHABLE


@dataclass(frozen=True)
class Case:
    """A fault and what follows: the row's state, whether the person heard it at once, attempts used, paused or not."""

    kind: str
    state: OutboxState
    heard: bool = False
    attempt: int = 1
    paused: bool = False
    options: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return " ".join([self.kind, *map(str, self.options.values())])


def refused(description: str, code: int = 400) -> dict[str, Any]:
    return {"code": code, "description": description}


CASES = [
    Case("refuse", UNCERTAIN),
    Case("refuse", UNCERTAIN, options=refused("Gateway Timeout", 504)),
    Case("refuse", FAILED, options=refused("Bad Request: can't parse entities")),
    Case("refuse", UNREACHABLE, options=refused("Bad Request: chat not found")),
    Case("refuse", UNREACHABLE, options=refused("Forbidden: bot was blocked by the user", 403)),
    Case("refuse", UNREACHABLE, options=refused("Forbidden: user is deactivated", 403)),
    Case("refuse", SENT, options=refused("Bad Request: message is not modified")),
    Case("refuse", SENT, options=refused("Bad Request: query is too old and response timeout expired")),
    Case("flood", PENDING, attempt=0, paused=True, options={"retry_after": 40}),
    Case("flood", PENDING, attempt=0, paused=True),
    Case("unauthorized", PENDING, attempt=0, paused=True),
    Case("html", UNCERTAIN),
    Case("html", UNCERTAIN, options={"code": 200}),
    Case("html", UNCERTAIN, heard=True, options={"code": 504, "accepted": True}),
    Case("truncate", UNCERTAIN, heard=True),
    Case("slow", SENT, heard=True, options={"seconds": 0.05}),
    Case("slow", UNCERTAIN, heard=True, options={"seconds": 60}),
    Case("drop", UNCERTAIN),
    Case("lose_answer", UNCERTAIN, heard=True),
]


@pytest.fixture
async def hasty(simulator: Running) -> AsyncIterator[Bot]:
    """The real library with little patience."""
    async with Transport(read_timeout=0.5) as transport:
        yield Bot(simulator.world.token, f"{simulator.url}/bot", request=transport, get_updates_request=transport)


def test_no_fault_is_without_a_case() -> None:
    assert {case.kind for case in CASES} == set(KINDS)


@pytest.mark.parametrize("case", CASES, ids=str)
async def test_what_becomes_of_a_message(stage: Stage, world: World, hasty: Bot, case: Case) -> None:
    person = await with_phone(stage, world)
    await stage.owe(person, "a")
    await world.fault("sendMessage", case.kind, **case.options)  # type: ignore[arg-type]
    await stage.deliver(hasty)
    row = await stage.row()
    async with stage.database.transaction() as db:
        paused = await pauses.paused(db)
    assert (row.state, row.attempt, paused) == (case.state, case.attempt, case.paused)
    assert texts(world, person) == ["Message a"] * case.heard
    await later(stage, hasty)
    again = case.state is PENDING
    assert texts(world, person) == ["Message a"] * (case.heard + again), "what was not delivered is sent later, once"
    assert world.token not in (row.last_error or "")


async def later(stage: Stage, bot: Bot) -> None:
    """Everything that is waited for is over, and a worker looks again, twice."""
    for _ in range(2):
        await stage.pauses_run_out()
        await stage.backoffs_run_out()
        await stage.deliver(bot)


NETWORK = {"up": SENT, "cut": UNCERTAIN, "refused": PENDING}


def test_no_state_of_the_network_is_without_a_case() -> None:
    assert set(NETWORK) == set(get_args(NetworkState))


@pytest.mark.parametrize(("state", "then"), NETWORK.items())
async def test_a_network_in_this_state(
    stage: Stage, world: World, hasty: Bot, state: NetworkState, then: OutboxState
) -> None:
    """Refused: it never left, and goes when the network is back. Cut: the connection was there, nobody knows."""
    person = await with_phone(stage, world)
    await stage.owe(person, "a")
    await world.network(state, seconds=60)
    await stage.deliver(hasty)
    assert (await stage.row()).state is then
    await world.network("up")
    await later(stage, hasty)
    assert texts(world, person) == ([] if then is UNCERTAIN else ["Message a"])


async def blocked(world: World, person: int) -> None:
    await world.block(person)


async def deactivated(world: World, person: int) -> None:
    await world.deactivate(person)


async def forgotten(world: World, person: int) -> None:
    await world.remove_person(person)


@pytest.mark.parametrize("trouble", [blocked, deactivated, forgotten])
async def test_people_who_cannot_be_reached(stage: Stage, world: World, hasty: Bot, trouble: Any) -> None:
    """By what the simulator itself answers, not by a fault of its own."""
    person = await with_phone(stage, world)
    await stage.owe(person, "a")
    await trouble(world, person.telegram_id)
    await stage.deliver(hasty)
    assert (await stage.row()).state is UNREACHABLE


async def test_a_group_that_became_a_supergroup(stage: Stage, world: World, hasty: Bot) -> None:
    """By what the simulator itself answers: the old id names the new one, the row goes there."""
    owner = await world.add_person("Awa")
    group = (await world.add_group("Équipe", [owner["id"]]))["id"]
    await world.add_bot(group, owner["id"])
    person = await stage.person(telegram_id=group)
    await stage.owe(person, "a")
    moved = (await world.migrate(group))["id"]
    for _ in range(2):
        await stage.deliver(hasty)
    assert (await stage.row()).state is SENT
    assert any(message.text == "Message a" for message in world.group(moved).messages.values())
