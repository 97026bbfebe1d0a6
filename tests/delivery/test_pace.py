"""The pace, on a clock that the test moves."""

import itertools
from collections.abc import Callable

from bot.delivery.pace import MANY_CHATS, LocalPace


class Time:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


async def sent_in(seconds: float, pace: LocalPace, time: Time, chats: Callable[[], list[int]]) -> list[float]:
    """When messages go, asking every 50 ms for so many seconds; `chats` says who waits each time."""
    went, begun = list[float](), time.now
    while time.now < begun + seconds - 1e-9:
        went += [time.now + slot.wait - begun for slot in await pace.take(chats())]
        time.now += 0.05
    return went


async def test_no_second_holds_more_than_the_budget() -> None:
    numbers = iter(range(10**6))
    time = Time()
    went = await sent_in(5, LocalPace(clock=time), time, lambda: [next(numbers) for _ in range(50)])
    assert 120 <= len(went) <= 128
    assert all(later - earlier >= 0.04 - 1e-9 for earlier, later in itertools.pairwise(went))


async def test_one_chat_gets_one_a_second_and_keeps_nobody_waiting() -> None:
    time = Time()
    pace = LocalPace(clock=time)
    slots = await pace.take([7, 7, 8])
    assert [(slot.position, round(slot.wait, 2)) for slot in slots] == [(0, 0.0), (2, 0.04)]
    went = await sent_in(5, LocalPace(clock=time), time, lambda: [7, 7])
    assert [round(at) for at in went] == [0, 1, 2, 3, 4]


async def test_only_the_next_tenth_of_a_second_is_planned() -> None:
    slots = await LocalPace(clock=Time()).take(list(range(50)))
    assert [round(slot.wait, 2) for slot in slots] == [0.0, 0.04, 0.08]


async def test_an_answer_to_somebody_makes_what_is_owed_wait() -> None:
    time = Time()
    pace = LocalPace(clock=time)
    await pace.spent(7)
    assert [slot.position for slot in await pace.take([7, 8])] == [1]
    for number in range(25):
        await pace.spent(number)
    assert await pace.take([99]) == []
    time.now += 1.1
    assert [slot.position for slot in await pace.take([99])] == [0]


async def test_chats_of_long_ago_are_forgotten() -> None:
    time = Time()
    pace = LocalPace(clock=time)
    for number in range(MANY_CHATS + 1):
        await pace.spent(number)
    time.now += 1000
    await pace.take([1])
    assert len(pace._chats) == 1
