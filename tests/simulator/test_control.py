"""The clock, marks, scenes, faults, calls and events of the control."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from simulator.clock import system_time
from simulator.server import PAGE
from simulator.world import World
from tests.simulator.driving import Driver, eventually

AN_INSTANT = "2030-01-15T10:00:00+00:00"


def distance(one: str, other: str) -> timedelta:
    """How far apart two instants are."""
    return abs(datetime.fromisoformat(one) - datetime.fromisoformat(other))


async def test_the_clock_moves_and_comes_back(driver: Driver) -> None:
    assert (await driver.look("clock"))["moved"] is False
    await driver.do("clock", {"at": "2030-01-15T11:00:00+01:00"})
    assert distance((await driver.look("clock"))["now"], AN_INSTANT) < timedelta(minutes=1)
    await driver.do("clock", {"advance": 3600})
    moved = await driver.look("clock")
    assert distance(moved["now"], "2030-01-15T11:00:00+00:00") < timedelta(minutes=1)
    assert moved["now"].endswith("+00:00")
    assert timedelta(seconds=moved["offset"]) > timedelta(days=365)
    assert (await driver.do("clock", {"reset": True}))["offset"] == 0
    assert distance((await driver.look("clock"))["now"], system_time().isoformat()) < timedelta(minutes=1)


async def test_what_is_written_bears_programme_time(driver: Driver) -> None:
    await driver.do("marks", [{"name": "J-7", "at": AN_INSTANT}])
    await driver.do("clock", {"mark": "J-7"})
    person = await driver.person()
    sent = await driver.call("sendMessage", chat_id=person, text="Rappel")
    assert abs(sent["result"]["date"] - datetime.fromisoformat(AN_INSTANT).timestamp()) < 60
    message = (await driver.look(f"people/{person}/transcript"))["messages"][-1]
    assert distance(message["at"], AN_INSTANT) < timedelta(minutes=1)
    assert distance(message["machine_at"], system_time().isoformat()) < timedelta(minutes=1)
    assert distance((await driver.look("calls"))["calls"][-1]["at"], AN_INSTANT) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({}, "exactly one of"),
        ({"advance": 1, "reset": True}, "exactly one of"),
        ({"at": "tomorrow"}, "not an ISO 8601 instant"),
        ({"at": "2030-01-15T11:00:00"}, "no offset from UTC"),
        ({"mark": "J-1"}, "no mark is called"),
        ({"advance": "soon"}, "valid number"),
        ({"advance": 1e20}, "out of reach"),
    ],
)
async def test_clocks_that_cannot_be_set(driver: Driver, body: dict[str, Any], reason: str) -> None:
    assert reason in (await driver.refused("clock", body))["error"]
    assert (await driver.look("clock"))["moved"] is False


async def test_marks_are_replaced(driver: Driver) -> None:
    await driver.do("marks", [{"name": "J-7", "at": AN_INSTANT}])
    await driver.do("marks", [{"name": "J-1", "at": AN_INSTANT}])
    assert await driver.look("marks") == [{"name": "J-1", "at": AN_INSTANT}]
    assert (await driver.look("state"))["marks"] == [{"name": "J-1", "at": AN_INSTANT}]
    assert "a name and an instant" in (await driver.refused("marks", [{"name": "J-1"}]))["error"]
    assert "not a JSON array" in (await driver.refused("marks", {}))["error"]


async def test_a_scene_is_played_from_end_to_end(driver: Driver, world: World) -> None:
    actions = [
        {"do": "person", "first_name": "Binta", "alias": "binta", "shown": False},
        {"do": "open", "person": "@binta", "payload": "abc"},
        {"do": "wait_for", "person": "@binta", "button": "Oui"},
        {"do": "press", "person": "@binta", "text": "Oui"},
        {"do": "clock", "advance": 60},
        {"do": "pause", "seconds": 0},
    ]
    await driver.do("scenes", [{"name": "Une inscription", "actions": actions}])
    assert (await driver.look("state"))["scenes"] == [{"name": "Une inscription"}]
    play = asyncio.create_task(driver.do("scenes/Une inscription/play"))
    first = await driver.call("getUpdates", timeout=10)
    keyboard = {"inline_keyboard": [[{"text": "Oui", "callback_data": "yes"}]]}
    person = first["result"][0]["message"]["from"]["id"]
    await driver.call("sendMessage", chat_id=person, text="Venez-vous ?", reply_markup=keyboard)
    assert await play == {"played": 6}
    assert (await driver.updates())[-1]["callback_query"]["data"] == "yes"
    assert world.clock.offset == timedelta(seconds=60)


@pytest.mark.parametrize(
    ("action", "reason"),
    [
        ({"do": "press", "person": "@binta", "text": "Oui"}, "sees no button"),
        ({"do": "wait_for", "person": "@binta", "text": "Oui", "seconds": 0}, "was not seen within 0 s"),
        ({"do": "type", "person": "@nobody", "text": "Oui"}, "nobody is called"),
        ({"do": "type", "person": "@binta"}, "Missing required argument"),
    ],
)
async def test_a_scene_says_which_action_failed(driver: Driver, action: dict[str, Any], reason: str) -> None:
    actions = [{"do": "person", "first_name": "Binta", "alias": "@binta"}, action]
    await driver.do("scenes", [{"name": "s", "actions": actions}])
    failure = await driver.refused("scenes/s/play")
    assert failure["action"] == 1
    assert reason in failure["error"]


async def test_scenes_that_make_no_sense_are_refused(driver: Driver) -> None:
    failure = await driver.refused("scenes", [{"name": "s", "actions": [{"do": "fly"}]}])
    assert failure == {"error": "the scene 's' has an action that nobody knows", "action": 0}
    assert "a name and actions" in (await driver.refused("scenes", [{"name": "s"}]))["error"]
    assert "no scene is called" in (await driver.refused("scenes/s/play"))["error"]


async def test_a_lost_answer_took_effect_as_often_as_asked(driver: Driver) -> None:
    person = await driver.person()
    await driver.do("faults", {"method": "sendMessage", "times": 2, "kind": "lose_answer"})
    for text in "ab":
        with pytest.raises(httpx.RemoteProtocolError):
            await driver.call("sendMessage", chat_id=person, text=text)
    assert (await driver.call("sendMessage", chat_id=person, text="c"))["ok"]
    assert await driver.texts(person) == ["a", "b", "c"]
    assert [call["status"] for call in (await driver.look("calls"))["calls"]] == [200, 200, 200]


async def test_a_refusal_on_demand_has_no_effect(driver: Driver) -> None:
    person = await driver.person()
    fault = {"method": "sendmessage", "kind": "refuse", "code": 429, "parameters": {"retry_after": 7}}
    await driver.do("faults", fault | {"description": "Too Many Requests: retry after 7"})
    answer = await driver.call("sendMessage", chat_id=person, text="a")
    assert (answer["error_code"], answer["parameters"]) == (429, {"retry_after": 7})
    assert (await driver.call("sendMessage", chat_id=person, text="b"))["ok"]
    assert await driver.texts(person) == ["b"]
    assert "kind" in (await driver.refused("faults", {"method": "sendMessage", "kind": "explode"}))["error"]


async def test_a_cut_network_has_no_effect_and_no_answer(driver: Driver, world: World) -> None:
    person = await driver.person()
    poll = asyncio.create_task(driver.call("getUpdates", offset=2**40, timeout=20))
    await eventually(lambda: not world.updates.pending, "the poll runs")
    await driver.do("network", {"state": "cut"})
    with pytest.raises(httpx.RemoteProtocolError):
        await driver.call("sendMessage", chat_id=person, text="a")
    with pytest.raises(httpx.RemoteProtocolError):
        await poll
    with pytest.raises(httpx.RemoteProtocolError):
        await driver.client.get(f"/file/bot{driver.token}/documents/x")
    await driver.do(f"people/{person}/type", {"text": "Allô ?"})
    await driver.do("network", {"state": "up"})
    assert [update["message"]["text"] for update in await driver.updates()] == ["Allô ?"]
    assert await driver.texts(person) == []


async def test_calls_are_kept_without_the_token(driver: Driver) -> None:
    person = await driver.person()
    await driver.call("getUpdates", offset=2**40)
    await driver.call("sendMessage", chat_id=person, text="a")
    await driver.error("sendMessage", chat_id=person, text="")
    calls = (await driver.look("calls"))["calls"]
    assert [(call["n"], call["method"], call["status"]) for call in calls] == [
        (1, "sendMessage", 200),
        (2, "sendMessage", 400),
    ]
    assert calls[0]["parameters"] == {"chat_id": person, "text": "a"}
    assert calls[0]["answer"]["result"]["text"] == "a"
    assert driver.token not in json.dumps(calls) + json.dumps(await driver.look("state"))
    assert [call["n"] for call in (await driver.look("calls?since=1"))["calls"]] == [2]
    await driver.do("calls/clear")
    assert (await driver.look("calls"))["calls"] == []


async def test_the_page_and_its_files_are_served(driver: Driver) -> None:
    page = await driver.client.get("/")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    for file in PAGE.iterdir():
        assert (await driver.client.get(f"/static/{file.name}")).status_code == 200


async def read_events(client: httpx.AsyncClient) -> AsyncIterator[tuple[str, Any]]:
    """The events of the page, one by one."""
    async with client.stream("GET", "/sim/events") as stream:
        name = ""
        async for line in stream.aiter_lines():
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: "):
                yield name, json.loads(line.removeprefix("data: "))


async def test_events_tell_the_whole_then_what_changed(driver: Driver) -> None:
    awa, binta = await driver.person(), await driver.person(first_name="Binta")
    keyboard = {"inline_keyboard": [[{"text": "Oui", "callback_data": "yes"}]]}
    await driver.call("sendMessage", chat_id=binta, text="?", reply_markup=keyboard)
    events = read_events(driver.client)
    name, whole = await anext(events)
    assert (name, [person["id"] for person in whole["people"]], whole["marks"]) == ("state", [awa, binta], [])
    await driver.do(f"people/{awa}/type", {"text": "Bonjour"})
    name, change = await anext(events)
    assert (name, [person["id"] for person in change["people"]]) == ("state", [awa])
    assert "marks" not in change
    assert change["version"] > whole["version"]
    press = await driver.do(f"people/{binta}/press", {"text": "Oui"})
    await driver.call("answerCallbackQuery", callback_query_id=press["callback_query_id"], text="Vu", show_alert=True)
    toast = await next_named(events, "toast")
    assert toast == {"person": binta, "text": "Vu", "alert": True}
    await driver.do("marks", [{"name": "J-7", "at": AN_INSTANT}])
    while "marks" not in (whole := await next_named(events, "state")):
        pass
    assert [person["id"] for person in whole["people"]] == [awa, binta]
    await events.aclose()  # type: ignore[attr-defined]


async def next_named(events: AsyncIterator[tuple[str, Any]], wanted: str) -> Any:
    """The next event of this name."""
    async for name, data in events:
        if name == wanted:
            return data
    raise AssertionError(f"no event {wanted}")


async def test_many_changes_become_few_events(driver: Driver, world: World) -> None:
    person = await driver.person()
    events = read_events(driver.client)
    await anext(events)
    for number in range(200):
        await world.type(person, str(number))
    seen = 0
    while True:
        change = await next_named(events, "state")
        seen += 1
        if change["people"][0]["messages"][-1]["text"] == "199":
            break
    assert seen <= 3
    await events.aclose()  # type: ignore[attr-defined]
