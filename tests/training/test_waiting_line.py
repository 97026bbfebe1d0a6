"""A freed seat goes to the first in line whose calendar is free; nobody jumps the line."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from db.engine import Database
from db.models import Person, Seat, SessionState, TrainingSession, WithdrawalReason
from tests import factories
from tests.factories import NOW
from tests.training.setting import journal, owed, people, register, seats, session_for_all
from training import registration, waiting_line
from training.registration import Waitlisted


async def withdraw(database: Database, person: Person, session: TrainingSession, now: datetime = NOW) -> None:
    async with database.transaction() as db:
        await registration.withdraw(db, person, session.id, WithdrawalReason.DUTY, now=now)


async def fill(database: Database) -> int:
    async with database.transaction() as db:
        return await waiting_line.fill_free_seats(db, now=NOW)


async def full(database: Database, waiting: int, **details: Any) -> tuple[TrainingSession, list[Person]]:
    """A session of one seat, taken, and people who wait."""
    async with database.transaction() as db:
        session = await session_for_all(db, capacity=1, **details)
        everybody = await people(db, 1 + waiting)
    for person in everybody:
        await register(database, person, session)
    return session, everybody


async def test_a_freed_seat_goes_to_the_first_in_line_who_is_owed_the_news(database: Database) -> None:
    session, (seated, first, second) = await full(database, 2)
    await withdraw(database, seated, session)
    assert await seats(database, session) == {
        seated.id: Seat.WITHDRAWN,
        first.id: Seat.SEATED,
        second.id: Seat.WAITING,
    }
    (news,) = await owed(database, "seat_given")
    assert news.person_id == first.id
    assert (news.due_at, news.expires_at) == (NOW, session.starts_at)
    assert (await journal(database))[-1] == "registration.seat_given"


@pytest.mark.parametrize(
    ("opens", "told_at"), [(time(9), time(7)), (time(7, 1), time(7)), (time(7), time(3)), (time(6), time(3))]
)
async def test_a_seat_freed_at_night_wakes_nobody_who_can_still_come(
    database: Database, opens: time, told_at: time
) -> None:
    """The seat is given at once; the news comes after the quiet hours, unless the session has started by then."""
    session, (seated, first) = await full(database, 1, opens=opens)
    night = datetime.combine(session.first_day, time(3), tzinfo=UTC)
    await withdraw(database, seated, session, night)
    assert (await seats(database, session))[first.id] is Seat.SEATED
    (news,) = await owed(database, "seat_given")
    assert (news.due_at, news.expires_at) == (night.replace(hour=told_at.hour), session.starts_at)


async def test_leaving_the_line_gives_no_seat(database: Database) -> None:
    session, (seated, first, second) = await full(database, 2)
    await withdraw(database, first, session)
    assert (await seats(database, session))[second.id] is Seat.WAITING
    assert await owed(database, "seat_given") == []
    assert (await seats(database, session))[seated.id] is Seat.SEATED


async def test_whose_calendar_is_not_free_is_passed_over_and_keeps_their_place(database: Database) -> None:
    session, (seated, busy, free) = await full(database, 2)
    async with database.transaction() as db:
        same_days = await session_for_all(db)
        await factories.make_registration(db, same_days, busy)
    await withdraw(database, seated, session)
    assert await seats(database, session) == {seated.id: Seat.WITHDRAWN, busy.id: Seat.WAITING, free.id: Seat.SEATED}
    await withdraw(database, busy, same_days)
    await withdraw(database, free, session)
    assert (await seats(database, session))[busy.id] is Seat.SEATED


async def test_a_newcomer_does_not_jump_the_line(database: Database) -> None:
    session, (_, first) = await full(database, 1)
    async with database.transaction() as db:
        (await db.merge(session)).capacity = 2
        (newcomer,) = await people(db, 1)
    assert await register(database, newcomer, session) == Waitlisted(2)
    assert await fill(database) == 1
    assert (await seats(database, session))[first.id] is Seat.SEATED
    assert (await seats(database, session))[newcomer.id] is Seat.WAITING


async def test_the_tick_seats_whose_calendar_became_free(database: Database) -> None:
    session, (seated, busy) = await full(database, 1)
    async with database.transaction() as db:
        same_days = await session_for_all(db)
        await factories.make_registration(db, same_days, busy)
    await withdraw(database, seated, session)
    assert await fill(database) == 0
    await withdraw(database, busy, same_days)
    assert await fill(database) == 1
    assert (await seats(database, session))[busy.id] is Seat.SEATED
    assert len(await owed(database, "seat_given")) == 1


async def test_registrations_that_are_closed_keep_the_line_going(database: Database) -> None:
    session, (seated, first) = await full(database, 1)
    async with database.transaction() as db:
        (await db.merge(session)).state = SessionState.CLOSED
    await withdraw(database, seated, session)
    assert (await seats(database, session))[first.id] is Seat.SEATED


async def test_a_session_that_started_or_was_cancelled_gives_nothing(database: Database) -> None:
    session, _ = await full(database, 1)
    async with database.transaction() as db:
        found = await db.merge(session)
        found.capacity = 2
        assert await waiting_line.fill_free_seats(db, now=session.starts_at + timedelta(hours=1)) == 0
        found.state = SessionState.CANCELLED
        assert await waiting_line.fill_free_seats(db, now=NOW) == 0
        assert await waiting_line.give_freed_seat(db, found, now=NOW) == []


async def test_a_seat_given_again_after_a_return_is_news_again(database: Database) -> None:
    session, (seated, first) = await full(database, 1)
    await withdraw(database, seated, session)
    await withdraw(database, first, session)
    await register(database, seated, session)
    await register(database, first, session)
    await withdraw(database, seated, session)
    assert (await seats(database, session))[first.id] is Seat.SEATED
    assert [news.person_id for news in await owed(database, "seat_given")] == [first.id, first.id]
