"""How updates reach the bot: long polls, webhook, cut network, restarts."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from simulator.world import World
from tests.simulator.driving import Driver, eventually
from tests.simulator.listening import listening


class Receiver:
    """A webhook that answers as the test wants."""

    def __init__(self) -> None:
        self.url = ""
        self.status = 200
        self.taken: list[dict[str, Any]] = []
        self.secrets: set[str | None] = set()
        self.tries = 0
        self.running = 0
        self.most_running = 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def take(self, request: Request) -> Response:
        """Take an update, when the answer is 2xx."""
        body = await request.json()
        self.tries += 1
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        await self.gate.wait()
        self.running -= 1
        if self.status == 200:
            self.taken.append(body)
            self.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        return Response(status_code=self.status)

    def texts(self) -> list[str]:
        """The texts taken so far."""
        return [update["message"]["text"] for update in self.taken if "message" in update]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A webhook on loopback."""
    found = Receiver()
    async with listening(Starlette(routes=[Route("/hook", found.take, methods=["POST"])])) as url:
        found.url = f"{url}/hook"
        yield found


async def test_updates_come_again_until_confirmed(driver: Driver) -> None:
    await driver.person()
    first = (await driver.call("getUpdates"))["result"]
    again = (await driver.call("getUpdates"))["result"]
    assert first == again and len(first) == 1
    following = await driver.call("getUpdates", offset=first[0]["update_id"] + 1)
    assert following["result"] == []
    assert (await driver.call("getUpdates"))["result"] == []


async def test_a_negative_offset_keeps_the_newest(driver: Driver) -> None:
    person = await driver.person()
    for text in "abc":
        await driver.do(f"people/{person}/type", {"text": text})
    assert [one["message"]["text"] for one in (await driver.call("getUpdates", offset=-2))["result"]] == ["b", "c"]
    assert len((await driver.call("getUpdates", limit=1))["result"]) == 1


async def test_a_poll_waits_for_what_comes(driver: Driver) -> None:
    poll = asyncio.create_task(driver.call("getUpdates", timeout=20))
    person = await driver.person()
    answer = await asyncio.wait_for(poll, 10)
    assert answer["result"][0]["message"]["from"]["id"] == person


async def test_only_the_kinds_asked_for(driver: Driver) -> None:
    await driver.call("getUpdates", allowed_updates=["callback_query"])
    person = await driver.person()
    await driver.call("sendMessage", chat_id=person, text="?")
    await driver.do(f"people/{person}/callback", {"data": "x"})
    assert [sorted(update) for update in await driver.updates()] == [["callback_query", "update_id"]]
    await driver.call("getUpdates", allowed_updates=[])
    await driver.do(f"people/{person}/sticker")
    assert len(await driver.updates()) == 1


async def test_a_webhook_takes_the_place_of_polls(driver: Driver, receiver: Receiver, world: World) -> None:
    person = await driver.person()
    poll = asyncio.create_task(driver.call("getUpdates", offset=2**40, timeout=20))
    await eventually(lambda: not world.updates.pending, "the poll runs")
    await driver.do(f"people/{person}/block")
    await driver.do(f"people/{person}/unblock")
    assert (await poll)["ok"]
    options = {"url": receiver.url, "secret_token": "a-secret", "max_connections": 7}
    assert (await driver.call("setWebhook", **options))["ok"]
    assert "409 Conflict: can't use getUpdates" in await driver.error("getUpdates")
    await driver.do(f"people/{person}/type", {"text": "Bonjour"})
    await eventually(lambda: receiver.texts() == ["Bonjour"], "the update is delivered")
    assert receiver.secrets == {"a-secret"}
    info = (await driver.call("getWebhookInfo"))["result"]
    assert (info["url"], info["max_connections"], info["pending_update_count"]) == (receiver.url, 7, 0)
    assert "a-secret" not in str((await driver.look("calls"))["calls"])
    assert (await driver.call("deleteWebhook"))["ok"]
    assert (await driver.call("getUpdates"))["ok"]


