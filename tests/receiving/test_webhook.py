"""The webhook lets in what Telegram sends, and nothing else; 200 means that it is committed."""

from collections.abc import AsyncIterator

import httpx
import pytest
from sqlalchemy import func, select, text

from bot.receiving.arrival import Doorway
from bot.receiving.webhook import BODY_MAX, create_app
from db.engine import Database
from db.models import InboxState, InboxUpdate

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


@pytest.mark.parametrize("headers", [{}, {"X-Telegram-Bot-Api-Secret-Token": "wrong"}])
async def test_without_the_secret_nothing_enters(
    client: httpx.AsyncClient, database: Database, headers: dict[str, str]
) -> None:
    answer = await client.post("/telegram", json=UPDATE, headers=headers)
    assert answer.status_code == 403
    assert await depth(database) == 0


@pytest.mark.parametrize("body", [b"", b"not json", b"[]", b'{"no": "id"}', b'{"update_id": "x"}'])
async def test_what_is_not_an_update_is_a_bad_request(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post("/telegram", content=body, headers=HEADERS)
    assert answer.status_code == 400


async def test_a_body_over_one_mebibyte_is_refused(client: httpx.AsyncClient, database: Database) -> None:
    huge = UPDATE | {"padding": "x" * BODY_MAX}
    answer = await client.post("/telegram", json=huge, headers=HEADERS)
    assert answer.status_code == 413
    assert await depth(database) == 0


async def test_other_paths_and_methods_do_not_exist(client: httpx.AsyncClient) -> None:
    assert (await client.post("/telegram/", json=UPDATE, headers=HEADERS)).status_code in (307, 404)
    assert (await client.get("/telegram", headers=HEADERS)).status_code == 405


async def test_a_database_that_is_down_makes_telegram_try_again(client: httpx.AsyncClient, database: Database) -> None:
    assert (await client.get("/health")).status_code == 200
    async with database.transaction() as db:
        await db.execute(text("DROP TABLE inbox_update"))
    answer = await client.post("/telegram", json=UPDATE, headers=HEADERS)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
