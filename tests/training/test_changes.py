"""Other days, another place, other hours, a cancellation, another number of seats: everybody told, every seat right."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from db.engine import Database
from db.models import (
    Action,
    Intention,
    OutboxMessage,
    OutboxState,
    Person,
    Registration,
    Seat,
    SessionReminder,
    SessionState,
    TrainingSession,
    WithdrawalReason,
)
from db.queries import changes as queries
from db.queries import registration as registrations
from tests.factories import NOW, make_organiser
from tests.training.setting import journal, offered, owed, people, register, seats, session_for_all, withdraw
from training import audit, registration, reminders, waiting_line
from training.changes import altering, cancelling, moving, typed
from training.changes import seats as changes
from training.changes.altering import OtherHalfDays, SameAsBefore
from training.changes.cancelling import NotAReason
from training.changes.moving import TooSoon
from training.changes.seats import MoveUpReason, Resized, WouldLose
from training.errors import Forbidden, Gone, Stale

LATER, NEXT = date(2026, 12, 1), date(2026, 12, 8)


async def scene(database: Database, number: int = 3, **details: Any) -> tuple[TrainingSession, list[Person], Person]:
    """A session, people who have registered in it in order, and an organiser."""
    async with database.transaction() as db:
        session = await session_for_all(db, **details)
        everybody, organiser = await people(db, number), await make_organiser(db)
        await reminders.arm(db, session)
    for person in everybody:
        await register(database, person, session)
    return session, everybody, organiser


async def do(database: Database, what: Any, *arguments: Any, now: datetime = NOW, **options: Any) -> Any:
    async with database.transaction() as db:
        return await what(db, *arguments, now=now, **options)


async def move(
    database: Database, organiser: Person, session: TrainingSession, to: date = LATER, **options: Any
) -> Any:
    """To one day."""
    return await do(database, moving.move, organiser, session.id, to, to, **({"version": 1} | options))


async def now_is(database: Database, session: TrainingSession) -> TrainingSession:
    async with database.transaction() as db:
        return await db.get_one(TrainingSession, session.id)


async def whole(database: Database, now: datetime = NOW) -> None:
    async with database.transaction() as db:
        assert await audit.breaches(db, now=now) == []


async def test_everybody_is_told_of_the_new_days_and_asked_again(database: Database) -> None:
    session, (first, second, third), organiser = await scene(database, capacity=2)
    await do(database, registration.confirm, first, session.id)
    done = await move(database, organiser, session)
    moved = await now_is(database, session)
    assert (done.told, moved.first_day, moved.version) == (3, LATER, 2)
    assert moved.starts_at == datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert {row.person_id for row in await owed(database, "session_moved")} == {first.id, second.id, third.id}
    async with database.transaction() as db:
        mine = await registrations.find(db, session.id, first.id)
        assert mine is not None and mine.intention is Intention.UNKNOWN
        found = await moving.tally(db, organiser, session.id)
    assert (found.answers.confirmed, found.answers.declined, found.answers.silent) == (0, 0, 2)
    assert found.change.first_day == session.first_day
    assert found.change.answer_until is not None and NOW < found.change.answer_until < moved.starts_at
    await do(database, registration.confirm, first, session.id)
    await withdraw(database, second, session)
    async with database.transaction() as db:
        answers = (await moving.tally(db, organiser, session.id)).answers
    assert (answers.confirmed, answers.declined, answers.silent) == (1, 1, 0)
    assert [offer.registration.person_id for offer in await offered(database)] == [third.id]
    await whole(database)


async def test_reminders_follow_and_none_is_due_at_once(database: Database) -> None:
    session, _, organiser = await scene(database)
    await move(database, organiser, session, to=(NOW + timedelta(days=5)).date())
    async with database.transaction() as db:
        armed = [each for each in await db.scalars(select(SessionReminder)) if each.version == 2]
    assert sorted(each.kind.value for each in armed) == ["h2", "j1", "j3"]
    assert all(each.due_at > NOW for each in armed)
    assert await do(database, reminders.due) == 0


async def test_a_reminder_of_the_former_days_is_known_to_be_corrected(database: Database) -> None:
    session, (first, second, _), organiser = await scene(database)
    week = session.starts_at - timedelta(days=7) + timedelta(hours=2)
    await do(database, reminders.due, now=week)
    async with database.transaction() as db:
        mine = (OutboxMessage.person_id == first.id) & (OutboxMessage.kind == "reminder")
        await db.execute(update(OutboxMessage).where(mine).values(state=OutboxState.SENT, settled_at=week))
    await do(database, altering.alter_place, organiser, session.id, "École de police", "Dakar", version=1, now=week)
    moved = (await do(database, moving.move, organiser, session.id, LATER, LATER, version=2, now=week)).change
    again = (await do(database, moving.move, organiser, session.id, NEXT, NEXT, version=3, now=week)).change
    async with database.transaction() as db:
        assert await queries.reminded_of(db, first.id, moved) == week, "another place in between changes nothing"
        assert await queries.reminded_of(db, second.id, moved) is None
        assert await queries.reminded_of(db, first.id, again) is None, "it was of days before those"


async def test_whoever_has_a_seat_elsewhere_on_those_days_keeps_that_one(database: Database) -> None:
    session, (first, second, third), organiser = await scene(database, capacity=2)
    async with database.transaction() as db:
        other = await session_for_all(db, first_day=LATER, last_day=LATER)
    await register(database, first, other)
    plan = await do(database, moving.plan, organiser, session.id, LATER, LATER)
    assert [each.person_id for each in plan.elsewhere] == [first.id], "the organiser knows before"
    await move(database, organiser, session)
    assert await seats(database, session) == {
        first.id: Seat.WITHDRAWN,
        second.id: Seat.SEATED,
        third.id: Seat.WAITING,
    }
    async with database.transaction() as db:
        mine = await registrations.find(db, session.id, first.id)
        assert mine is not None and mine.withdrawal_reason is WithdrawalReason.MOVED_ONTO_ANOTHER
    assert first.id in {row.person_id for row in await owed(database, "session_moved")}, "they are told"
    assert [offer.registration.person_id for offer in await offered(database)] == [third.id]
    await whole(database)


async def test_offers_of_the_former_days_end_and_are_made_anew(database: Database) -> None:
    session, (first, second, _), organiser = await scene(database, capacity=1)
    await withdraw(database, first, session)
    await move(database, organiser, session)
    former, present = await offered(database)
    assert (former.registration.person_id, former.state.value) == (second.id, "void")
    assert (present.registration.person_id, present.state.value) == (second.id, "pending")
    await whole(database)


async def test_what_was_seen_is_what_is_moved(database: Database) -> None:
    session, _, organiser = await scene(database)
    await move(database, organiser, session)
    with pytest.raises(Stale):
        await move(database, organiser, session, to=LATER + timedelta(days=1))
    for to in (LATER, NOW.date()):
        with pytest.raises(TooSoon):
            await move(database, organiser, session, to=to, version=2)


async def test_a_move_and_a_registration_at_the_same_instant(database: Database) -> None:
    """Into another session of the new days: one comes first, and nobody is in two rooms."""
    session, (first, *_), organiser = await scene(database, number=1)
    async with database.transaction() as db:
        other = await session_for_all(db, first_day=LATER, last_day=LATER)
    await asyncio.gather(move(database, organiser, session), register(database, first, other), return_exceptions=True)
    await whole(database)


async def test_another_place_changes_nothing_else(database: Database) -> None:
    session, (first, *_), organiser = await scene(database)
    await do(database, registration.confirm, first, session.id)
    done = await do(database, altering.alter_place, organiser, session.id, "École de police", "Thiès", version=1)
    altered = await now_is(database, session)
    assert (altered.venue, altered.town, altered.starts_at) == ("École de police", "Thiès", session.starts_at)
    assert (done.told, done.change.venue, done.change.town) == (3, session.venue, session.town)
    async with database.transaction() as db:
        mine = await registrations.find(db, session.id, first.id)
        assert mine is not None and mine.intention is Intention.CONFIRMED
    with pytest.raises(SameAsBefore):
        await do(database, altering.alter_place, organiser, session.id, "École de police", "Thiès", version=2)


async def test_other_hours_move_the_start_and_never_take_a_half_day_more(database: Database) -> None:
    session, _, organiser = await scene(database, opens=time(9), closes=time(12, 30))
    await do(database, altering.alter_hours, organiser, session.id, time(8, 30), time(12), version=1)
    altered = await now_is(database, session)
    assert altered.starts_at == session.starts_at - timedelta(minutes=30)
    with pytest.raises(OtherHalfDays):
        await do(database, altering.alter_hours, organiser, session.id, time(8, 30), time(17), version=2)
    with pytest.raises(SameAsBefore):
        await do(database, altering.alter_hours, organiser, session.id, time(8, 30), time(12), version=2)


async def test_cancelled_everybody_is_told_and_nothing_is_left_to_answer(database: Database) -> None:
    session, (first, second, third), organiser = await scene(database, capacity=1)
    await withdraw(database, first, session)
    done = await do(database, cancelling.cancel, organiser, session.id, "Salle indisponible.", version=1)
    assert (done.told, done.change.reason) == (2, "Salle indisponible")
    assert (await now_is(database, session)).state is SessionState.CANCELLED
    assert {row.person_id for row in await owed(database, "session_cancelled")} == {second.id, third.id}
    assert [offer.state.value for offer in await offered(database)] == ["void"]
    async with database.transaction() as db:
        other = await session_for_all(db, title=session.title, first_day=LATER, last_day=LATER)
        assert [each.id for each in await cancelling.other_dates(db, second, session, now=NOW)] == [other.id]
    with pytest.raises(Stale):
        await do(database, cancelling.cancel, organiser, session.id, "Encore", version=2)
    await whole(database)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 121, "\u202e"])
async def test_a_cancellation_says_why(database: Database, reason: str) -> None:
    session, _, organiser = await scene(database)
    with pytest.raises(NotAReason):
        await do(database, cancelling.cancel, organiser, session.id, reason, version=1)
    assert (await now_is(database, session)).state is SessionState.OPEN


async def test_fewer_seats_than_people_say_who_is_concerned_and_ask(database: Database) -> None:
    session, (first, second, third), organiser = await scene(database)
    await do(database, registration.confirm, third, session.id)
    asked = await do(database, changes.resize, organiser, session.id, 1)
    assert isinstance(asked, WouldLose)
    assert [each.person_id for each in asked.people] == [second.id, first.id], "who has confirmed comes last"
    assert (await now_is(database, session)).capacity == 25
    assert await do(database, changes.resize, organiser, session.id, 1, agreed=2) == Resized(1, 2)
    assert await seats(database, session) == {
        first.id: Seat.WAITING,
        second.id: Seat.WAITING,
        third.id: Seat.SEATED,
    }
    assert {row.person_id for row in await owed(database, "seat_lost")} == {first.id, second.id}
    await whole(database)
    await do(database, changes.resize, organiser, session.id, 2)
    assert [offer.registration.person_id for offer in await offered(database)] == [first.id]
    await whole(database)


async def test_moving_somebody_up_keeps_a_reason(database: Database) -> None:
    session, (seated, second, third), organiser = await scene(database, capacity=1)
    async with database.transaction() as db:
        mine = await registrations.find(db, session.id, third.id)
        theirs = await registrations.find(db, session.id, seated.id)
        assert mine is not None and theirs is not None
    await do(database, changes.move_up, organiser, mine.id, MoveUpReason.SERVICE)
    await withdraw(database, seated, session)
    assert [offer.registration.person_id for offer in await offered(database)] == [third.id]
    async with database.transaction() as db:
        kept = (await db.scalars(select(Action).where(Action.verb == "registration.moved_up"))).one()
    assert (kept.actor_id, kept.details) == (organiser.id, {"person_id": third.id, "reason": "service"})
    with pytest.raises(Stale):
        await do(database, changes.move_up, organiser, theirs.id, MoveUpReason.OTHER)
    await whole(database)
    assert second.id in await seats(database, session)


async def test_participants_may_do_none_of_it(database: Database) -> None:
    session, (first, *_), organiser = await scene(database)
    seen = {"version": 1}
    cases: list[tuple[Any, tuple[Any, ...], dict[str, Any]]] = [
        (moving.plan, (LATER, LATER), {}),
        (moving.move, (LATER, LATER), seen),
        (cancelling.cancel, ("Salle",), seen),
        (altering.alter_place, ("Salle", "Dakar"), seen),
        (altering.alter_hours, (time(9), time(12)), seen),
        (changes.resize, (3,), {}),
    ]
    for what, arguments, options in cases:
        async with database.transaction() as db:
            with pytest.raises(Forbidden):
                await what(db, first, session.id, *arguments, now=NOW, **options)
            with pytest.raises(Gone):
                await what(db, organiser, 0, *arguments, now=NOW, **options)
            with pytest.raises(Stale):
                await what(db, organiser, session.id, *arguments, now=session.starts_at, **options)
    with pytest.raises(Forbidden):
        await do(database, changes.move_up, first, 1, MoveUpReason.OTHER)
    assert "session_moved" not in await journal(database)


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("12/10/2026", (10, 12), (10, 13)),
        ("12 octobre 2026", (10, 12), (10, 13)),
        ("du 12 au 14 octobre 2026", (10, 12), (10, 14)),
        ("du 30 septembre au 2 octobre 2026", (9, 30), (10, 2)),
        ("12/10/2026 au 14/10/2026", (10, 12), (10, 14)),
        ("12/10/2026 - 14/10/2026", (10, 12), (10, 14)),
    ],
)
def test_days_as_organisers_write_them(said: str, first: tuple[int, int], last: tuple[int, int]) -> None:
    assert typed.days(said, 2) == (date(2026, *first), date(2026, *last))


@pytest.mark.parametrize(
    "said", ["", "demain", "14/10/2026 au 12/10/2026", "31/02/2026", "1/1/2026 au 1/12/2026", "1/6/2026 au 15/6/2026"]
)
def test_days_that_are_none(said: str) -> None:
    assert typed.days(said, 1) is None


def test_hours_and_places_as_organisers_write_them() -> None:
    assert typed.hours("de 9 h à 16 h 30") == (time(9), time(16, 30))
    assert typed.hours("9h-16h30") == (time(9), time(16, 30))
    assert typed.hours("16 h à 9 h") is None
    assert typed.hours("le matin") is None
    assert typed.place("École de police, Thiès", "Dakar") == ("École de police", "Thiès")
    assert typed.place("École de police", "Dakar") == ("École de police", "Dakar")
    assert typed.place("", "Dakar") is None
    assert typed.place("é" * 101, "Dakar") is None
    assert typed.place(" , ", "Dakar") is None


async def test_a_tick_after_a_move_finds_nothing_to_do(database: Database) -> None:
    session, _, organiser = await scene(database, capacity=2)
    await move(database, organiser, session)
    assert await do(database, waiting_line.tend) == 0
    async with database.transaction() as db:
        assert (await db.scalars(select(Registration).where(Registration.seat == Seat.WAITING))).one()
