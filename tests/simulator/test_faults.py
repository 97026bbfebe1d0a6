"""Failures on demand: what each looks like on the wire, and which calls it spoils."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from telegram import Bot
from telegram.error import InvalidToken, NetworkError, RetryAfter, TelegramError

from simulator.serve import Running
from simulator.wire.faults import KINDS
from simulator.world import World
from tests.simulator.driving import Driver, eventually

EFFECT = {  # does the call take effect?
    "refuse": False,
    "flood": False,
    "unauthorized": False,
    "html": False,
    "truncate": True,
    "slow": True,
    "drop": False,
    "lose_answer": True,
}


def test_every_kind_is_tried() -> None:
    assert set(EFFECT) == set(KINDS)


async def raw(driver: Driver, person: int, text: str = "x") -> httpx.Response:
    """Send a message; gives the whole answer."""
    return await driver.client.post(f"/bot{driver.token}/sendMessage", json={"chat_id": person, "text": text})


@pytest.mark.parametrize(("kind", "effect"), EFFECT.items())
async def test_a_fault_spoils_one_call_and_its_effect_is_known(driver: Driver, kind: str, effect: bool) -> None:
    person = await driver.person()
    await driver.do("faults", {"method": "sendMessage", "kind": kind, "seconds": 0})
    try:
        await raw(driver, person, "a")
    except httpx.RemoteProtocolError:
        assert kind in ("drop", "lose_answer")
    assert (await raw(driver, person, "b")).json()["ok"]
    assert await driver.texts(person) == (["a", "b"] if effect else ["b"])
    assert await driver.look("faults") == []


@pytest.mark.parametrize(
    ("fault", "status", "answer"),
    [
        (
            {"kind": "flood", "retry_after": 7},
            429,
            {"description": "Too Many Requests: retry after 7", "parameters": {"retry_after": 7}},
        ),
        ({"kind": "flood"}, 429, {"description": "Too Many Requests"}),
        ({"kind": "unauthorized"}, 401, {"description": "Unauthorized"}),
        ({"kind": "refuse", "code": 504, "description": "Gateway Timeout"}, 504, {"description": "Gateway Timeout"}),
    ],
)
async def test_refusals(driver: Driver, fault: dict[str, Any], status: int, answer: dict[str, Any]) -> None:
    person = await driver.person()
    await driver.do("faults", {"method": "sendMessage"} | fault)
    response = await raw(driver, person)
    assert response.status_code == status
    assert response.json() == {"ok": False, "error_code": status} | answer


async def test_a_gateway_answers_with_its_own_page(driver: Driver) -> None:
    person = await driver.person()
    for accepted in (False, True):
        fault = {"method": "sendMessage", "kind": "html", "code": 503, "accepted": accepted}
        await driver.do("faults", fault)
        response = await raw(driver, person)
        assert (response.status_code, response.headers["content-type"]) == (503, "text/html; charset=utf-8")
        assert "<title>503 Service Unavailable</title>" in response.text
        assert await driver.texts(person) == ["x"] * accepted


async def test_half_an_answer_is_no_json(driver: Driver) -> None:
    await driver.do("faults", {"method": "getMe", "kind": "truncate"})
    response = await driver.client.get(f"/bot{driver.token}/getMe")
    assert response.status_code == 200
    assert response.text.startswith('{"ok":true')
    with pytest.raises(json.JSONDecodeError):
        response.json()


async def test_a_slow_answer_took_effect_long_before(driver: Driver, world: World) -> None:
    person = await driver.person()
    await driver.do("faults", {"method": "sendMessage", "kind": "slow", "seconds": 300})
    sending = asyncio.create_task(raw(driver, person, "a"))
    await world.wait_for(person, text="a")
    with pytest.raises(httpx.ReadTimeout):
        await driver.client.post(
            f"/bot{driver.token}/sendMessage", json={"chat_id": person, "text": "b"}, timeout=httpx.Timeout(5, read=0)
        )
    assert not sending.done()
    sending.cancel()


async def test_a_fault_of_one_chat_spares_the_others(driver: Driver) -> None:
    awa, binta = await driver.person(), await driver.person()
    await driver.do("faults", {"method": "*", "kind": "flood", "chat": awa, "times": None})
    for _ in range(2):
        assert (await raw(driver, awa)).status_code == 429
    assert (await raw(driver, binta)).status_code == 200
    assert (await driver.call("getMe"))["ok"]
    (listed,) = await driver.look("faults")
    assert (listed["method"], listed["chat"], listed["times"]) == ("*", str(awa), None)
    await driver.do("faults/clear")
    assert (await raw(driver, awa)).status_code == 200


async def test_faults_are_used_in_the_order_they_came(driver: Driver) -> None:
    for code in (500, 502):
        await driver.do("faults", {"method": "getMe", "kind": "refuse", "code": code})
    assert [(await driver.client.get(f"/bot{driver.token}/getMe")).status_code for _ in "abc"] == [500, 502, 200]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({"method": "sendMessages", "kind": "slow"}, "no method is called"),
        ({"method": "getMe", "kind": "slow", "seconds": 301}, "at most 300"),
        ({"method": "getMe", "kind": "slow", "times": 0}, "at least once"),
        ({"method": "getMe", "kind": "melt"}, "kind"),
    ],
)
async def test_faults_that_make_no_sense(driver: Driver, fault: dict[str, Any], reason: str) -> None:
    assert reason in (await driver.refused("faults", fault))["error"]


async def test_downloads_fail_too(driver: Driver) -> None:
    person = await driver.person()
    photo = await driver.photo(person)
    path = (await driver.call("getFile", file_id=photo["media"]["file_id"]))["result"]["file_path"]
    whole = (await driver.client.get(f"/file/bot{driver.token}/{path}")).content
    tries: list[tuple[dict[str, Any], tuple[int, int | None]]] = [
        ({"kind": "truncate"}, (200, len(whole) // 2)),
        ({"kind": "html", "code": 502}, (502, None)),
        ({"kind": "refuse", "code": 404, "description": "Not Found"}, (404, None)),
    ]
    for fault, seen in tries:
        await driver.do("faults", {"method": "download", **fault})
        response = await driver.client.get(f"/file/bot{driver.token}/{path}")
        assert (response.status_code, seen[1] and len(response.content)) == seen
    await driver.do("faults", {"method": "download", "kind": "drop"})
    with pytest.raises(httpx.RemoteProtocolError):
        await driver.client.get(f"/file/bot{driver.token}/{path}")


async def test_what_the_library_makes_of_them(bot: Bot, driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    person = await driver.person()
    tries: list[tuple[dict[str, Any], type[TelegramError]]] = [
        ({"kind": "flood", "retry_after": 3}, RetryAfter),
        ({"kind": "unauthorized"}, InvalidToken),
        ({"kind": "html"}, NetworkError),
        ({"kind": "truncate"}, TelegramError),
        ({"kind": "drop"}, NetworkError),
    ]
    for fault, error in tries:
        await driver.do("faults", {"method": "sendMessage", **fault})
        with pytest.raises(error):
            await bot.send_message(person, "x")


async def test_connections_are_refused_and_the_control_stays(simulator: Running, driver: Driver, world: World) -> None:
    await driver.call("getUpdates")
    async with httpx.AsyncClient(base_url=simulator.url, trust_env=False) as other:
        assert (await other.get("/sim/clock")).status_code == 200  # a connection of the control, kept
        await world.network("refused", seconds=60)
        with pytest.raises((httpx.ConnectError, httpx.RemoteProtocolError, httpx.ReadError)):
            await driver.call("getMe")
        with pytest.raises(httpx.ConnectError):
            await driver.call("getMe")
        assert (await other.get("/sim/state")).json()["network"] == "cut"
        await other.post("/sim/network", json={"state": "up"})
    assert (await driver.call("getMe"))["ok"]


async def test_a_poll_ends_when_connections_are_refused(driver: Driver, world: World) -> None:
    poll = asyncio.create_task(driver.call("getUpdates", timeout=50, allowed_updates=["message"]))
    await eventually(lambda: world.updates.allowed == ["message"], "the poll runs")
    await world.network("refused", seconds=60)
    with pytest.raises(httpx.TransportError):
        await poll
    await world.network("up")


async def test_a_network_mends_itself(driver: Driver, world: World) -> None:
    await driver.do("network", {"state": "refused", "seconds": 0.05})
    await eventually(lambda: world.network_up, "the network is back")
    assert (await driver.call("getMe"))["ok"]


@pytest.mark.parametrize(
    "body", [{"state": "refused"}, {"state": "cut", "seconds": -1}, {"state": "cut", "seconds": 301}]
)
async def test_networks_that_make_no_sense(driver: Driver, world: World, body: dict[str, Any]) -> None:
    assert "seconds" in (await driver.refused("network", body))["error"]
    assert world.network_up
