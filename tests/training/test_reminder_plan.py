"""Organisers choose when the reminders of a session go out, as long as they have not."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from db.engine import Database
from db.models import Person, ReminderKind, ReminderState, SessionReminder, TrainingSession
from tests import factories
from tests.training.setting import journal, owed, session_for_all
from training import reminder_plan, reminders
from training.changes import moving
from training.errors import Forbidden, Gone
from training.reminder_plan import Plan, Refused
from training.reminder_times import USUAL, When, falls_due, possible, schedule

J7, J3, J1, H2 = ReminderKind
MONDAY = date(2026, 10, 12)
NOW = datetime(2026, 10, 1, 9, tzinfo=UTC)


def at(day: int, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(2026, 10, day, hour, minute, tzinfo=UTC)


class Here:
    """A published session on a Monday at 9 h, in Dakar, with one person who has a seat."""

    def __init__(self, database: Database, organiser: Person, session: TrainingSession) -> None:
        self.database, self.organiser, self.session = database, organiser, session

    async def change(self, kind: ReminderKind, when: When | None, now: datetime = NOW) -> Plan | Refused:
        async with self.database.transaction() as db:
            return await reminder_plan.change(db, self.organiser, self.session.id, kind, when, now=now)

    async def tick(self, now: datetime) -> int:
        async with self.database.transaction() as db:
            return await reminders.due(db, now=now)

    async def due(self) -> dict[str, datetime]:
        wanted = select(SessionReminder).where(SessionReminder.session_id == self.session.id)
        async with self.database.transaction() as db:
            return {each.kind.value: each.due_at for each in await db.scalars(wanted)}


@pytest.fixture
async def here(database: Database) -> Here:
    async with database.transaction() as db:
        organiser = await factories.make_organiser(db)
        session = await session_for_all(db, first_day=MONDAY, last_day=MONDAY)
        await factories.make_registration(db, session, await factories.make_person(db))
        await reminders.arm(db, session)
    return Here(database, organiser, session)


async def test_a_reminder_goes_out_at_the_time_that_was_chosen(here: Here) -> None:
    changed = await here.change(J7, When(10, 14 * 60))
    assert isinstance(changed, Plan) and changed.of(J7).due_at == at(2, 15), "a Friday: after the prayer"
    assert (await here.due())["j7"] == at(2, 15)
    assert await here.tick(at(2, 14, 59)) == 0
    assert await here.tick(at(2, 15)) == 1
    assert await here.tick(at(5)) == 0, "no more at the usual time"
    assert {each.payload["reminder"] for each in await owed(here.database, "reminder")} == {"j7"}


async def test_the_same_tap_twice_changes_nothing_more(here: Here) -> None:
    first = await here.change(H2, When(0, 60))
    second = await here.change(H2, When(0, 60))
    assert isinstance(first, Plan) and isinstance(second, Plan)
    assert second.reminders == first.reminders
    assert (await here.due())["h2"] == at(12, 8)


async def test_one_that_is_stopped_is_not_sent_and_can_be_taken_up(here: Here) -> None:
    stopped = await here.change(J3, None)
    assert isinstance(stopped, Plan) and stopped.of(J3).state is None
    assert "j3" not in await here.due()
    assert await here.tick(at(9)) == 1, "J-7, which stays the latest"
    again = await here.change(J3, When(2, 600), now=at(9, 11))
    assert isinstance(again, Plan) and again.of(J3).state is ReminderState.ARMED
    assert await here.tick(at(10)) == 1


async def test_what_has_gone_out_cannot_be_changed(here: Here) -> None:
    await here.tick(at(5))
    assert await here.change(J7, When(6, 600), now=at(5, 11)) is Refused.GONE_OUT
    assert await here.change(J7, None, now=at(5, 11)) is Refused.GONE_OUT
    assert await here.change(J1, None, now=at(12, 9)) is Refused.GONE_OUT


async def test_a_time_that_is_past_is_refused(here: Here) -> None:
    before = await here.due()
    assert await here.change(J3, When(9, 600), now=at(4)) is Refused.PAST
    assert await here.due() == before
    assert len(await journal(here.database)) == 0


async def test_a_time_that_the_quiet_hours_push_beyond_the_start_is_refused(here: Here) -> None:
    async with here.database.transaction() as db:
        early = await session_for_all(db, code="9.09", first_day=MONDAY, last_day=MONDAY, opens=time(7))
        await reminders.arm(db, early)
    here.session = early
    assert await here.change(H2, When(0, 60)) is Refused.AFTER_THE_START


async def test_a_session_that_moves_keeps_its_own_times(here: Here) -> None:
    await here.change(J7, When(5, 480))
    await here.change(J3, None)
    async with here.database.transaction() as db:
        there = MONDAY + timedelta(days=7)
        await moving.move(db, here.organiser, here.session.id, there, there, version=1, now=NOW)
    wanted = select(SessionReminder).where(SessionReminder.version == 2)
    async with here.database.transaction() as db:
        due = {each.kind: each.due_at for each in await db.scalars(wanted)}
    assert due == {J7: at(14, 8), J1: at(18, 16, 30), H2: at(19, 7)}


async def test_a_draft_remembers_its_times_and_arms_nothing(database: Database, here: Here) -> None:
    async with database.transaction() as db:
        draft = await factories.make_session(db, code="9.10", state="draft", first_day=MONDAY, last_day=MONDAY)
    here.session = draft
    changed = await here.change(J7, When(6, 600))
    assert isinstance(changed, Plan) and changed.of(J7).due_at == at(6)
    assert await here.due() == {}


async def test_only_organisers_and_only_possible_times(here: Here) -> None:
    async with here.database.transaction() as db:
        stranger = await factories.make_person(db)
    async with here.database.transaction() as db:
        with pytest.raises(Forbidden):
            await reminder_plan.plan(db, stranger, here.session.id)
        with pytest.raises(Forbidden):
            await reminder_plan.change(db, stranger, here.session.id, J7, None, now=NOW)
    for kind, when in (
        (J7, When(0, 600)),
        (J7, When(61, 600)),
        (J7, When(7, 1200)),
        (H2, When(1, 60)),
        (H2, When(0, 361)),
    ):
        with pytest.raises(Gone):
            await here.change(kind, when)


def test_the_usual_times_are_possible_and_are_those_of_a_new_session() -> None:
    assert all(possible(kind, when) for kind, when in USUAL.items())
    session = TrainingSession(zone="Africa/Dakar", first_day=MONDAY, starts_at=at(12, 9))
    assert schedule(session) == [(kind, falls_due(session, kind, when)) for kind, when in USUAL.items()]
