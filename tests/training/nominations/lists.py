"""Lists of nominations that tests import, and the organiser who sends them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from db.engine import Database
from db.models import Action, Base, Nomination, Person, Registration, Seat, TrainingSession
from tests.factories import NOW, make_organiser
from tests.training.setting import session_for_all
from training import reference_lists, uploads
from training.nominations import importing
from training.nominations.importing import Imported
from training.nominations.plan import ImportReport

HEADER = "Prénom;Nom;Corps;Grade;Téléphone"


def csv(*lines: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *lines]).encode()


@dataclass
class Desk:
    """An organiser at work on one session."""

    database: Database
    session: TrainingSession
    organiser: Person
    uploads: list[int] = field(default_factory=list)

    async def tries(self, content: bytes, now: datetime = NOW) -> ImportReport:
        """Send a file, and read its dry run."""
        async with self.database.transaction() as db:
            kept = await uploads.keep_upload(db, self.organiser, "liste.csv", content, now=now)
        self.uploads.append(kept.id)
        return await self.again(content, now)

    async def again(self, content: bytes, now: datetime = NOW) -> ImportReport:
        async with self.database.transaction() as db:
            found = await importing.read("liste.csv", content, await importing.known_corps(db))
            return await importing.plan(db, self.organiser, self.session.id, self.uploads[-1], found, now=now)

    async def says(self, line: int, other: str, *, same: bool) -> None:
        async with self.database.transaction() as db:
            await importing.answer(db, self.organiser, self.uploads[-1], line, other, same=same, now=NOW)

    async def imports(self, content: bytes, now: datetime = NOW) -> Imported:
        """Import the file that was tried last."""
        async with self.database.transaction() as db:
            found = await importing.read("liste.csv", content, await importing.known_corps(db))
            return await importing.apply(db, self.organiser, self.session.id, self.uploads[-1], found, now=now)

    async def rows(self, *tables: type[Base]) -> list[int]:
        """How many rows each table has."""
        async with self.database.transaction() as db:
            return [await db.scalar(select(func.count()).select_from(table)) or 0 for table in tables]

    async def seats(self) -> list[Seat]:
        """In the order of nomination."""
        wanted = select(Registration.seat).join(Nomination, Nomination.person_id == Registration.person_id)
        async with self.database.transaction() as db:
            there = (Nomination.session_id == self.session.id) & (Registration.session_id == self.session.id)
            return list(await db.scalars(wanted.where(there).order_by(Nomination.id)))

    async def snapshot(self) -> list[Any]:
        """Everything that an import may change."""
        async with self.database.transaction() as db:
            people = (await db.execute(select(Person.id, Person.first_name, Person.grade_id).order_by(Person.id))).all()
            nominations = select(Nomination.id, Nomination.keys, Nomination.phone).order_by(Nomination.id)
            log = select(func.count()).where(Action.verb.in_(("nomination.made", "nomination.corrected")))
            return [people, (await db.execute(nominations)).all(), await db.scalar(log)]


async def desk(database: Database, **details: Any) -> Desk:
    async with database.transaction() as db:
        await reference_lists.seed(db)
        return Desk(database, await session_for_all(db, **details), await make_organiser(db))
