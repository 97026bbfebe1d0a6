"""A session with people who stand to it in every way, an organiser and a colleague, and a draft to it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.engine import Database
from db.models import (
    Action,
    Announcement,
    AnnouncementState,
    Dispatch,
    DispatchKind,
    Intention,
    OutboxMessage,
    OutboxState,
    Person,
    Seat,
    TrainingSession,
)
from db.queries import dispatches as queries
from tests.factories import NOW, make_organiser, make_person, make_registration, make_session
from training.announcements import departure, drafting
from training.announcements.drafting import Message
from training.announcements.objections import Rules

ALONE = Rules(approval_above=0, zone="Africa/Dakar")
BOTH = Rules(approval_above=2, zone="Africa/Dakar")
NIGHT = datetime(2026, 10, 5, 22, tzinfo=UTC)
MORNING = datetime(2026, 10, 6, 7, tzinfo=UTC)
R = TypeVar("R")


@dataclass
class Scene:
    """Three people are seated, of whom the first has confirmed; one waits, one has withdrawn."""

    database: Database
    author: Person
    colleague: Person
    session: TrainingSession
    seated: list[Person]
    waiting: Person
    draft_id: int

    async def do(self, use_case: Callable[..., Awaitable[R]], *arguments: Any, **options: Any) -> R:
        """Run a use case in a transaction of its own, at NOW unless told otherwise."""
        async with self.database.transaction() as db:
            return await use_case(db, *arguments, **({"now": NOW} | options))

    async def agree(self, rules: Rules = ALONE, now: datetime = NOW, **options: Any) -> departure.Agreed:
        async with self.database.transaction() as db:
            return await departure.agree(db, self.author, self.draft_id, rules, now=now, **options)

    async def state(self) -> AnnouncementState:
        return (await self.announcement()).state

    async def announcement(self) -> Announcement:
        async with self.database.transaction() as db:
            found = await db.get(Announcement, self.draft_id)
            assert found is not None
            return found

    async def dispatch(self, kind: DispatchKind | None = None) -> Dispatch:
        async with self.database.transaction() as db:
            found = await queries.of(db, self.draft_id, kind)
            assert found is not None
            return found

    async def messages(self, kind: DispatchKind = DispatchKind.SENDING) -> dict[int, OutboxState]:
        """The state of each person's message in the latest dispatch of a kind."""
        dispatch = await self.dispatch(kind)
        async with self.database.transaction() as db:
            rows = await db.scalars(select(OutboxMessage).where(OutboxMessage.dispatch_id == dispatch.id))
            return {row.person_id or 0: row.state for row in rows}

    async def owed(self, kind: str) -> list[int]:
        """Who is owed a notice of this kind."""
        async with self.database.transaction() as db:
            rows = await db.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind))
            return sorted(row.person_id or 0 for row in rows)

    async def settle(self, person: Person, state: OutboxState, message_id: int | None = None) -> None:
        """What became of the messages of somebody."""
        async with self.database.transaction() as db:
            mine = OutboxMessage.person_id == person.id
            await db.execute(
                update(OutboxMessage).where(mine).values(state=state, message_id=message_id, settled_at=NOW)
            )

    async def change(self, **values: Any) -> None:
        """Change the draft beneath every rule."""
        async with self.database.transaction() as db:
            await db.execute(update(Announcement).where(Announcement.id == self.draft_id).values(**values))

    async def verbs(self) -> list[str]:
        async with self.database.transaction() as db:
            return list(await db.scalars(select(Action.verb).order_by(Action.id)))


async def make_scene(database: Database) -> Scene:
    """In three transactions: people, session, draft."""
    async with database.transaction() as db:
        author, colleague, session = await make_organiser(db), await make_organiser(db), await make_session(db)
        seated = [await make_person(db, form_of_address="Madame,") for _ in range(3)]
        waiting, left = await make_person(db), await make_person(db)
        for person in seated:
            confirmed = Intention.CONFIRMED if person is seated[0] else Intention.UNKNOWN
            await make_registration(db, session, person, intention=confirmed)
        await make_registration(db, session, waiting, Seat.WAITING)
        await make_registration(db, session, left, Seat.WITHDRAWN)
        made = await drafting.draft(db, author, Message("La salle change."), session_id=session.id, now=NOW)
    return Scene(database, author, colleague, session, seated, waiting, made.id)


async def empty(db: AsyncSession, person: Person, **values: Any) -> None:
    """Take something away from somebody's record."""
    await db.execute(update(Person).where(Person.id == person.id).values(**values))
