"""A free seat is offered to who waits, in order; nobody jumps the line; nobody leaves it without knowing."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from db.engine import Database
from db.models import (
    OfferState,
    OutboxMessage,
    OutboxState,
    Person,
    Seat,
    SeatOffer,
    SessionState,
    Standing,
    TrainingSession,
)
from db.queries import registration as queries
from tests import factories
from tests.factories import NOW
from tests.training.setting import accept, journal, offered, owed, people, register, seats, session_for_all, withdraw
from training import offers, waiting_line
from training.errors import Forbidden, Gone, Stale
from training.offers import Accepted, Declined, OfferEnd, Over
from training.registration import Refusal, Refused, Seated, Waitlisted


async def tend(database: Database, now: datetime = NOW) -> int:
    async with database.transaction() as db:
        return await waiting_line.tend(db, now=now)


async def decline(database: Database, person: Person, offer: SeatOffer, now: datetime = NOW) -> Declined | Over:
    async with database.transaction() as db:
        return await offers.decline(db, person, offer.id, now=now)


async def full(database: Database, waiting: int, **details: Any) -> tuple[TrainingSession, list[Person]]:
    """A session of one seat, taken, and people who wait."""
    async with database.transaction() as db:
        session = await session_for_all(db, capacity=1, **details)
        everybody = await people(db, 1 + waiting)
    for person in everybody:
        await register(database, person, session)
    return session, everybody


async def told(database: Database) -> None:
    """Whatever was owed has been sent."""
    async with database.transaction() as db:
        await db.execute(update(OutboxMessage).values(state=OutboxState.SENT))


async def change(database: Database, session: TrainingSession, **values: Any) -> None:
    async with database.transaction() as db:
        found = await db.merge(session)
        for name, value in values.items():
            setattr(found, name, value)


async def test_a_freed_seat_is_offered_to_the_first_in_line_and_reserved(database: Database) -> None:
    session, (seated, first, second) = await full(database, 2)
    await withdraw(database, seated, session)
    (offer,) = await offered(database)
    assert (offer.holds_seat, offer.state, offer.offered_at) == (True, OfferState.PENDING, NOW)
    (news,) = await owed(database, "seat_offered")
    assert (news.person_id, news.due_at, news.expires_at) == (first.id, NOW, session.starts_at)
    assert await seats(database, session) == {
        seated.id: Seat.WITHDRAWN,
        first.id: Seat.WAITING,
        second.id: Seat.WAITING,
    }
    assert (await journal(database))[-1] == "registration.seat_offered"
    assert await register(database, seated, session) == Waitlisted(3), "the seat is reserved"
    assert await tend(database) == 0


async def test_who_accepts_has_the_seat_and_means_to_come(database: Database) -> None:
    session, (seated, first, _) = await full(database, 2)
    await withdraw(database, seated, session)
    (offer,) = await offered(database)
    for again in (False, True):
        accepted = await accept(database, first, offer)
        assert isinstance(accepted, Accepted) and accepted.again is again
    async with database.transaction() as db:
        mine = await queries.find(db, session.id, first.id)
    assert mine is not None and (mine.seat.value, mine.intention.value) == ("seated", "confirmed")
    assert (await journal(database)).count("registration.offer_accepted") == 1
    (offer,) = await offered(database)
    assert (offer.state, offer.answered_at) == (OfferState.ACCEPTED, NOW)


async def test_who_declines_leaves_the_line_and_the_next_one_is_asked(database: Database) -> None:
    session, (seated, first, second) = await full(database, 2)
    await withdraw(database, seated, session)
    (offer,) = await offered(database)
    assert isinstance(await decline(database, first, offer), Declined)
    again = await decline(database, first, offer)
    assert isinstance(again, Over) and again.end is OfferEnd.ANSWERED
    assert (await seats(database, session))[first.id] is Seat.WITHDRAWN
    assert [news.person_id for news in await owed(database, "seat_offered")] == [first.id, second.id]
    assert await register(database, first, session) == Waitlisted(2), "they may come back, at the end"


async def test_an_offer_ends_with_its_time_whether_or_not_anything_swept_it(database: Database) -> None:
    session, (seated, first) = await full(database, 1)
    await withdraw(database, seated, session)
    await told(database)
    (offer,) = await offered(database)
    late = await accept(database, first, offer, offer.expires_at)
    assert isinstance(late, Over) and (late.end, late.until) == (OfferEnd.LATE, offer.expires_at)
    assert isinstance(await accept(database, first, offer, offer.expires_at - timedelta(seconds=1)), Accepted)


async def test_who_does_not_answer_is_told_and_the_next_one_is_asked(database: Database) -> None:
    session, (seated, first, second) = await full(database, 2)
    await withdraw(database, seated, session)
    await told(database)
    (offer,) = await offered(database)
    assert await tend(database, offer.expires_at - timedelta(seconds=1)) == 0
    assert await tend(database, offer.expires_at) == 1
    assert (await seats(database, session))[first.id] is Seat.WITHDRAWN
    assert [news.person_id for news in await owed(database, "offer_lapsed")] == [first.id]
    assert [news.person_id for news in await owed(database, "seat_offered")] == [first.id, second.id]
    assert await register(database, first, session, offer.expires_at) == Waitlisted(2)


async def test_who_could_not_be_told_in_all_that_time_keeps_their_place(database: Database) -> None:
    """After an outage: their message is still owed, so that nobody can have answered it."""
    session, (seated, first, _) = await full(database, 2)
    await withdraw(database, seated, session)
    (offer,) = await offered(database)
    assert await tend(database, offer.expires_at) == 1
    old, new = await offered(database)
    assert (old.state, new.registration_id, new.offered_at) == (OfferState.VOID, old.registration_id, old.expires_at)
    assert (await seats(database, session))[first.id] is Seat.WAITING
    assert await owed(database, "offer_lapsed") == []


async def test_a_newcomer_takes_the_seat_that_nobody_waits_for_any_more(database: Database) -> None:
    """Nothing has swept the offer that expired: who reads it judges."""
    session, (seated, _) = await full(database, 1)
    await withdraw(database, seated, session)
    await told(database)
    (offer,) = await offered(database)
    async with database.transaction() as db:
        (newcomer,) = await people(db, 1)
    assert await register(database, newcomer, session, offer.expires_at) == Seated()


@pytest.mark.parametrize(
    ("opens", "told_at"), [(time(9), time(7)), (time(7, 1), time(7)), (time(7), time(3)), (time(6), time(3))]
)
async def test_a_seat_freed_at_night_wakes_nobody_who_can_still_come(
    database: Database, opens: time, told_at: time
) -> None:
    session, (seated, _) = await full(database, 1, opens=opens)
    night = datetime.combine(session.first_day, time(3), tzinfo=UTC)
    await withdraw(database, seated, session, night)
    (news,) = await owed(database, "seat_offered")
    assert (news.due_at, news.expires_at) == (night.replace(hour=told_at.hour), session.starts_at)


@pytest.mark.parametrize(("days", "hours"), [(9, 24), (8, 24), (7, 8), (4, 8), (3, 4), (2, 4)])
async def test_the_nearer_the_session_the_shorter_the_time(database: Database, days: int, hours: int) -> None:
    session, (seated, _) = await full(database, 1)
    at = session.starts_at.replace(hour=8) - timedelta(days=days)
    await withdraw(database, seated, session, at)
    (offer,) = await offered(database)
    night = 11 if hours > 12 else 0
    assert (offer.holds_seat, offer.expires_at) == (True, at + timedelta(hours=hours + night))


async def test_from_the_day_before_the_first_answer_has_the_seat(database: Database) -> None:
    session, (seated, first, second, third) = await full(database, 3)
    eve = session.starts_at - timedelta(days=1)
    await withdraw(database, seated, session, eve)
    mine, hers, theirs = await offered(database)
    assert not (mine.holds_seat or hers.holds_seat) and hers.expires_at == session.starts_at
    assert [news.person_id for news in await owed(database, "seat_offered")] == [first.id, second.id, third.id]
    assert isinstance(await accept(database, second, hers, eve), Accepted)
    lost = await accept(database, first, mine, eve)
    assert isinstance(lost, Over) and (lost.end, lost.waits) == (OfferEnd.TAKEN, True)
    assert (await seats(database, session))[first.id] is Seat.WAITING, "in their place"
    await withdraw(database, second, session, eve)
    *_, new, _ = await offered(database)
    assert isinstance(await accept(database, first, new, eve), Accepted), "another one: another message"
    assert isinstance(await accept(database, third, theirs, eve), Over)


async def test_leaving_the_line_gives_no_seat_away_but_frees_the_offered_one(database: Database) -> None:
    session, (seated, first, second) = await full(database, 2)
    await withdraw(database, second, session)
    assert await owed(database, "seat_offered") == []
    await register(database, second, session)
    await withdraw(database, seated, session)
    await withdraw(database, first, session)
    assert [news.person_id for news in await owed(database, "seat_offered")] == [first.id, second.id]
    assert [offer.state for offer in await offered(database)] == [OfferState.VOID, OfferState.PENDING]


async def test_who_took_a_seat_and_gives_it_back_frees_it_again(database: Database) -> None:
    session, (seated, first, second) = await full(database, 2)
    await withdraw(database, seated, session)
    (offer,) = await offered(database)
    await accept(database, first, offer)
    await withdraw(database, first, session)
    assert [news.person_id for news in await owed(database, "seat_offered")] == [first.id, second.id]


async def test_whose_calendar_is_not_free_is_passed_over_and_keeps_their_place(database: Database) -> None:
    session, (seated, busy, free) = await full(database, 2)
    async with database.transaction() as db:
        same_days = await session_for_all(db)
        await factories.make_registration(db, same_days, busy)
    await withdraw(database, seated, session)
    assert [news.person_id for news in await owed(database, "seat_offered")] == [free.id]
    assert (await seats(database, session))[busy.id] is Seat.WAITING
    await change(database, session, capacity=2)
    assert await tend(database) == 0
    await withdraw(database, busy, same_days)
    assert await tend(database) == 1
    assert [news.person_id for news in await owed(database, "seat_offered")] == [free.id, busy.id]


async def test_a_calendar_that_is_full_by_now_is_named_and_the_offer_stands(database: Database) -> None:
    session, (seated, first) = await full(database, 1)
    await withdraw(database, seated, session)
    (offer,) = await offered(database)
    async with database.transaction() as db:
        same_days = await session_for_all(db)
    await register(database, first, same_days)
    refused = await accept(database, first, offer)
    assert isinstance(refused, Refused) and refused.reason is Refusal.OVERLAP and refused.other is not None
    assert refused.other.id == same_days.id
    await withdraw(database, first, same_days)
    assert isinstance(await accept(database, first, offer), Accepted)


async def test_a_newcomer_does_not_jump_the_line(database: Database) -> None:
    session, (_, first) = await full(database, 1)
    await change(database, session, capacity=2)
    async with database.transaction() as db:
        (newcomer,) = await people(db, 1)
    assert await register(database, newcomer, session) == Waitlisted(2)
    assert await tend(database) == 1
    assert [news.person_id for news in await owed(database, "seat_offered")] == [first.id]


async def test_a_capacity_that_shrinks_below_an_offer_makes_it_void(database: Database) -> None:
    session, (_, first) = await full(database, 1)
    await change(database, session, capacity=2)
    await tend(database)
    (offer,) = await offered(database)
    await change(database, session, capacity=1)
    lost = await accept(database, first, offer)
    assert isinstance(lost, Over) and (lost.end, lost.waits) == (OfferEnd.TAKEN, True)


async def test_registrations_that_are_closed_keep_the_line_going(database: Database) -> None:
    session, (seated, first) = await full(database, 1)
    await change(database, session, state=SessionState.CLOSED)
    await withdraw(database, seated, session)
    (offer,) = await offered(database)
    await decline(database, first, offer)
    assert await register(database, first, session) == Waitlisted(1), "as they were told"
    assert await tend(database) == 1
    *_, offer = await offered(database)
    assert isinstance(await accept(database, first, offer), Accepted)
    assert await register(database, seated, session) == Refused(Refusal.NOT_OPEN)


async def test_a_session_that_started_or_was_cancelled_offers_nothing(database: Database) -> None:
    session, (seated, first) = await full(database, 1)
    await withdraw(database, seated, session)
    await told(database)
    (offer,) = await offered(database)
    with pytest.raises(Stale):
        await accept(database, first, offer, session.starts_at)
    assert await tend(database, session.starts_at) == 0
    assert (await offered(database))[0].state is OfferState.EXPIRED
    assert (await seats(database, session))[first.id] is Seat.WAITING
    await change(database, session, state=SessionState.CANCELLED, capacity=2)
    assert await tend(database) == 0


async def test_an_offer_is_answered_by_nobody_else(database: Database) -> None:
    session, (seated, first, second) = await full(database, 2)
    await withdraw(database, seated, session)
    (offer,) = await offered(database)
    for answer in (accept, decline):
        with pytest.raises(Gone):
            await answer(database, second, offer)
    async with database.transaction() as db:
        (await db.merge(first)).standing = Standing.REFUSED
    with pytest.raises(Forbidden):
        await accept(database, first, offer)
