"""A webhook as Telegram treats it: its patience, its pauses, what it does with the body of an answer."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from simulator.wire import webhook
from simulator.world import World
from tests.simulator.conftest import Machine
from tests.simulator.driving import Driver, eventually
from tests.simulator.listening import listening


class Script:
    """A webhook that gives prepared answers, then 200."""

    def __init__(self) -> None:
        self.url = ""
        self.answers: list[Response] = []
        self.taken: list[Any] = []

    async def take(self, request: Request) -> Response:
        """Give the next answer."""
        body = await request.json()
        answer = self.answers.pop(0) if self.answers else Response()
        if answer.status_code < 300:
            self.taken.append(body)
        return answer


@pytest.fixture
async def script() -> AsyncIterator[Script]:
    """A webhook on loopback."""
    found = Script()
    async with listening(Starlette(routes=[Route("/hook", found.take, methods=["POST"])])) as url:
        found.url = f"{url}/hook"
        yield found


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses between tries, which pass at once."""
    found: list[float] = []

    async def pass_by(event: asyncio.Event, seconds: float) -> bool:
        found.append(seconds)
        await asyncio.sleep(0)
        return False

    monkeypatch.setattr(webhook, "wait_at_most", pass_by)
    return found


async def test_refusals_are_tried_again_at_once_then_ever_more_slowly(
    driver: Driver, script: Script, pauses: list[float]
) -> None:
    script.answers = [Response(status_code=500) for _ in range(10)]
    await driver.call("setWebhook", url=script.url)
    await driver.person()
    await eventually(lambda: len(script.taken) == 1, "delivered at last")
    assert pauses[:6] == [0, 2, 4, 8, 16, 32]
    assert all(60 <= pause <= 120 for pause in pauses[6:])


async def test_the_webhook_may_say_how_long_to_wait(driver: Driver, script: Script, pauses: list[float]) -> None:
    said = ["7", "86400", "0", "Wed, 21 Oct 2026 07:28:00 GMT"]
    script.answers = [Response(status_code=503, headers={"Retry-After": one}) for one in said]
    await driver.call("setWebhook", url=script.url)
    await driver.person()
    await eventually(lambda: len(script.taken) == 1, "delivered at last")
    assert pauses == [7, 3600, 2, 4]


async def test_a_webhook_that_nobody_serves_is_tried_every_second(driver: Driver, pauses: list[float]) -> None:
    await driver.call("setWebhook", url="http://127.0.0.1:9/hook")
    await driver.person()
    await eventually(lambda: len(pauses) > 4, "several tries")
    await driver.call("deleteWebhook")
    assert set(pauses) == {1.0}


async def test_the_pauses_can_be_bounded(driver: Driver, script: Script, pauses: list[float]) -> None:
    await driver.do("webhook", {"longest_pause": 0.01})
    script.answers = [Response(status_code=500) for _ in range(4)]
    await driver.call("setWebhook", url=script.url)
    await driver.person()
    await eventually(lambda: len(script.taken) == 1, "delivered at last")
    assert pauses == [0, 0.01, 0.01, 0.01]
    assert "lasts some time" in (await driver.refused("webhook", {"longest_pause": 0}))["error"]


async def test_after_a_day_an_update_is_dropped(driver: Driver, machine: Machine) -> None:
    await driver.person()
    machine.pass_by(hours=23)
    assert len((await driver.call("getUpdates"))["result"]) == 1
    await driver.person()
    machine.pass_by(hours=2)
    assert (await driver.call("getWebhookInfo"))["result"]["pending_update_count"] == 1
    assert len((await driver.call("getUpdates"))["result"]) == 1


async def test_a_webhook_no_longer_tries_what_a_day_made_void(
    driver: Driver, script: Script, machine: Machine, world: World
) -> None:
    script.answers = [Response(status_code=500) for _ in range(3)]
    await driver.call("setWebhook", url=script.url)
    await driver.person()
    await eventually(lambda: len(script.answers) == 1, "two tries")
    machine.pass_by(hours=25)
    world.webhook.retry_now()
    await eventually(lambda: not world.updates.pending, "dropped")
    await driver.person(start=True)
    await eventually(lambda: len(script.taken) == 1, "the next one is delivered")


FORM = '--x\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'


def as_form(**fields: object) -> Response:
    """An answer in the form of a form, as some libraries give it."""
    body = "".join(FORM.format(name, value) for name, value in fields.items()) + "--x--\r\n"
    return Response(body, media_type="multipart/form-data; boundary=x")


def as_json(body: str) -> Response:
    """An answer in JSON."""
    return Response(body, media_type="application/json")


async def test_a_call_in_the_answer_to_a_webhook_is_done(driver: Driver, script: Script) -> None:
    person = await driver.person()
    await driver.updates()
    script.answers = [
        as_json(f'{{"method": "sendMessage", "chat_id": {person}, "text": "un"}}'),
        as_form(method="sendmessage", chat_id=person, text="deux"),
        as_json('{"method": "getMe"}'),
        as_json('{"method": "setWebhook", "url": ""}'),
        as_json('{"method": "sendMessage", "chat_id": 12, "text": "à personne"}'),
        as_json("[]"),
        Response("ok"),
    ]
    await driver.call("setWebhook", url=script.url)
    for _ in range(7):
        await driver.do(f"people/{person}/type", {"text": "Bonjour"})
    await eventually(lambda: len(script.taken) == 7, "everything delivered")
    assert await driver.texts(person) == ["un", "deux"]
    done = [(call["method"], call["status"]) for call in (await driver.look("calls"))["calls"]][-3:]
    assert done == [("sendMessage", 200), ("sendMessage", 200), ("sendMessage", 400)]
    assert (await driver.call("getWebhookInfo"))["result"]["url"] == script.url
