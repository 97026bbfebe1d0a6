"""The pace: even, whoever sends, and answers first. Of one process on a clock that the test moves; shared for real."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator

import pytest

from bot.delivery import answering
from bot.delivery.pace import AHEAD, CHAT_RESTS, Chats, Grant, LocalPace, Pace, SharedPace, paced, together
from db.engine import Database
from tests.delivery.stage import Stage


class Time:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def within(grant: Grant, step: float, begun: float) -> list[float]:
    return [grant.at + number * step - begun for number in range(grant.n)]


async def sent_in(seconds: float, pace: LocalPace, time: Time) -> list[float]:
    """When messages leave, in so many seconds in which there is always one."""
    went, begun = list[float](), time.now
    while time.now < begun + seconds - 1e-9:
        grant = await pace.take(50)
        went += within(grant, pace.step, begun)
        time.now = max(time.now, grant.at - AHEAD) if grant.n == 0 else time.now + 0.001
    return went


async def test_messages_leave_one_by_one_evenly() -> None:
    time = Time()
    pace = LocalPace(29.5, time)
    went = await sent_in(5, pace, time)
    assert len(went) == 148
    assert all(later - earlier >= pace.step - 1e-9 for earlier, later in itertools.pairwise(went))


async def test_what_is_close_together_is_taken_together() -> None:
    time = Time()
    pace = LocalPace(1000, time)
    assert (await pace.take(50)).n == 20
    assert len(await sent_in(2, pace, time)) == pytest.approx(2000, abs=40)


async def test_an_answer_takes_the_next_slot_and_what_is_owed_makes_room() -> None:
    time = Time()
    pace = LocalPace(10, time)
    assert await pace.take(5) == Grant(1, time.now)
    assert [round(await pace.reserve() - time.now, 3) for _ in range(2)] == [0.1, 0.2]
    refused = await pace.take(5)
    assert (refused.n, round(refused.at - time.now, 3)) == (0, 0.3)
    time.now = refused.at - AHEAD
    assert (await pace.take(5)).n == 1


async def test_time_in_which_nothing_left_is_not_made_up_for() -> None:
    """A bucket that fills while nobody sends is what gets refusals."""
    time = Time()
    pace = LocalPace(10, time)
    time.now += 60
    assert [(await pace.take(5)).n for _ in range(3)] == [1, 0, 0]


async def test_a_message_that_left_late_keeps_the_others_at_their_distance() -> None:
    time = Time()
    pace = LocalPace(10, time)
    await pace.take(1)
    await pace.late(0.05)
    assert await pace.reserve() - time.now == pytest.approx(0.15)


def test_what_leaves_in_a_tenth_of_a_second_is_marked_together() -> None:
    assert [together(LocalPace(rate)) for rate in (1, 29.5, 1000)] == [1, 3, 100]


@pytest.fixture
async def shared(postgresql_url: str) -> AsyncIterator[list[Pace]]:
    """The pace of three processes: one message in ten seconds, so that no test waits for a slow machine."""
    databases = [Database(postgresql_url, pool_size=2) for _ in range(3)]
    yield [paced(database, 0.1) for database in databases]
    for database in databases:
        await database.close()


async def test_processes_share_one_budget(shared: list[Pace]) -> None:
    assert all(isinstance(pace, SharedPace) for pace in shared)
    reserved = await asyncio.gather(*(pace.reserve() for pace in shared for _ in range(4)))
    gaps = [later - earlier for earlier, later in itertools.pairwise(sorted(reserved))]
    assert gaps == [pytest.approx(10, abs=1)] * 11


async def test_without_sharing_three_processes_are_three_times_too_fast() -> None:
    """The negative control."""
    time = Time()
    three = [LocalPace(20, time) for _ in range(3)]
    reserved = sorted([await pace.reserve() - time.now for pace in three for _ in range(4)])
    assert reserved[-1] == pytest.approx(0.15)


async def test_what_is_owed_takes_a_shared_slot_when_it_is_there(shared: list[Pace]) -> None:
    one, two, _ = shared
    assert (await one.take(5)).n == 1
    refused = await two.take(5)
    assert refused.n == 0 and refused.at - time.monotonic() == pytest.approx(10, abs=1)
    await one.reserve()
    later = await two.take(5)
    assert later.n == 0 and later.at - refused.at == pytest.approx(10, abs=1)


async def test_the_only_process_keeps_its_budget_in_memory(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    assert isinstance(paced(database, 20), LocalPace)
    await database.close()


def test_a_chat_that_was_answered_just_before_is_known_for_three_seconds() -> None:
    now = 100.0
    chats = Chats(lambda: now)
    assert [chats.answered(1), chats.answered(2), chats.answered(1)] == [False, False, True]
    now += CHAT_RESTS + 0.1
    assert not chats.answered(1)


@pytest.mark.parametrize("bounded", [True, False], ids=["as it is", "each by its own lateness"])
async def test_a_process_that_stood_still_makes_nobody_wait(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, bounded: bool
) -> None:
    """Ten answers leave late at once; without the bound the eleventh waits for the sum of what each of them lost."""
    if not bounded:
        monkeypatch.setattr(answering, "distance", lambda _pace, late: late)
    house = stage.house

    async def sent() -> int:
        return 1

    answers = [asyncio.create_task(answering.anew(house, chat_id, sent)) for chat_id in range(10)]
    await asyncio.sleep(0.1)  # they have their slots
    stand_still(0.8)
    await asyncio.gather(*answers)
    wait = await house.pace.reserve() - time.monotonic()
    assert (wait < 1) is bounded


def stand_still(seconds: float) -> None:
    time.sleep(seconds)
