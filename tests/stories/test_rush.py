"""A hundred people tap « S’inscrire » at once on the last 25 seats, through the real processes."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from bot.actions.sessions import Register
from db.engine import Database
from db.models import InboxState, InboxUpdate, Registration, Seat
from db.queries import registration as registrations
from simulator.serve import Running
from tests import factories
from tests.stories.processes import SECRET, Processes, free_port
from tests.training.setting import session_for_all

PEOPLE = range(730_000_000, 730_000_100)
SEATS = 25


@pytest.fixture
async def telegram() -> AsyncIterator[Running]:
    async with Running() as running:
        await running.world.set_rates(overall_per_second=None, chat_per_second=None)
        running.world.clock.set(factories.NOW)
        yield running


async def people_and_session(database: Database) -> int:
    async with database.transaction() as db:
        session = await session_for_all(db, capacity=SEATS)
        for telegram_id in PEOPLE:
            await factories.make_person(db, telegram_id=telegram_id, notice_version="1")
        return session.id


def press(update_id: int, person: int, session_id: int) -> dict[str, object]:
    """What Telegram posts when somebody presses « Je m’inscris »."""
    user = {"id": person, "is_bot": False, "first_name": "Invité"}
    chat = {"id": person, "type": "private", "first_name": "Invité"}
    message = {"message_id": 1, "date": 1_700_000_000, "chat": chat, "text": "Session"}
    query = {"id": str(update_id), "from": user, "chat_instance": "1", "message": message}
    return {"update_id": update_id, "callback_query": {**query, "data": Register(session_id).pack()}}


async def post_everything(ports: list[int], session_id: int) -> None:
    """Each press twice, to alternating processes: a double tap with a new id, and Telegram's own repetition."""
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    async with httpx.AsyncClient(headers=headers, timeout=60) as client:

        async def one(number: int, person: int, update_id: int) -> None:
            url = f"http://127.0.0.1:{ports[number % len(ports)]}/telegram"
            answer = await client.post(url, json=press(update_id, person, session_id))
            assert answer.status_code == 200

        await asyncio.gather(
            *(one(number, person, 1_000 + number) for number, person in enumerate(PEOPLE)),
            *(one(number + 1, person, 1_000 + number) for number, person in enumerate(PEOPLE)),
            *(one(number + 1, person, 5_000 + number) for number, person in enumerate(PEOPLE)),
        )


async def all_applied(database: Database) -> None:
    async with asyncio.timeout(60):
        while True:
            async with database.transaction() as db:
                waiting = InboxUpdate.state.in_([InboxState.RECEIVED, InboxState.QUARANTINED])
                if not await db.scalar(select(func.count()).where(waiting)):
                    return
            await asyncio.sleep(0.2)


async def healthy(port: int) -> None:
    async with httpx.AsyncClient() as client, asyncio.timeout(30):
        while True:
            try:
                if (await client.get(f"http://127.0.0.1:{port}/health")).status_code == 200:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.1)


async def test_the_last_seats_are_given_once_each(telegram: Running, database_url: str, tmp_path: Path) -> None:
    database = Database(database_url)
    session_id = await people_and_session(database)
    ports = [free_port(), free_port()] if database_url.startswith("postgresql") else [free_port()]
    houses = [Processes(telegram, database_url, tmp_path / f"{port}.log", port=port) for port in ports]
    try:
        for house in houses:
            await house.start()
        await asyncio.gather(*map(healthy, ports))
        await post_everything(ports, session_id)
        await all_applied(database)
    finally:
        for house in houses:
            await house.kill()

    async with database.transaction() as db:
        rows = list(await db.scalars(select(Registration).order_by(Registration.place_in_line)))
        ranks = [(await registrations.ranks(db, row.person_id)).get(session_id) for row in rows]
    await database.close()
    assert len({row.person_id for row in rows}) == len(rows) == len(PEOPLE)
    assert [row.place_in_line for row in rows] == list(range(1, len(PEOPLE) + 1)), "no gap, since nobody left"
    assert [row.seat for row in rows] == [Seat.SEATED] * SEATS + [Seat.WAITING] * (len(PEOPLE) - SEATS)
    assert ranks == [None] * SEATS + list(range(1, len(PEOPLE) - SEATS + 1)), "what each is told"
