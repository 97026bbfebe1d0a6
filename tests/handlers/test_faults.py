"""Every fault that the simulator knows, in the way of an answer, of a poll, of a file: what people see all the same."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot.clock import machine_now
from bot.delivery.pace import Chats
from bot.receiving import poller
from db.models import InboxState, InboxUpdate, Upload
from db.queries import pauses
from simulator.wire.faults import KINDS, FaultKind
from tests.handlers.bench import Bench
from tests.handlers.test_importing import HEADER, prepared, row
from tests.phones import PATIENCE


@dataclass(frozen=True)
class Case:
    """A fault, and whether the edit that it spoils took effect nevertheless."""

    kind: FaultKind
    edited: bool = False
    options: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        return " ".join([self.kind, *(f"{value}" for _, value in self.options)])


CASES = [
    Case("refuse"),
    Case("flood", options=(("retry_after", 1),)),
    Case("flood"),
    Case("unauthorized"),
    Case("html"),
    Case("truncate", edited=True),
    Case("slow", edited=True, options=(("seconds", 0.1),)),
    Case("drop"),
    Case("lose_answer", edited=True),
]
every_case = pytest.mark.parametrize("case", CASES, ids=str)


def test_no_fault_is_without_a_case() -> None:
    assert {case.kind for case in CASES} == set(KINDS)


async def a_dead_ones_leases_run_out(bench: Bench) -> None:
    """What was applied and not shown is anybody's to show, until nothing is left of it."""
    applied = InboxUpdate.state == InboxState.APPLIED
    async with asyncio.timeout(PATIENCE):
        while bench.world.faults.waiting:  # noqa: ASYNC110  until the last try has failed
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.2)
    async with bench.transaction() as db:
        over = machine_now() - timedelta(seconds=1)
        await db.execute(update(InboxUpdate).where(applied).values(lease_machine=over))


@pytest.mark.parametrize(("case", "times"), [*((case, 1) for case in CASES), (Case("refuse"), 3)], ids=str)
async def test_a_page_is_shown_at_the_second_try_or_later(bot_on_sqlite: Bench, case: Case, times: int) -> None:
    """To edit twice changes nothing. When every try fails the press is not applied again: the person is shown where
    they are, in a new message. With a refused token there is no other try.
    """
    at_once = times == 1 and case.kind != "unauthorized"
    awa = await bot_on_sqlite.verified("Awa")
    (pressed,) = awa.messages()
    before = pressed.text
    await bot_on_sqlite.world.fault("editMessageText", case.kind, times=times, **dict(case.options))
    await awa.presses("Sessions ouvertes")
    if not at_once:
        await a_dead_ones_leases_run_out(bot_on_sqlite)
    await bot_on_sqlite.settled()
    assert (pressed.text != before) is (at_once or case.edited)
    shown = [message.text for message in awa.messages() if message is not pressed]
    assert shown == ([] if at_once else [before])


@every_case
async def test_a_press_that_cannot_be_answered_keeps_no_page_back(bot_on_sqlite: Bench, case: Case) -> None:
    awa = await bot_on_sqlite.verified("Awa")
    (pressed,) = awa.messages()
    before = pressed.text
    await bot_on_sqlite.world.fault("answerCallbackQuery", case.kind, **dict(case.options))
    await awa.presses("Sessions ouvertes")
    await bot_on_sqlite.settled()
    assert pressed.text != before and awa.messages() == [pressed]


@every_case
async def test_a_poll_that_fails_loses_nothing_and_repeats_nothing(
    bot_on_sqlite: Bench, monkeypatch: pytest.MonkeyPatch, case: Case
) -> None:
    monkeypatch.setattr(poller, "PATIENCE", 0.05)
    monkeypatch.setattr(poller, "REFUSED_PAUSE", 0.05)
    awa = await bot_on_sqlite.verified("Awa")
    await bot_on_sqlite.world.fault("getUpdates", case.kind, **dict(case.options))
    for number in (2, 3):
        await awa.types("/start")
        await awa.sees("Ma situation")
        await bot_on_sqlite.settled()
        assert len(awa.messages()) == number
    assert not bot_on_sqlite.world.faults.waiting


@pytest.mark.parametrize("method", ["getFile", "download"])
@every_case
async def test_a_file_comes_whole_or_is_asked_for_again(bot_on_sqlite: Bench, method: str, case: Case) -> None:
    """The download is a GET: when a kept connection breaks, the client asks once more, which harms nobody."""
    khady = await prepared(bot_on_sqlite)
    whole = case.kind == "slow" or (method == "download" and case.kind in ("drop", "lose_answer"))
    await bot_on_sqlite.world.fault(method, case.kind, **dict(case.options))
    await khady.sends("activities.csv", (HEADER + row()).encode())
    await khady.sees("Lignes lues : 1" if whole else "Le fichier n’a pas pu être reçu. Envoyez-le de nouveau.")
    async with bot_on_sqlite.transaction() as db:
        assert await db.scalar(select(func.count()).select_from(Upload)) == whole


async def paused(bench: Bench) -> bool:
    async with bench.transaction() as db:
        return await pauses.paused(db)


async def test_whoever_types_too_fast_holds_up_nobody_else(bot_and_sim: Bench) -> None:
    awa = await bot_and_sim.verified("Awa")
    await bot_and_sim.world.set_rates(chat_per_second=1)
    for _ in range(6):
        await awa.types("/start")
    await bot_and_sim.settled()
    refused = [call for call in bot_and_sim.world.calls.since(0) if call["status"] == 429]
    assert refused and not await paused(bot_and_sim)


async def test_a_first_answer_that_is_refused_holds_up_what_is_owed(bot_and_sim: Bench) -> None:
    """The control: that refusal is everybody's."""
    awa = await bot_and_sim.verified("Awa")
    await bot_and_sim.world.fault("sendMessage", "flood", retry_after=8)
    bot_and_sim.application.house.chats = Chats()
    await awa.types("/start")
    async with asyncio.timeout(PATIENCE):
        while not await paused(bot_and_sim):  # noqa: ASYNC110  a condition of the database
            await asyncio.sleep(0.02)
