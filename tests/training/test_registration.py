"""Registering, confirming, withdrawing: the decision alone, then on both engines."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from db.engine import Database
from db.models import Intention, Seat, SessionState, Standing, WithdrawalReason
from db.queries import registration as queries
from tests import factories
from tests.factories import NOW
from tests.training.setting import journal, people, register, seats, session_for_all
from training import registration
from training.errors import Forbidden, Gone, Stale
from training.registration import (
    AlreadyIn,
    Confirmed,
    Refusal,
    Refused,
    Requested,
    Seated,
    Seating,
    Verdict,
    Waitlisted,
    Withdrawn,
    decide,
)

FREE = Seating(
    state=SessionState.OPEN,
    starts_at=NOW + timedelta(days=30),
    capacity=25,
    seated=24,
    held=0,
    waiting=0,
    ahead=0,
    for_their_public=True,
)


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({}, Seated()),
        ({"seated": 25}, Waitlisted(1)),
        ({"seated": 25, "waiting": 3, "ahead": 3}, Waitlisted(4)),
        ({"waiting": 1, "ahead": 1}, Waitlisted(2)),
        ({"waiting": 1}, Seated()),
        ({"quota_full": True}, Waitlisted(1, quota_full=True)),
        ({"quota_full": True, "seated": 25}, Waitlisted(1)),
        ({"needs_approval": True}, Requested()),
        ({"needs_approval": True, "held": 1}, Waitlisted(1)),
        ({"seat": Seat.REQUESTED}, AlreadyIn(Seat.REQUESTED, None)),
        ({"held": 1}, Waitlisted(1)),
        ({"capacity": 20}, Waitlisted(1)),
        ({"seat": Seat.SEATED}, AlreadyIn(Seat.SEATED, None)),
        ({"seat": Seat.WAITING, "rank": 7, "state": SessionState.CLOSED}, AlreadyIn(Seat.WAITING, 7)),
        ({"seat": Seat.WITHDRAWN}, Seated()),
        ({"state": SessionState.CLOSED}, Refused(Refusal.NOT_OPEN)),
        ({"state": SessionState.CANCELLED}, Refused(Refusal.NOT_OPEN)),
        ({"state": SessionState.CLOSED, "left_an_offer": True}, Waitlisted(1)),
        ({"state": SessionState.CANCELLED, "left_an_offer": True}, Refused(Refusal.NOT_OPEN)),
        ({"starts_at": NOW}, Refused(Refusal.STARTED)),
        ({"for_their_public": False}, Refused(Refusal.WRONG_PUBLIC)),
    ],
)
def test_the_decision(change: dict[str, Any], verdict: Verdict) -> None:
    assert decide(replace(FREE, **change), NOW) == verdict


async def test_a_place_then_the_line(database: Database) -> None:
    async with database.transaction() as db:
        session = await session_for_all(db, capacity=1)
        first, second, third = await people(db, 3)
    assert await register(database, first, session) == Seated()
    assert await register(database, second, session) == Waitlisted(1)
    assert await register(database, third, session) == Waitlisted(2)
    assert await register(database, first, session) == AlreadyIn(Seat.SEATED, None)
    assert await register(database, third, session) == AlreadyIn(Seat.WAITING, 2)
    assert await seats(database, session) == {first.id: Seat.SEATED, second.id: Seat.WAITING, third.id: Seat.WAITING}
    assert await journal(database) == ["registration.seated", "registration.waiting", "registration.waiting"]


async def test_dates_that_overlap_are_refused(database: Database) -> None:
    async with database.transaction() as db:
        session, other = await session_for_all(db), await session_for_all(db)
        later = await session_for_all(db, first_day=session.last_day + timedelta(days=1))
        (person,) = await people(db, 1)
    assert await register(database, person, session) == Seated()
    refused = await register(database, person, other)
    assert isinstance(refused, Refused) and refused.reason is Refusal.OVERLAP
    assert refused.other is not None and refused.other.id == session.id
    assert await register(database, person, later) == Seated()
    assert await seats(database, other) == {}


async def test_a_cancelled_session_leaves_the_calendar_free(database: Database) -> None:
    async with database.transaction() as db:
        cancelled, other = await session_for_all(db, state=SessionState.CANCELLED), await session_for_all(db)
        (person,) = await people(db, 1)
        await factories.make_registration(db, cancelled, person)
    assert await register(database, person, other) == Seated()


async def test_the_wrong_public_is_refused(database: Database) -> None:
    async with database.transaction() as db:
        session = await factories.make_session(db, publics=["magistrats"])
        (person,) = await people(db, 1)
    assert await register(database, person, session) == Refused(Refusal.WRONG_PUBLIC)
    assert await seats(database, session) == {}


@pytest.mark.parametrize("standing", [Standing.JOINING, Standing.UNVERIFIED, Standing.REFUSED])
async def test_only_verified_people_register(database: Database, standing: Standing) -> None:
    async with database.transaction() as db:
        session = await session_for_all(db)
        person = await factories.make_person(db, standing=standing)
    with pytest.raises(Forbidden):
        await register(database, person, session)


async def test_a_standing_that_changed_meanwhile_is_read_again(database: Database) -> None:
    async with database.transaction() as db:
        session = await session_for_all(db)
        (person,) = await people(db, 1)
    async with database.transaction() as db:
        (await db.merge(person)).standing = Standing.REFUSED
    with pytest.raises(Forbidden):
        await register(database, person, session)


async def test_a_draft_does_not_exist(database: Database) -> None:
    async with database.transaction() as db:
        draft = await session_for_all(db, state=SessionState.DRAFT)
        (person,) = await people(db, 1)
    with pytest.raises(Gone):
        await register(database, person, draft)


async def test_confirming_is_another_fact_than_a_seat(database: Database) -> None:
    async with database.transaction() as db:
        session = await session_for_all(db, capacity=1)
        seated, waiting = await people(db, 2)
    await register(database, seated, session)
    await register(database, waiting, session)
    async with database.transaction() as db:
        assert await registration.confirm(db, seated, session.id, now=NOW) == Confirmed(again=False)
    async with database.transaction() as db:
        assert await registration.confirm(db, seated, session.id, now=NOW) == Confirmed(again=True)
        mine = await queries.find(db, session.id, seated.id)
        assert mine is not None and mine.intention is Intention.CONFIRMED
        with pytest.raises(Gone):
            await registration.confirm(db, waiting, session.id, now=NOW)
        with pytest.raises(Stale):
            await registration.confirm(db, seated, session.id, now=session.starts_at)
    assert (await journal(database)).count("registration.confirmed") == 1


async def test_withdrawing_twice_changes_nothing_more(database: Database) -> None:
    async with database.transaction() as db:
        session = await session_for_all(db)
        (person,) = await people(db, 1)
    await register(database, person, session)
    for was in (Seat.SEATED, Seat.WITHDRAWN):
        async with database.transaction() as db:
            left = await registration.withdraw(db, person, session.id, WithdrawalReason.DUTY, now=NOW)
        assert isinstance(left, Withdrawn) and left.was is was
    assert await seats(database, session) == {person.id: Seat.WITHDRAWN}
    assert (await journal(database)).count("registration.withdrawn") == 1


async def test_who_never_registered_or_comes_too_late_does_not_withdraw(database: Database) -> None:
    async with database.transaction() as db:
        session = await session_for_all(db)
        person, stranger = await people(db, 2)
    await register(database, person, session)
    async with database.transaction() as db:
        with pytest.raises(Gone):
            await registration.withdraw(db, stranger, session.id, WithdrawalReason.DUTY, now=NOW)
        with pytest.raises(Stale):
            await registration.withdraw(db, person, session.id, WithdrawalReason.DUTY, now=session.starts_at)


async def test_who_comes_back_goes_to_the_end_of_the_line(database: Database) -> None:
    async with database.transaction() as db:
        session = await session_for_all(db, capacity=1)
        first, second, third = await people(db, 3)
    for person in (first, second, third):
        await register(database, person, session)
    async with database.transaction() as db:
        await registration.withdraw(db, second, session.id, WithdrawalReason.LEAVE, now=NOW)
    assert await register(database, second, session) == Waitlisted(2)
    assert list(await seats(database, session)) == [first.id, third.id, second.id]
