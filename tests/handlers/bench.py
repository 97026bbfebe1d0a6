"""A running bot with the simulator, and the people whom tests put in front of it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.house import TrainingApplication
from bot.main import running
from bot.settings import NoticeSettings, Settings
from db.models import (
    Civility,
    InboxState,
    InboxUpdate,
    Person,
    Reference,
    ReferenceKind,
    Role,
    RoleGrant,
    Standing,
)
from simulator.serve import Running
from simulator.world import World
from tests.phones import PATIENCE, Phone
from training.people import match_key

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
"""When every test begins."""


def settings(simulator: Running, database_url: str) -> Settings:
    """Settings of a test, which read neither the environment's notice nor an `.env` file."""
    return Settings(
        telegram_token=SecretStr(simulator.world.token),
        telegram_api_url=simulator.url,
        database_url=database_url,
        secret_key=SecretStr("a-secret-of-the-tests"),
        notice=NoticeSettings(
            version="1",
            controller="Programme d’essai, Dakar",
            contact="equipe@example.org",
            retention="durée du programme",
            hosting="hébergeur d’essai, Sénégal",
            cdp_number="000-ESSAI",
        ),
    )


@dataclass
class Bench:
    """The bot, the simulator, and a second way into the database for what was committed."""

    application: TrainingApplication
    world: World

    def transaction(self) -> AbstractAsyncContextManager[AsyncSession]:
        """Read back, or put something in place, beside the bot."""
        return self.application.house.database.transaction()

    def now(self, at: datetime) -> None:
        """Move programme time."""
        self.application.house.clock.set(at)

    async def stranger(self, first_name: str, last_name: str = "Ndiaye", **details: Any) -> Phone:
        """Somebody who never spoke with the bot."""
        return await Phone.new(self.world, first_name, last_name, **details)

    async def known(
        self,
        first_name: str,
        last_name: str = "Ndiaye",
        *,
        standing: Standing = Standing.VERIFIED,
        role: Role | None = None,
    ) -> Phone:
        """Somebody identified, whose phone shows « Ma situation » of their standing."""
        phone = await self.stranger(first_name, last_name)
        async with self.transaction() as db:
            await _identified(db, phone.id, first_name, last_name, standing, role)
        await phone.opens("")
        await phone.sees("")
        return phone

    async def verified(self, first_name: str, last_name: str = "Ndiaye") -> Phone:
        return await self.known(first_name, last_name)

    async def organiser(self, first_name: str = "Khady", role: Role = Role.ORGANISER) -> Phone:
        """Somebody of the team, who also has a record."""
        return await self.known(first_name, "Sarr", role=role)

    async def settled(self) -> None:
        """Wait until everything that came in was applied and shown."""
        async with asyncio.timeout(PATIENCE):
            while await self._undone():  # noqa: ASYNC110 - a condition of the database, seen from outside
                await asyncio.sleep(0.005)

    async def _undone(self) -> bool:
        if self.world.updates.pending:
            return True
        async with self.transaction() as db:
            waits = InboxUpdate.state.in_((InboxState.RECEIVED, InboxState.APPLIED))
            return (await db.scalars(select(InboxUpdate.update_id).where(waits).limit(1))).first() is not None

    async def person(self, phone: Phone) -> Person | None:
        """The person of a phone, as committed."""
        async with self.transaction() as db:
            return (await db.scalars(select(Person).where(Person.telegram_id == phone.id))).first()


@contextlib.asynccontextmanager
async def bench(database_url: str) -> AsyncIterator[Bench]:
    """Everything started, on MONDAY, and at the end stopped."""
    async with Running() as simulator, running(settings(simulator, database_url)) as application:
        await simulator.world.set_rates(overall_per_second=None, chat_per_second=None)
        application.house.clock.set(MONDAY)
        yield Bench(application, simulator.world)


async def _identified(
    db: AsyncSession, telegram_id: int, first: str, last: str, standing: Standing, role: Role | None
) -> None:
    corps = await _corps(db)
    person = Person(
        telegram_id=telegram_id,
        standing=standing,
        civility=Civility.MADAME,
        first_name=first,
        last_name=last,
        match_key=match_key(first, last),
        corps_id=corps.id,
        form_of_address="Madame, Monsieur,",
        notice_version="1",
        notice_at=MONDAY,
        identified_at=MONDAY,
        created_at=MONDAY,
    )
    db.add(person)
    await db.flush()
    if role:
        db.add(RoleGrant(person_id=person.id, role=role, granted_at=MONDAY))


async def _corps(db: AsyncSession) -> Reference:
    wanted = select(Reference).where(Reference.kind == ReferenceKind.CORPS).order_by(Reference.id).limit(1)
    found = (await db.scalars(wanted)).first()
    if found is None:
        found = Reference(kind=ReferenceKind.CORPS, label="Police nationale", short_label="Police")
        db.add(found)
        await db.flush()
    return found
