"""The webhook lets in what Telegram sends, and nothing else; 200 means that it is committed."""

import asyncio
import contextlib
import hmac
import json
from collections.abc import AsyncIterator

import httpx
import pytest
from sqlalchemy import func, select, text

from bot.receiving import webhook
from bot.receiving.arrival import Doorway
from bot.receiving.webhook import BODY_MAX, create_app
from db.engine import Database
from db.models import InboxState, InboxUpdate
from tests.wire import closed_port

SECRET = "right-secret"
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
UPDATE = {"update_id": 1, "message": {"message_id": 1, "chat": {"id": 7, "type": "private"}, "text": "bonjour"}}


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await database.close()


@pytest.fixture
async def client(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(Doorway(database, lambda rows: None), database, "/telegram", SECRET)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot") as client:
        yield client


async def depth(database: Database) -> int:
    async with database.transaction() as db:
        return await db.scalar(select(func.count()).where(InboxUpdate.state == InboxState.RECEIVED)) or 0


async def test_an_update_is_in_the_inbox_when_200_is_said(client: httpx.AsyncClient, database: Database) -> None:
    answer = await client.post("/telegram", json=UPDATE, headers=HEADERS)
    assert answer.status_code == 200
    assert await depth(database) == 1


@pytest.mark.parametrize(
    "headers",
    [{}, *({"X-Telegram-Bot-Api-Secret-Token": given} for given in ("", "wrong", SECRET[:-1], SECRET + "x", "é"))],
)
async def test_without_the_secret_nothing_enters(
    client: httpx.AsyncClient, database: Database, headers: dict[str, str]
) -> None:
    latin = [(name.encode(), given.encode("latin-1")) for name, given in headers.items()]
    answer = await client.post("/telegram", json=UPDATE, headers=latin)
    assert answer.status_code == 403
    assert await depth(database) == 0


async def test_the_secret_is_compared_in_constant_time(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the one function that is: without it nothing enters, whatever the secret."""
    monkeypatch.setattr(hmac, "compare_digest", lambda *_: False)
    assert (await client.post("/telegram", json=UPDATE, headers=HEADERS)).status_code == 403


@pytest.mark.parametrize("body", [b"", b"not json", b"[]", b'{"no": "id"}', b'{"update_id": "x"}'])
async def test_what_is_not_an_update_is_a_bad_request(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post("/telegram", content=body, headers=HEADERS)
    assert answer.status_code == 400


@pytest.mark.parametrize(("size", "status"), [(1024 * 1024, 200), (1024 * 1024 + 1, 413)])
async def test_a_body_may_have_one_mebibyte_and_no_more(
    client: httpx.AsyncClient, database: Database, size: int, status: int
) -> None:
    bare = json.dumps(UPDATE | {"padding": ""})
    body = json.dumps(UPDATE | {"padding": "x" * (size - len(bare))}).encode()
    assert len(body) == size
    assert (await client.post("/telegram", content=body, headers=HEADERS)).status_code == status
    assert await depth(database) == (status == 200)


async def test_of_a_body_that_is_too_large_only_the_beginning_is_read(client: httpx.AsyncClient) -> None:
    """Whatever length is told, or none."""
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while read < 100 * BODY_MAX:
            read += 65536
            yield b"x" * 65536

    assert (await client.post("/telegram", content=endless(), headers=HEADERS)).status_code == 413
    assert read <= BODY_MAX + 2 * 65536


@pytest.mark.parametrize("path", ["/", "/telegram/", "/telegram/x", "/Telegram", "//telegram", "/x/telegram"])
async def test_other_paths_do_not_exist(client: httpx.AsyncClient, database: Database, path: str) -> None:
    answer = await client.post(f"http://bot{path}", json=UPDATE, headers=HEADERS)
    assert (answer.status_code, await depth(database)) == (404, 0)


async def test_other_methods_do_not_exist(client: httpx.AsyncClient) -> None:
    assert (await client.get("/telegram", headers=HEADERS)).status_code == 405


async def test_where_no_database_listens_telegram_tries_again_and_health_says_so() -> None:
    database = Database(f"postgresql+asyncpg://bot:invented@127.0.0.1:{closed_port()}/nothing")
    app = create_app(Doorway(database, lambda rows: None), database, "/telegram", SECRET)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot") as client:
        answer = await client.post("/telegram", json=UPDATE, headers=HEADERS)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        health = await client.get("/health")
        assert (health.status_code, health.json()) == (503, {"database": "down"})
    await database.close()


async def test_health_answers_while_the_database_hangs(
    client: httpx.AsyncClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every connection is taken: with the limit, health says so; without, it waits as long as they are."""
    monkeypatch.setattr(webhook, "HEALTH_SECONDS", 0.05)
    async with contextlib.AsyncExitStack() as busy:
        for _ in range(1 if database.is_sqlite else 10):
            await (await busy.enter_async_context(database.transaction())).execute(text("SELECT 1"))
        assert (await client.get("/health")).status_code == 503
        monkeypatch.setattr(webhook, "HEALTH_SECONDS", 60)
        waiting = asyncio.ensure_future(client.get("/health"))
        assert not (await asyncio.wait([waiting], timeout=0.3))[0]
    assert (await waiting).status_code == 200


async def test_a_database_that_is_down_makes_telegram_try_again(client: httpx.AsyncClient, database: Database) -> None:
    assert (await client.get("/health")).status_code == 200
    async with database.transaction() as db:
        await db.execute(text("DROP TABLE inbox_update"))
    answer = await client.post("/telegram", json=UPDATE, headers=HEADERS)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
