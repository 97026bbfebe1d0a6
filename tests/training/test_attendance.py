"""Presence: each tick saved, a correction with its reason, only people who have a seat, not before the day."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from db.engine import Database
from db.models import Action, Attendance, Person, Seat, TrainingSession
from tests import factories
from tests.training.setting import owed, people, session_for_all
from training import attendance, evaluation
from training.attendance import CorrectionReason, Marked, NeedsReason, NotYet
from training.errors import Forbidden, Gone


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
        return await attendance.mark(db, actor, session.id, person.id, index, present, reason=reason, now=at)


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
    for index in (-1, 4):
        with pytest.raises(Gone):
            await tick(database, organiser, session, person, index=index)
    assert await saved(database) == []


async def test_the_sheet_is_paged_by_name_and_counts_the_half_day(database: Database) -> None:
    organiser, session, seated = await in_the_room(database, 7)
    await tick(database, organiser, session, seated[0])
    await tick(database, organiser, session, seated[6], False)
    async with database.transaction() as db:
        first = await attendance.sheet(db, organiser, session.id, 0)
        last = await attendance.sheet(db, organiser, session.id, 0, page=9)
        afternoon = await attendance.sheet(db, organiser, session.id, 1)
        with pytest.raises(Forbidden):
            await attendance.sheet(db, seated[0], session.id, 0)
    assert [line.registration.person_id for line in first.lines] == [person.id for person in seated[:6]]
    assert [line.present for line in first.lines] == [True, None, None, None, None, None]
    assert (first.pages, first.seated, first.present, first.absent) == (2, 7, 1, 1)
    assert (last.page, [line.present for line in last.lines]) == (1, [False])
    assert len(first.half_days) == 4
    assert (afternoon.present, afternoon.absent) == (0, 0)


async def test_present_people_were_there_at_one_half_day_at_least(database: Database) -> None:
    organiser, session, (one, other) = await in_the_room(database)
    await tick(database, organiser, session, one, False)
    await tick(database, organiser, session, one, index=1)
    await tick(database, organiser, session, other, False)
    async with database.transaction() as db:
        assert await attendance.present_people(db, session.id) == [one.id]


async def test_who_is_marked_present_after_the_opening_is_invited_once(database: Database) -> None:
    organiser, session, (one, other) = await in_the_room(database)
    await tick(database, organiser, session, one)
    async with database.transaction() as db:
        await evaluation.schedule(db, session)
        await evaluation.due_openings(db, now=session.ends_at)
    for index in (0, 1):
        await tick(database, organiser, session, other, index=index, now=session.ends_at)
    assert [each.person_id for each in await owed(database, "evaluation_opened")] == [one.id, other.id]
