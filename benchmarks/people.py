"""Who writes to the measured bots, what they press, and the sessions that wait for them."""

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.answers import LINE, PAGE, PRESSED, keyboard, message
from bot.actions.sessions import Register, ShowAreas, ShowSession
from bot.buttons import Action
from bot.clock import machine_now
from db.engine import Database
from db.models import Reference, ReferenceKind, Screen
from tests import factories
from tests.training.setting import session_for_all

FIRST = 730_000_000
PEOPLE = 1000
SESSIONS = 12
SEATS = 100_000

Update = dict[str, Any]


async def settle(url: str, people: int = PEOPLE) -> list[int]:
    """Fill a migrated database: verified people, a page before each, and open sessions on separate days.

    Gives the ids of the sessions.
    """
    database = Database(url, pool_size=1)
    today = machine_now()
    try:
        async with database.transaction() as db:
            service = await _service(db)
            for number in range(people):
                await factories.make_person(db, telegram_id=FIRST + number, notice_version="1", **service)
                db.add(Screen(chat_id=FIRST + number, message_id=PRESSED))
            days = [(today + timedelta(days=30 + 3 * number)).date() for number in range(SESSIONS)]
            return [(await session_for_all(db, first_day=day, capacity=SEATS)).id for day in days]
    finally:
        await database.close()


async def _service(db: AsyncSession) -> dict[str, int]:
    """What describes a person, whole, as identification leaves it."""
    entries = {kind: Reference(kind=kind, label=f"Essai {kind}", short_label=kind.value) for kind in ReferenceKind}
    db.add_all(entries.values())
    await db.flush()
    return {f"{kind.value}_id": entry.id for kind, entry in entries.items()}


def presses(sessions: list[int], people: int = PEOPLE) -> Iterator[Update]:
    """For ever: half of the presses open a card, a quarter the list of areas, a quarter register. Always the same ones.

    Each person presses again only after everybody else has.
    """
    chance = random.Random(9)
    crowd = list(range(people))
    number = 0
    while True:
        chance.shuffle(crowd)
        for person in crowd:
            session = chance.choice(sessions)
            actions = (ShowSession(session), ShowSession(session), ShowAreas(), Register(session))
            number += 1
            yield press(number, FIRST + person, chance.choice(actions))


def lines(people: int = PEOPLE) -> Iterator[Update]:
    """For ever: a line of text from each in turn, for bots without a database."""
    number = 0
    while True:
        for person in range(people):
            number += 1
            yield {"update_id": number, "message": message(LINE, FIRST + person) | {"from": _user(FIRST + person)}}


def press(number: int, chat_id: int, action: Action) -> Update:
    """What Telegram posts when somebody presses a button of a page."""
    query = {"id": str(number), "from": _user(chat_id), "chat_instance": "1", "data": action.pack()}
    pressed = message(PAGE, chat_id, reply_markup=keyboard())
    return {"update_id": number, "callback_query": query | {"message": pressed}}


def chat_of(update: Update) -> int:
    """Who is answered."""
    where = update.get("message") or update["callback_query"]["message"]
    return int(where["chat"]["id"])


def _user(person: int) -> dict[str, Any]:
    return {"id": person, "is_bot": False, "first_name": "Awa", "last_name": "Ndiaye", "language_code": "fr"}
