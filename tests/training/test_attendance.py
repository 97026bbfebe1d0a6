"""Presence: each tick saved, a correction with its reason, only people who have a seat, not before the day."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from db.engine import Database
from db.models import Action, Attendance, Person, Seat, TrainingSession
from tests import factories
from tests.training.setting import owed, people, session_for_all
from training import attendance, evaluation
from training.attendance import CorrectionReason, Marked, NeedsReason, NotYet, Roll
from training.calendar import HalfDayOf, half_days
from training.errors import Forbidden, Gone, Stale


async def in_the_room(database: Database, number: int = 2) -> tuple[Person, TrainingSession, list[Person]]:
    """An organiser, a session of two days and people who have a seat in it."""
    async with database.transaction() as db:
        organiser = await factories.make_organiser(db)
        session = await session_for_all(db)
        seated = [await factories.make_person(db, last_name=f"Essai{n:02}") for n in range(number)]
        for person in reversed(seated):
            await factories.make_registration(db, session, person)
    return organiser, session, seated


async def tick(
    database: Database,
    actor: Person,
    session: TrainingSession,
    person: Person,
    present: bool = True,
    *,
    index: int = 0,
    reason: CorrectionReason | None = None,
    now: datetime | None = None,
) -> Marked | NeedsReason | NotYet:
    at = now or session.starts_at
    async with database.transaction() as db:
        roll = await attendance.roll(db, actor, session.id, half_days(session)[index])
        return await attendance.mark(db, roll, person.id, present, reason=reason, now=at)


async def everybody(
    database: Database, actor: Person, session: TrainingSession, now: datetime | None = None
) -> int | NotYet:
    """« Tout le monde présent » of the first morning."""
    async with database.transaction() as db:
        roll = await attendance.roll(db, actor, session.id, half_days(session)[0])
        return await attendance.mark_everybody(db, roll, now=now or session.starts_at)


async def saved(database: Database) -> list[bool]:
    async with database.transaction() as db:
        return list(await db.scalars(select(Attendance.present)))


async def test_a_first_tick_is_saved_a_change_needs_a_reason(database: Database) -> None:
    organiser, session, (person, _) = await in_the_room(database)
    assert await tick(database, organiser, session, person) == Marked(present=True, changed=True)
    assert await tick(database, organiser, session, person) == Marked(present=True, changed=False)
    assert await tick(database, organiser, session, person, False) == NeedsReason(saved=True)
    assert await saved(database) == [True]
    corrected = await tick(database, organiser, session, person, False, reason=CorrectionReason.MISTAKE)
    assert corrected == Marked(present=False, changed=True)
    assert await saved(database) == [False]
    async with database.transaction() as db:
        actions = list(await db.scalars(select(Action).order_by(Action.id)))
    assert [each.verb for each in actions] == ["attendance.marked", "attendance.corrected"]
    assert actions[1].actor_id == organiser.id
    assert actions[1].details["reason"] == "mistake"
    assert actions[1].details["person_id"] == person.id


async def test_not_before_the_half_days_own_day(database: Database) -> None:
    organiser, session, (person, _) = await in_the_room(database)
    eve = session.starts_at - timedelta(days=1)
    assert await tick(database, organiser, session, person, now=eve) == NotYet(session.first_day)
    assert await tick(database, organiser, session, person, index=2) == NotYet(session.last_day)
    assert await saved(database) == []
    early = session.starts_at - timedelta(hours=1)
    assert await tick(database, organiser, session, person, now=early) == Marked(present=True, changed=True)
    assert await tick(database, organiser, session, person, index=2, now=session.ends_at) == Marked(True, True)


async def test_only_organisers_tick_and_only_who_has_a_seat(database: Database) -> None:
    organiser, session, (person, _) = await in_the_room(database)
    async with database.transaction() as db:
        waiting, stranger = await people(db, 2)
        await factories.make_registration(db, session, waiting, Seat.WAITING)
    with pytest.raises(Forbidden):
        await tick(database, person, session, person)
    for nobody in (waiting, stranger):
        with pytest.raises(Gone):
            await tick(database, organiser, session, nobody)
    with pytest.raises(Forbidden):
        await everybody(database, person, session)
    async with database.transaction() as db:
        with pytest.raises(Gone):
            await attendance.roll(db, organiser, session.id + 999, half_days(session)[0])
    assert await saved(database) == []


async def test_a_half_day_that_the_session_has_not_is_stale(database: Database) -> None:
    organiser, session, _ = await in_the_room(database)
    first = half_days(session)[0]
    async with database.transaction() as db:
        with pytest.raises(Stale):
            await attendance.roll(db, organiser, session.id, HalfDayOf(first.day - timedelta(days=1), first.half))


async def test_the_sheet_is_paged_by_name_and_counts_the_half_day(database: Database) -> None:
    organiser, session, seated = await in_the_room(database, 7)
    await tick(database, organiser, session, seated[0])
    await tick(database, organiser, session, seated[6], False)
    async with database.transaction() as db:
        morning, noon, *_ = half_days(session)
        roll = await attendance.roll(db, organiser, session.id, morning)
        first, last = roll.sheet(0, 6), roll.sheet(9, 6)
        afternoon = (await attendance.roll(db, organiser, session.id, noon)).sheet(0, 6)
        with pytest.raises(Forbidden):
            await attendance.roll(db, seated[0], session.id, morning)
    assert [line.registration.person_id for line in first.lines] == [person.id for person in seated[:6]]
    assert [line.present for line in first.lines] == [True, None, None, None, None, None]
    assert (first.pages, first.seated, first.present, first.absent) == (2, 7, 1, 1)
    assert (last.page, [line.present for line in last.lines]) == (1, [False])
    assert (afternoon.present, afternoon.absent) == (0, 0)


async def test_the_roll_in_hand_follows_what_is_saved(database: Database) -> None:
    organiser, session, (one, other) = await in_the_room(database)
    async with database.transaction() as db:
        roll = await attendance.roll(db, organiser, session.id, half_days(session)[0])
        assert roll.unmarked == [one.id, other.id]
        await attendance.mark(db, roll, one.id, False, now=session.starts_at)
        await attendance.mark(db, roll, one.id, True, reason=CorrectionReason.LATE, now=session.starts_at)
        assert (roll.marks, roll.unmarked) == ({one.id: True}, [other.id])
        assert await attendance.mark_everybody(db, roll, now=session.starts_at) == 1
        in_hand = roll.sheet(0, 6)
        assert in_hand == (await attendance.roll(db, organiser, session.id, half_days(session)[0])).sheet(0, 6)
    assert (in_hand.present, in_hand.absent) == (2, 0)


async def test_everybody_means_whoever_has_no_mark_yet(database: Database) -> None:
    organiser, session, (one, other) = await in_the_room(database)
    assert await everybody(database, organiser, session, session.starts_at - timedelta(days=1)) == NotYet(
        session.first_day
    )
    await tick(database, organiser, session, one, False)
    assert [await everybody(database, organiser, session) for _ in range(2)] == [1, 0]
    assert sorted(await saved(database)) == [False, True]
    async with database.transaction() as db:
        actions = list(await db.scalars(select(Action).order_by(Action.id)))
    assert [each.details["person_id"] for each in actions] == [one.id, other.id]
    assert {each.verb for each in actions} == {"attendance.marked"}


async def overtaken(database: Database, *, present: bool) -> tuple[Roll, Person, datetime]:
    """A roll in an organiser's hand that does not know yet what another phone has just saved of somebody."""
    organiser, session, (person, _) = await in_the_room(database)
    async with database.transaction() as db:
        roll = await attendance.roll(db, organiser, session.id, half_days(session)[0])
    await tick(database, organiser, session, person, present)
    return roll, person, session.starts_at


