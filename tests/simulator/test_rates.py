"""How fast the bot may speak, on machine time; after `retry_after` seconds it works."""

import pytest

from simulator.errors import Refused
from simulator.wire.limits import Rates
from tests.simulator.conftest import Machine
from tests.simulator.driving import Driver


def refusal(rates: Rates, chat_id: int, now: float) -> int:
    """The `retry_after` of a refused message."""
    with pytest.raises(Refused) as refused:
        rates.take(chat_id, now)
    assert refused.value.code == 429
    assert refused.value.parameters is not None
    return int(refused.value.parameters["retry_after"])


def test_one_a_second_in_a_chat_after_a_burst_of_three() -> None:
    rates = Rates()
    for _ in range(3):
        rates.take(7, 0.0)
    assert refusal(rates, 7, 0.5) == 1
    rates.take(8, 0.5)
    rates.take(7, 1.5)
    assert refusal(rates, 7, 1.6) == 1
    rates.take(7, 2.6)


def test_thirty_a_second_overall_in_a_sliding_window() -> None:
    rates = Rates()
    for chat in range(1, 31):
        rates.take(chat, chat / 100)
    assert refusal(rates, 99, 0.9) == 1
    assert refusal(rates, 99, 1.0) == 1
    rates.take(99, 1.02)


def test_twenty_a_minute_in_a_group() -> None:
    rates = Rates()
    for second in range(20):
        rates.take(-7, float(second))
    assert refusal(rates, -7, 20.0) == 40
    rates.take(-7, 60.0)


def test_a_refused_message_costs_nothing() -> None:
    rates = Rates()
    for _ in range(3):
        rates.take(7, 0.0)
    for _ in range(50):
        refusal(rates, 7, 0.1)
    rates.take(7, 1.0)


async def test_only_new_messages_count(driver: Driver, machine: Machine) -> None:
    person = await driver.person()
    for text in "abc":
        sent = await driver.call("sendMessage", chat_id=person, text=text)
    answer = await driver.call("sendMessage", chat_id=person, text="d")
    assert answer["description"] == "Too Many Requests: retry after 1"
    assert answer["parameters"] == {"retry_after": 1}
    edit = {"chat_id": person, "message_id": sent["result"]["message_id"]}
    for text in "defgh":
        assert (await driver.call("editMessageText", **edit, text=text))["ok"]
    machine.pass_by(seconds=1)
    assert (await driver.call("sendMessage", chat_id=person, text="d"))["ok"]


async def test_the_limits_can_be_moved_and_switched_off(driver: Driver) -> None:
    person = await driver.person()
    await driver.do("rates", {"overall_per_second": None, "chat_per_second": None})
    for _ in range(40):
        assert (await driver.call("sendMessage", chat_id=person, text="x"))["ok"]
    assert (await driver.do("rates", {"overall_per_second": 5}))["overall_per_second"] == 5
    assert "429" in await driver.error("sendMessage", chat_id=person, text="x")
    assert "is not a rate" in (await driver.refused("rates", {"per_hour": 5}))["error"]
    assert "is not a rate" in (await driver.refused("rates", {"overall_per_second": 0}))["error"]