async def test_a_running_poll_is_told_of_the_webhook(driver: Driver, receiver: Receiver, world: World) -> None:
    poll = asyncio.create_task(driver.call("getUpdates", timeout=20, allowed_updates=["message"]))
    await eventually(lambda: world.updates.allowed == ["message"], "the poll runs")
    await driver.call("setWebhook", url=receiver.url)
    assert (await poll)["description"] == "Conflict: terminated by setWebhook request"


async def test_refused_deliveries_are_tried_again_in_order(driver: Driver, receiver: Receiver) -> None:
    person = await driver.person()
    receiver.status = 500
    await driver.call("setWebhook", url=receiver.url, drop_pending_updates=True)
    for text in "abc":
        await driver.do(f"people/{person}/type", {"text": text})
    await eventually(lambda: receiver.tries >= 2, "a second try")
    info = (await driver.call("getWebhookInfo"))["result"]
    assert info["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"
    assert info["pending_update_count"] == 3
    receiver.status = 200
    await eventually(lambda: receiver.texts() == ["a", "b", "c"], "everything delivered, in order")


async def test_presses_do_not_wait_for_messages_of_the_same_person(driver: Driver, receiver: Receiver) -> None:
    person = await driver.person()
    await driver.call("sendMessage", chat_id=person, text="?")
    await driver.call("setWebhook", url=receiver.url, drop_pending_updates=True)
    receiver.gate.clear()
    await driver.do(f"people/{person}/type", {"text": "a"})
    await driver.do(f"people/{person}/type", {"text": "b"})
    await driver.do(f"people/{person}/callback", {"data": "x"})
    await eventually(lambda: receiver.running == 2, "a message and a press at once")
    receiver.gate.set()
    await eventually(lambda: len(receiver.taken) == 3, "all three")
    assert receiver.texts() == ["a", "b"]


async def test_no_more_connections_than_allowed(driver: Driver, receiver: Receiver) -> None:
    people = [await driver.person() for _ in range(5)]
    await driver.call("setWebhook", url=receiver.url, max_connections=2, drop_pending_updates=True)
    receiver.gate.clear()
    for person in people:
        await driver.do(f"people/{person}/type", {"text": "a"})
    await eventually(lambda: receiver.running == 2, "two at once")
    receiver.gate.set()
    await eventually(lambda: len(receiver.taken) == 5, "everything delivered")
    assert receiver.most_running == 2


async def test_what_waited_is_delivered_when_the_network_is_back(driver: Driver, receiver: Receiver) -> None:
    person = await driver.person()
    await driver.call("setWebhook", url=receiver.url, drop_pending_updates=True)
    await driver.do("network", {"state": "cut"})
    await driver.do(f"people/{person}/type", {"text": "a"})
    assert (await driver.look("state"))["network"] == "cut"
    assert receiver.tries == 0
    await driver.do("network", {"state": "up"})
    await eventually(lambda: receiver.texts() == ["a"], "delivered after the cut")


async def test_a_webhook_that_is_not_there_keeps_updates(driver: Driver, receiver: Receiver, world: World) -> None:
    await driver.call("setWebhook", url="http://127.0.0.1:9/hook")
    await driver.person()
    await eventually(lambda: world.webhook.last_error is not None, "a failed try")
    assert (await driver.call("getWebhookInfo"))["result"]["last_error_message"] == "Connection refused"
    await driver.call("setWebhook", url=receiver.url)
    await eventually(lambda: receiver.texts() == ["/start"], "delivered to the new address")


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"url": "http://example.org/hook"}, "An HTTPS URL must be provided"),
        ({"url": "https://example.org:8080/hook"}, "only on ports 80, 88, 443 or 8443"),
        ({"url": "https://["}, "invalid URL"),
        ({"url": "https://example.org/", "secret_token": "é"}, "secret token contains unallowed characters"),
        ({"url": "https://example.org/", "max_connections": 101}, "max_connections must be"),
        ({"url": "https://example.org/", "certificate": "x"}, "not simulated"),
    ],
)
async def test_webhooks_that_are_refused(driver: Driver, options: dict[str, Any], reason: str) -> None:
    assert reason in await driver.error("setWebhook", **options)
    assert (await driver.call("getWebhookInfo"))["result"]["url"] == ""