async def test_of_two_phones_the_second_changes_nothing_without_a_reason(database: Database) -> None:
    roll, person, now = await overtaken(database, present=True)
    async with database.transaction() as db:
        assert await attendance.mark(db, roll, person.id, False, now=now) == NeedsReason(saved=True)
        assert roll.marks[person.id] is True
        assert await attendance.mark_everybody(db, roll, now=now) == 1, "the other one"


async def test_of_two_corrections_to_the_same_one_is_saved(database: Database) -> None:
    roll, person, now = await overtaken(database, present=False)
    roll.marks[person.id] = True
    async with database.transaction() as db:
        outcome = await attendance.mark(db, roll, person.id, False, reason=CorrectionReason.MISTAKE, now=now)
    assert outcome == Marked(present=False, changed=False)
    async with database.transaction() as db:
        assert list(await db.scalars(select(Action.verb))) == ["attendance.marked"]


async def test_two_organisers_note_everybody_at_once(database_url: str) -> None:
    """Each person once, in the action log too, and nobody waits for ever."""
    one, other = Database(database_url), Database(database_url)
    organiser, session, seated = await in_the_room(one, 40)
    async with asyncio.timeout(30):
        numbers = await asyncio.gather(*(everybody(each, organiser, session) for each in (one, other) * 4))
    assert sum(number for number in numbers if isinstance(number, int)) == len(seated)
    async with one.transaction() as db:
        marked = [each.details["person_id"] for each in await db.scalars(select(Action))]
    assert sorted(marked) == [person.id for person in seated]
    for each in (one, other):
        await each.close()


async def test_who_is_marked_present_after_the_opening_is_invited_once(database: Database) -> None:
    organiser, session, (one, other) = await in_the_room(database)
    await tick(database, organiser, session, one)
    async with database.transaction() as db:
        await evaluation.schedule(db, session)
        await evaluation.due_openings(db, now=session.ends_at)
    for index in (0, 1):
        await tick(database, organiser, session, other, index=index, now=session.ends_at)
    assert [each.person_id for each in await owed(database, "evaluation_opened")] == [one.id, other.id]


async def test_everybody_who_is_noted_after_the_opening_is_invited(database: Database) -> None:
    organiser, session, seated = await in_the_room(database, 3)
    async with database.transaction() as db:
        await evaluation.schedule(db, session)
        await evaluation.due_openings(db, now=session.ends_at)
    assert await everybody(database, organiser, session, session.ends_at) == 3
    assert [each.person_id for each in await owed(database, "evaluation_opened")] == [each.id for each in seated]
