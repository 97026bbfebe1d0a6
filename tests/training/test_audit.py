"""Each rule of the audit finds its breach, and nothing else; a house in order has none."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.engine import Database
from db.models import Action, OfferState, Person, Registration, Seat, SeatOffer, TrainingSession, WithdrawalReason
from tests.factories import NOW
from tests.training.setting import accept, offered, people, register, session_for_all, withdraw
from training import audit

Break = Callable[[AsyncSession, TrainingSession], Awaitable[Any]]


async def breaches(database: Database) -> list[str]:
    async with database.transaction() as db:
        return [each.rule for each in await audit.breaches(db, now=NOW)]


async def a_house_in_order(database: Database) -> tuple[TrainingSession, list[Person]]:
    """Two seats; one was given up, offered, taken; somebody waits; another seat is reserved by an offer."""
    async with database.transaction() as db:
        session = await session_for_all(db, capacity=2)
        everybody = await people(db, 5)
    for person in everybody:
        await register(database, person, session)
    await withdraw(database, everybody[0], session)
    (offer,) = await offered(database)
    await accept(database, everybody[2], offer)
    await withdraw(database, everybody[1], session)
    return session, everybody


async def registration(db: AsyncSession, session: TrainingSession, seat: Seat) -> Registration:
    wanted = select(Registration).where(Registration.session_id == session.id, Registration.seat == seat)
    return (await db.scalars(wanted.order_by(Registration.id).limit(1))).one()


async def oversold(db: AsyncSession, session: TrainingSession) -> None:
    (await db.get_one(TrainingSession, session.id)).capacity = 0


async def over_reserved(db: AsyncSession, session: TrainingSession) -> None:
    (await db.get_one(TrainingSession, session.id)).capacity = 1


async def tied(db: AsyncSession, session: TrainingSession) -> None:
    one, other = await db.scalars(select(Registration).where(Registration.seat == Seat.WITHDRAWN))
    one.place_in_line = other.place_in_line


async def offered_to_nobody(db: AsyncSession, session: TrainingSession) -> None:
    one = await registration(db, session, Seat.WITHDRAWN)
    (await db.scalars(select(SeatOffer).where(SeatOffer.state == OfferState.PENDING))).one().registration_id = one.id


async def accepted_late(db: AsyncSession, session: TrainingSession) -> None:
    (await db.scalars(select(SeatOffer).where(SeatOffer.state == OfferState.ACCEPTED))).one().expires_at = NOW


async def without_reason(db: AsyncSession, session: TrainingSession) -> None:
    (await registration(db, session, Seat.WITHDRAWN)).withdrawal_reason = None


async def with_a_reason_to_stay(db: AsyncSession, session: TrainingSession) -> None:
    (await registration(db, session, Seat.SEATED)).withdrawal_reason = WithdrawalReason.DUTY


async def unwritten(db: AsyncSession, session: TrainingSession) -> None:
    await db.execute(delete(Action).where(Action.verb == "registration.offer_accepted"))


async def at_another_time(db: AsyncSession, session: TrainingSession) -> None:
    (await registration(db, session, Seat.SEATED)).changed_at = NOW + timedelta(minutes=1)


async def test_a_house_in_order_has_no_breach(database: Database) -> None:
    await a_house_in_order(database)
    assert await breaches(database) == []


@pytest.mark.parametrize(
    ("breaks", "rules"),
    [
        (oversold, ["more people than seats", "more seats given and reserved than there are"]),
        (over_reserved, ["more seats given and reserved than there are"]),
        (tied, ["two with the same place in line"]),
        (offered_to_nobody, ["offer to somebody who does not wait"]),
        (accepted_late, ["offer accepted too late"]),
        (without_reason, ["a reason without a withdrawal, or the reverse"]),
        (with_a_reason_to_stay, ["a reason without a withdrawal, or the reverse"]),
        (unwritten, ["not as the action log says"]),
        (at_another_time, ["not as the action log says"]),
    ],
)
async def test_each_breach_is_found(database: Database, breaks: Break, rules: list[str]) -> None:
    session, _ = await a_house_in_order(database)
    async with database.transaction() as db:
        await breaks(db, session)
    assert await breaches(database) == rules


async def test_two_rooms_at_once_are_found(database: Database) -> None:
    session, everybody = await a_house_in_order(database)
    async with database.transaction() as db:
        same_days = await session_for_all(db)
        later = await session_for_all(db, first_day=session.last_day + timedelta(days=1))
    await register(database, everybody[0], same_days)
    assert await register(database, everybody[0], later)
    assert await breaches(database) == []
    async with database.transaction() as db:
        (await db.get_one(TrainingSession, later.id)).first_day = session.last_day
    assert await breaches(database) == [f"also seated in session {same_days.id} of the same days"]
