"""`python -m simulator` as its own process, and under many people at once."""

import asyncio
import re
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator

import httpx
import pytest
from telegram import Bot

from simulator.world.state import DEFAULT_TOKEN
from tests.simulator.driving import DEADLINE, Driver


@pytest.fixture
async def process() -> AsyncIterator[tuple[Process, str]]:
    """A simulator of its own, and its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "simulator", "--port", str(port), stdout=PIPE, stderr=PIPE
    )
    try:
        yield running, f"http://127.0.0.1:{port}"
    finally:
        if running.returncode is None:
            running.kill()
        await running.communicate()


async def answers(client: httpx.AsyncClient) -> None:
    """Wait until the simulator answers."""
    async with asyncio.timeout(DEADLINE):
        while True:
            try:
                await client.get("/sim/clock")
            except httpx.ConnectError:
                await asyncio.sleep(0.02)
            else:
                return


async def test_it_stops_cleanly_under_a_poll_and_a_page_and_tells_no_token(process: tuple[Process, str]) -> None:
    running, url = process
    async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
        await answers(client)
        driver = Driver(client, DEFAULT_TOKEN)
        assert (await driver.call("getMe"))["ok"]
        assert (await client.get("/bot1:wrong/getMe")).json()["description"] == "Unauthorized"
        poll = asyncio.create_task(driver.client.get(f"/bot{DEFAULT_TOKEN}/getUpdates?timeout=50", timeout=60))
        async with client.stream("GET", "/sim/events") as page:
            lines = page.aiter_lines()
            assert await anext(lines) == "event: state"
            running.send_signal(signal.SIGINT)
            out, err = await asyncio.wait_for(running.communicate(), DEADLINE)
        with pytest.raises(httpx.TransportError):
            await poll
    assert running.returncode == 0
    assert re.search(rb"The page of the simulator: http://127\.0\.0\.1:\d+/", err)
    assert DEFAULT_TOKEN.encode() not in out + err
    assert b"Traceback" not in err


async def test_a_hundred_people_press_at_once(bot: Bot, driver: Driver) -> None:
    await driver.do("rates", {"overall_per_second": None})
    people = [await driver.person() for _ in range(100)]
    keyboard = {"inline_keyboard": [[{"text": "Je m’inscris", "callback_data": "reg:1"}]]}
    for person in people:
        await driver.call("sendMessage", chat_id=person, text="Session", reply_markup=keyboard)
    await driver.updates(limit=100)
    await asyncio.gather(*(driver.do(f"people/{person}/press", {"text": "Je m’inscris"}) for person in people))
    updates = await bot.get_updates(limit=100)
    presses = [update.callback_query for update in updates if update.callback_query]
    assert {press.from_user.id for press in presses} == set(people)
    assert all(await asyncio.gather(*(press.answer() for press in presses)))
