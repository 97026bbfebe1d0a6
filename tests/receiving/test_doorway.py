"""Many updates at once: they share a commit, none waits for ever, and too many are sent back to Telegram."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from sqlalchemy import func, select

from bot.receiving import arrival, webhook
from bot.receiving.arrival import Arrived, Doorway, Full
from bot.receiving.webhook import create_app
from db.engine import Database
from db.models import InboxUpdate
from tests.receiving.test_inbox import CHAT, database, forget, message, states

__all__ = ["database"]
SECRET = "right-secret"
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}


class Gate(Doorway):
    """A doorway whose commits wait until the gate is opened, and are counted."""

    def __init__(self, database: Database, backlog: int = 0) -> None:
        super().__init__(database, forget, lambda: backlog)
        self.opened = asyncio.Event()
        self.commits = 0

    async def _keep(self, batch: arrival._Batch) -> None:
        self.commits += 1
        await self.opened.wait()
        await super()._keep(batch)


async def standing(gate: Gate, number: int) -> None:
    """Until so many stand in the doorway."""
    async with asyncio.timeout(5):
        while gate._inside < number:  # noqa: ASYNC110  seen from outside
            await asyncio.sleep(0)


async def test_those_who_come_during_a_commit_share_the_next_one(database: Database) -> None:
    gate = Gate(database)
    entering = [asyncio.ensure_future(gate.enter([message(number)])) for number in range(1, 41)]
    await standing(gate, 40)
    gate.opened.set()
    await asyncio.gather(*entering)
    assert set(await states(database)) == set(range(1, 41))
    assert gate.commits <= 2


async def test_a_cancelled_first_one_leaves_the_commit_to_the_second(database: Database) -> None:
    gate = Gate(database)
    first = asyncio.ensure_future(gate.enter([message(1)]))
    second = asyncio.ensure_future(gate.enter([message(2)]))
    await standing(gate, 2)
    first.cancel()
    gate.opened.set()
    await second
    assert 2 in await states(database)


async def test_what_fails_fails_for_all_who_stood_in_it_and_not_for_the_next(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(database)
    entering = [asyncio.ensure_future(gate.enter([message(number)])) for number in (1, 2)]
    await standing(gate, 2)
    with monkeypatch.context() as patched:
        patched.setattr(database, "transaction", _down)
        gate.opened.set()
        assert [type(each) for each in await asyncio.gather(*entering, return_exceptions=True)] == [OSError] * 2
    await gate.enter([message(3)])
    assert set(await states(database)) == {3}


async def test_more_than_there_is_room_for_are_sent_back(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrival, "ROOM", 3)
    gate = Gate(database)
    entering = [asyncio.ensure_future(gate.enter([message(number)])) for number in (1, 2, 3)]
    await standing(gate, 3)
    with pytest.raises(Full):
        await gate.enter([message(4)])
    gate.opened.set()
    await asyncio.gather(*entering)
    await gate.enter([message(4)])
    assert set(await states(database)) == {1, 2, 3, 4}


@pytest.fixture
async def posting(database: Database) -> AsyncIterator[tuple[Gate, httpx.AsyncClient]]:
    gate = Gate(database)
    app = create_app(gate, database, "/telegram", SECRET)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot", headers=HEADERS) as client:
        yield gate, client


async def test_a_full_doorway_asks_telegram_to_come_back_and_health_is_alive(
    posting: tuple[Gate, httpx.AsyncClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, client = posting
    monkeypatch.setattr(arrival, "ROOM", 1)
    first = asyncio.ensure_future(client.post("/telegram", json=message(1)))
    await standing(gate, 1)
    answer = await client.post("/telegram", json=message(2))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert (await client.get("/health")).status_code == 200
    gate.opened.set()
    assert (await first).status_code == 200


async def test_a_database_that_hangs_is_not_waited_for(
    posting: tuple[Gate, httpx.AsyncClient], database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, client = posting
    monkeypatch.setattr(webhook, "KEEP_SECONDS", 0.05)
    assert (await client.post("/telegram", json=message(1))).status_code == 503
    gate.opened.set()
    monkeypatch.setattr(webhook, "KEEP_SECONDS", 10)
    assert (await client.post("/telegram", json=message(1))).status_code == 200
    async with database.transaction() as db:
        assert await db.scalar(select(func.count()).select_from(InboxUpdate)) == 1


async def test_a_backlog_is_left_with_telegram(database: Database) -> None:
    with pytest.raises(Full):
        await Gate(database, backlog=arrival.BACKLOG_MAX).enter([message(1)])
    assert await states(database) == {}


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 10**30])
async def test_a_number_that_no_column_holds_does_not_spoil_the_others_commit(database: Database, number: int) -> None:
    doorway = Doorway(database, forget)
    await asyncio.gather(
        doorway.enter([message(1)]),
        doorway.enter([message(number)]),
        doorway.enter([message(2, chat=number)]),
        return_exceptions=True,
    )
    assert set(await states(database)) == {1}


async def test_what_has_arrived_is_told_with_its_content(database: Database) -> None:
    told: list[Arrived] = []
    await Doorway(database, told.extend).enter([message(1), message(1), message(2)])
    assert [(each.update_id, each.chat_id, each.content["update_id"]) for each in told] == [(1, CHAT, 1), (2, CHAT, 2)]


def _down() -> None:
    raise OSError("the database is down")
