"""A database with somebody to write to, workers, and ways to see what became of what was owed."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from markupsafe import Markup
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Bot

from bot.clock import Clock, machine_now
from bot.delivery.pace import LocalPace
from bot.delivery.render import Renderer, Renderers
from bot.delivery.worker import Worker
from bot.house import House
from bot.language import Words
from bot.settings import Settings
from bot.transport import Transport
from bot.views.page import Page
from db.engine import Database
from db.machine_time import machine_time
from db.models import DeliveryPause, OutboxMessage, OutboxState, Person, TrainingSession
from db.queries import outbox as claims
from db.queries.outbox import Claimed
from simulator.world import World
from tests.factories import NOW, make_person, make_registration, make_session
from tests.wire import Answer, Wire, http, ok
from training import outbox
from training.notices import Notice, Reminder, VerificationDecided

TOKEN = "7300000001:AAinvented_token_of_the_tests_only"


async def say_key(_db: AsyncSession, row: Claimed, _person: Person, _words: Words, _now: datetime) -> Page | None:
    """A page that says which message it is."""
    return Page(Markup("Message {}").format(row.key))


RENDERERS: Mapping[str, Renderer] = dict.fromkeys(("reminder", "announced", "verification_decided"), say_key)


class Stage:
    """What the tests of delivery share. Programme time stands at NOW."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = Clock(lambda: NOW)
        self.house = House(
            settings=Settings(telegram_token=TOKEN),
            database=database,
            clock=self.clock,
            server_secret="invented",
            notice="",
            flows={},
            current_page=_no_page,
            unasked=_no_page,
        )

    def worker(self, bot: Bot, renderers: Renderers = RENDERERS, **options: Any) -> Worker:
        """A worker; faster than the real ones unless it is given a pace."""
        options.setdefault("pace", LocalPace(per_second=1000))
        return Worker(self.house, bot, renderers, **options)

    async def deliver(self, bot: Bot, **options: Any) -> int:
        """One look of a fresh worker at what is due, until it is settled; how many were claimed."""
        worker = self.worker(bot, **options)
        claimed = await worker.deliver()
        await worker.settled()
        return claimed

    async def person(self, **details: Any) -> Person:
        async with self.database.transaction() as db:
            return await make_person(db, **details)

    async def seated(self, person: Person) -> tuple[TrainingSession, int]:
        """A session where this person has a seat, and the registration's id."""
        async with self.database.transaction() as db:
            session = await make_session(db)
            return session, (await make_registration(db, session, person)).id

    async def owe(self, person: Person, key: str, notice: Notice | None = None, **options: Any) -> None:
        """Owe a message that is due now; by default one whose lost answer is not tried again."""
        async with self.database.transaction() as db:
            options.setdefault("due_at", NOW)
            await outbox.owe(db, person.id, notice or VerificationDecided(accepted=True), key=key, **options)

    async def owe_reminder(self, person: Person, key: str) -> None:
        """Owe a message whose lost answer is tried once more."""
        session, registration_id = await self.seated(person)
        await self.owe(person, key, Reminder(registration_id, session.version, "j7"))

    async def rows(self) -> dict[str, OutboxMessage]:
        """What is committed, by key."""
        async with self.database.transaction() as db:
            return {row.key: row for row in await db.scalars(select(OutboxMessage))}

    async def row(self, key: str = "a") -> OutboxMessage:
        return (await self.rows())[key]

    async def states(self) -> dict[str, OutboxState]:
        return {key: row.state for key, row in (await self.rows()).items()}

    async def set(self, **values: Any) -> None:
        """Change every message: machine time passes, a process died long ago."""
        async with self.database.transaction() as db:
            await db.execute(update(OutboxMessage).values(**values))

    async def leases_run_out(self) -> None:
        await self.set(lease_machine=machine_now() - timedelta(seconds=1))

    async def backoffs_run_out(self) -> None:
        await self.set(next_attempt_machine=None)

    async def pauses_run_out(self) -> None:
        async with self.database.transaction() as db:
            await db.execute(update(DeliveryPause).values(until_machine=machine_time(-1)))


async def claim(database: Database, ticket: str = "one:1", limit: int = 25, lease: float = 60) -> list[Claimed]:
    """Take what is due, in a transaction of its own."""
    async with database.transaction() as db:
        return await claims.claim(db, ticket, now=NOW, limit=limit, lease=lease)


async def _no_page(*_: object) -> Page:
    raise AssertionError("delivery asks for no page of the conversation")


@asynccontextmanager
async def library(url: str, token: str = TOKEN) -> AsyncIterator[Bot]:
    """The real library, talking with what answers at `url`."""
    async with Bot(token, base_url=f"{url}/bot", request=Transport(), get_updates_request=Transport()) as bot:
        yield bot


@asynccontextmanager
async def unacquainted(url: str, token: str = TOKEN) -> AsyncIterator[Bot]:
    """The same, where nobody answers or the token is refused: the library never asked who it is."""
    async with Transport(read_timeout=1) as transport:
        yield Bot(token, base_url=f"{url}/bot", request=transport, get_updates_request=transport)


@asynccontextmanager
async def scripted(*answers: Answer) -> AsyncIterator[Bot]:
    """The real library in front of a server that gives these answers in turn, the last one for ever."""
    async with Wire(list(answers)) as wire, unacquainted(wire.url) as bot:
        yield bot


def accepted(message_id: int = 41) -> bytes:
    """What Telegram answers to a message that it took."""
    return ok({"message_id": message_id, "date": 0, "chat": {"id": 1, "type": "private"}, "text": "x"})


def refused(code: int, description: str, **parameters: int) -> bytes:
    """What Telegram answers to a message that it did not take."""
    extra = {"parameters": parameters} if parameters else {}
    return http(code, {"ok": False, "error_code": code, "description": description} | extra)


def texts(world: World, person: Person) -> list[str]:
    """What the bot wrote to somebody, in order."""
    assert person.telegram_id is not None
    return [message.text for message in world.people[person.telegram_id].messages.values() if message.from_bot]


async def phone(world: World, person: Person) -> None:
    """Give somebody a phone that has started the bot."""
    await world.add_person("Awa", id=person.telegram_id)
    assert person.telegram_id is not None
    await world.start(person.telegram_id)


async def with_phone(stage: Stage, world: World) -> Person:
    """Somebody who has started the bot."""
    person = await stage.person()
    await phone(world, person)
    return person
