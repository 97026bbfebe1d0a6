"""Two hundred people tap at once, twice, for 25 seats, give some up and take them, through the real processes."""

import asyncio
import itertools
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from bot.actions.offers import AcceptOffer
from bot.actions.sessions import LeaveLine, Register, Withdraw
from bot.buttons import Action
from db.engine import Database
from db.models import InboxState, InboxUpdate, OfferState, Registration, Seat, SeatOffer
from db.queries import registration as registrations
from simulator.serve import Running
from tests import factories
from tests.stories.processes import SECRET, Processes, free_port
from tests.training.setting import session_for_all

PEOPLE = range(730_000_000, 730_000_200)
SEATS, GIVEN_UP, LEFT_THE_LINE = 25, 10, 20
Press = tuple[int, Action]
"""Who presses what."""


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


def update(update_id: int, person: int, pressed: Action) -> dict[str, object]:
    """What Telegram posts when somebody presses a button."""
    user = {"id": person, "is_bot": False, "first_name": "Invité"}
    chat = {"id": person, "type": "private", "first_name": "Invité"}
    message = {"message_id": 1, "date": 1_700_000_000, "chat": chat, "text": "Session"}
    query = {"id": str(update_id), "from": user, "chat_instance": "1", "message": message}
    return {"update_id": update_id, "callback_query": {**query, "data": pressed.pack()}}


class Telegram:
    """Posts presses to the webs in turn: each with Telegram's own repetition of it, and with a double tap."""

    def __init__(self, ports: Sequence[int]) -> None:
        self._urls = [f"http://127.0.0.1:{port}/telegram" for port in ports]
        self._ids = itertools.count(1_000)

    async def posts(self, presses: Sequence[Press]) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        once, again = ([update(next(self._ids), *press) for press in presses] for _ in range(2))
        async with httpx.AsyncClient(headers=headers, timeout=60) as client:

            async def one(number: int, content: dict[str, object]) -> None:
                answer = await client.post(self._urls[number % len(self._urls)], json=content)
                assert answer.status_code == 200

            await asyncio.gather(
                *(one(number, content) for number, content in enumerate(once)),
                *(one(number + 1, content) for number, content in enumerate([*once, *again])),
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


async def everything(database: Database) -> tuple[list[Registration], list[SeatOffer]]:
    async with database.transaction() as db:
        rows = await db.scalars(
            select(Registration).options(joinedload(Registration.person)).order_by(Registration.place_in_line)
        )
        return list(rows), list(await db.scalars(select(SeatOffer).order_by(SeatOffer.id)))


async def test_the_last_seats_are_given_once_each(telegram: Running, database_url: str, tmp_path: Path) -> None:
    database = Database(database_url)
    session_id = await people_and_session(database)
    ports = [free_port(), free_port()] if database_url.startswith("postgresql") else [free_port()]
    houses = [Processes(telegram, database_url, tmp_path / f"{port}.log", port=port) for port in ports]
    crowd = Telegram(ports)
    try:
        for house in houses:
            await house.start()
        await asyncio.gather(*map(healthy, ports))
        await crowd.posts([(person, Register(session_id)) for person in PEOPLE])
        await all_applied(database)
        line = await all_are_in_the_line(database, session_id)
        waiting = line[SEATS:]
        leaving: list[Press] = [(person, Withdraw(session_id, "duty")) for person in line[:GIVEN_UP]]
        leaving += [(person, LeaveLine(session_id)) for person in waiting[:LEFT_THE_LINE]]
        await crowd.posts(leaving)
        await all_applied(database)
        takers = waiting[LEFT_THE_LINE:][:GIVEN_UP]
        await each_takes_the_offered_seat(database, crowd, takers)
        await houses[0].run("audit")
    finally:
        for house in houses:
            await house.kill()
    rows, _ = await everything(database)
    await database.close()
    assert [row.person.telegram_id for row in rows if row.seat is Seat.SEATED] == [*line[GIVEN_UP:SEATS], *takers]
    assert Counter(row.seat for row in rows) == {
        Seat.SEATED: SEATS,
        Seat.WITHDRAWN: GIVEN_UP + LEFT_THE_LINE,
        Seat.WAITING: len(PEOPLE) - SEATS - GIVEN_UP - LEFT_THE_LINE,
    }


async def all_are_in_the_line(database: Database, session_id: int) -> list[int]:
    """Everybody once, in the order in which they came; gives their accounts in that order."""
    rows, _ = await everything(database)
    async with database.transaction() as db:
        ranks = [(await registrations.ranks(db, row.person_id)).get(session_id) for row in rows]
    assert len({row.person_id for row in rows}) == len(rows) == len(PEOPLE)
    assert [row.place_in_line for row in rows] == list(range(1, len(PEOPLE) + 1)), "no gap, since nobody left"
    assert [row.seat for row in rows] == [Seat.SEATED] * SEATS + [Seat.WAITING] * (len(PEOPLE) - SEATS)
    assert ranks == [None] * SEATS + list(range(1, len(PEOPLE) - SEATS + 1)), "what each is told"
    return [row.person.telegram_id or 0 for row in rows]


async def each_takes_the_offered_seat(database: Database, crowd: Telegram, takers: Sequence[int]) -> None:
    """The first of the line, whoever left it meanwhile; and somebody else presses their buttons, too."""
    rows, offers = await everything(database)
    accounts = {row.id: row.person.telegram_id for row in rows}
    standing = [offer for offer in offers if offer.state is OfferState.PENDING]
    assert [accounts[offer.registration_id] for offer in standing] == list(takers)
    thief = PEOPLE[-1]
    accepting = [(person, AcceptOffer(offer.id)) for person, offer in zip(takers, standing, strict=True)]
    await crowd.posts([each for press in accepting for each in (press, (thief, press[1]))])
    await all_applied(database)
