"""What the tests of the rules share: a session for everybody, people who register in it, and reading back."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from db.engine import Database
from db.models import (
    Action,
    AudienceTerm,
    Dimension,
    OutboxMessage,
    Person,
    Reference,
    ReferenceKind,
    Registration,
    Seat,
    SeatOffer,
    TrainingSession,
    WithdrawalReason,
)
from tests import factories
from training import offers, registration
from training.offers import Accepted, Over
from training.registration import Refused, Verdict

EVERYBODY = "tous"
FORCE = "Police nationale"


async def session_for_all(db: AsyncSession, **details: Any) -> TrainingSession:
    """An open session that addresses everybody."""
    if not await db.scalar(select(func.count()).where(AudienceTerm.term == EVERYBODY)):
        db.add(AudienceTerm(term=EVERYBODY, label="Tous publics", dimension=Dimension.ANYONE, value=""))
    return await factories.make_session(db, publics=[EVERYBODY], **details)


POLICE = "police"


async def police_and_others(db: AsyncSession, number: int) -> list[Person]:
    """So many people, of whom the first two are of the police, which a quota of POLICE counts."""
    corps = await db.scalar(select(Reference).where(Reference.kind == ReferenceKind.CORPS, Reference.label == FORCE))
    if corps is None:
        corps = Reference(kind=ReferenceKind.CORPS, label=FORCE, short_label="Police", position=1)
        db.add_all([corps, AudienceTerm(term=POLICE, label=FORCE, dimension=Dimension.CORPS, value=FORCE)])
        await db.flush()
    return [await factories.make_person(db, corps_id=corps.id if n < 2 else None) for n in range(number)]


async def people(db: AsyncSession, number: int) -> list[Person]:
    return [await factories.make_person(db) for _ in range(number)]


async def register(
    database: Database, person: Person, session: TrainingSession, now: datetime = factories.NOW
) -> Verdict:
    """One request, in a transaction of its own."""
    async with database.transaction() as db:
        return await registration.register(db, person, session.id, now=now)


async def withdraw(database: Database, person: Person, session: TrainingSession, now: datetime = factories.NOW) -> None:
    """Leave, in a transaction of its own."""
    async with database.transaction() as db:
        await registration.withdraw(db, person, session.id, WithdrawalReason.DUTY, now=now)


async def accept(
    database: Database, person: Person, offer: SeatOffer, now: datetime = factories.NOW
) -> Accepted | Over | Refused:
    """Take the offered seat, in a transaction of its own."""
    async with database.transaction() as db:
        return await offers.accept(db, person, offer.id, now=now)


async def offered(database: Database) -> list[SeatOffer]:
    """Every offer ever made, as committed, in the order of their ids."""
    async with database.transaction() as db:
        wanted = select(SeatOffer).options(joinedload(SeatOffer.registration)).order_by(SeatOffer.id)
        return list(await db.scalars(wanted))


async def seats(database: Database, session: TrainingSession) -> dict[int, Seat]:
    """Who has which seat, as committed, by person and in order of arrival."""
    wanted = select(Registration.person_id, Registration.seat).where(Registration.session_id == session.id)
    async with database.transaction() as db:
        rows = await db.execute(wanted.order_by(Registration.place_in_line))
        return dict(rows.all())


async def owed(database: Database, kind: str) -> list[OutboxMessage]:
    """What is owed of one kind, as committed, in the order of its ids."""
    wanted = select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)
    async with database.transaction() as db:
        return list(await db.scalars(wanted))


async def journal(database: Database) -> list[str]:
    """The verbs of the action log, as committed."""
    async with database.transaction() as db:
        return list(await db.scalars(select(Action.verb).order_by(Action.id)))
