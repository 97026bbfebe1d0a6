"""Reminders: their hours, and the tick that owes the latest one to who has a seat, never a stale one."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from db.engine import Database
from db.models import Person, ReminderKind, ReminderState, Seat, SessionReminder, SessionState, TrainingSession
from tests import factories
from tests.training.setting import owed, people, session_for_all
from training import my_data, reminder_times, reminders
from training.calendar import instant

MONDAY = date(2026, 10, 12)
FRIDAY = date(2026, 10, 16)


def a_session(first_day: date = MONDAY, opens: time = time(9), zone: str = "Africa/Dakar") -> TrainingSession:
    return TrainingSession(first_day=first_day, zone=zone, starts_at=instant(first_day, opens, zone))


def utc(day: int, hour: int, minute: int = 0, month: int = 10) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_the_four_reminders_at_their_hours() -> None:
    assert reminder_times.schedule(a_session()) == [
        (ReminderKind.J7, utc(5, 10)),
        (ReminderKind.J3, utc(9, 10)),
        (ReminderKind.J1, utc(11, 16, 30)),
        (ReminderKind.H2, utc(12, 7)),
    ]


def test_hours_are_the_venues() -> None:
    (_, j7), *_ = reminder_times.schedule(a_session(zone="Europe/Paris"))
    assert j7 == utc(5, 8)


@pytest.mark.parametrize(
    ("opens", "h2"),
    [(time(8), utc(12, 7)), (time(14), utc(12, 12)), (time(9, 30), utc(12, 7, 30))],
)
def test_two_hours_before_but_never_before_seven(opens: time, h2: datetime) -> None:
    assert dict(reminder_times.schedule(a_session(opens=opens)))[ReminderKind.H2] == h2


@pytest.mark.parametrize("opens", [time(7), time(6, 30)])
def test_what_would_fall_at_the_start_is_left_out(opens: time) -> None:
    assert ReminderKind.H2 not in dict(reminder_times.schedule(a_session(opens=opens)))


def test_the_friday_prayer_shifts_to_fifteen_hours() -> None:
    assert dict(reminder_times.schedule(a_session(FRIDAY, time(15, 30))))[ReminderKind.H2] == utc(16, 15)
    monday = dict(reminder_times.schedule(a_session(MONDAY, time(15, 30))))
    assert monday[ReminderKind.H2] == utc(12, 13, 30)


async def armed(database: Database, number: int = 2, **details: object) -> tuple[TrainingSession, list[Person]]:
    """A session on Monday with people who have a seat, one who waits, and its reminders."""
    async with database.transaction() as db:
        session = await session_for_all(db, first_day=MONDAY, **details)
        everybody = await people(db, number + 1)
        for person in everybody[:number]:
            await factories.make_registration(db, session, person)
        await factories.make_registration(db, session, everybody[number], Seat.WAITING)
        await reminders.arm(db, session)
        await reminders.arm(db, session)
    return session, everybody[:number]


async def tick(database: Database, now: datetime) -> int:
    async with database.transaction() as db:
        return await reminders.due(db, now=now)


async def states(database: Database, session: TrainingSession) -> dict[str, str]:
    wanted = select(SessionReminder).where(SessionReminder.session_id == session.id).order_by(SessionReminder.due_at)
    async with database.transaction() as db:
        return {each.kind.value: each.state.value for each in await db.scalars(wanted)}


async def test_a_reminder_is_owed_once_to_each_who_has_a_seat(database: Database) -> None:
    session, seated = await armed(database)
    assert await tick(database, utc(5, 9, 59)) == 0
    assert await tick(database, utc(5, 10)) == 2
    assert await tick(database, utc(5, 10, 1)) == 0
    messages = await owed(database, "reminder")
    assert {message.person_id for message in messages} == {person.id for person in seated}
    assert {message.key for message in messages} == {f"reminder:{session.id}:1:j7:{person.id}" for person in seated}
    assert {message.expires_at for message in messages} == {utc(9, 10)}
    assert await states(database, session) == {"j7": "sent", "j3": "armed", "j1": "armed", "h2": "armed"}


async def test_the_last_one_expires_at_the_start(database: Database) -> None:
    session, _ = await armed(database)
    await tick(database, utc(12, 7))
    assert {message.expires_at for message in await owed(database, "reminder")} == {session.starts_at}


async def test_after_an_outage_only_the_latest_goes_the_others_are_missed(database: Database) -> None:
    session, _ = await armed(database)
    assert await tick(database, utc(11, 17)) == 2
    assert await states(database, session) == {"j7": "missed", "j3": "missed", "j1": "sent", "h2": "armed"}
    assert {message.payload["reminder"] for message in await owed(database, "reminder")} == {"j1"}


async def test_after_an_outage_that_ends_in_the_quiet_hours_it_goes_at_their_end(database: Database) -> None:
    """Friday 9 October, at prayer time: J-3 is owed for 15 h."""
    session, _ = await armed(database)
    assert await tick(database, utc(9, 13, 30)) == 2
    assert {message.due_at for message in await owed(database, "reminder")} == {utc(9, 15)}
    assert (await states(database, session))["j3"] == "sent"


async def test_one_that_would_be_stale_after_the_quiet_hours_is_missed(database: Database) -> None:
    """The eve at 22 h 30: at 7 h it is H-2 that goes, and J-1 would arrive with it."""
    session, _ = await armed(database)
    assert await tick(database, utc(11, 22, 30)) == 0
    assert await states(database, session) == {"j7": "missed", "j3": "missed", "j1": "missed", "h2": "armed"}
    assert await tick(database, utc(12, 7)) == 2


async def test_after_the_start_all_are_missed(database: Database) -> None:
    session, _ = await armed(database)
    assert await tick(database, session.starts_at) == 0
    assert set((await states(database, session)).values()) == {"missed"}


@pytest.mark.parametrize("state", [SessionState.DRAFT, SessionState.CANCELLED, SessionState.FINISHED])
async def test_a_session_that_does_not_take_place_reminds_nobody(database: Database, state: SessionState) -> None:
    session, _ = await armed(database, state=state)
    assert await tick(database, utc(5, 10)) == 0
    assert (await states(database, session))["j7"] == "missed"


async def test_a_session_closed_to_registrations_still_reminds(database: Database) -> None:
    await armed(database, state=SessionState.CLOSED)
    assert await tick(database, utc(5, 10)) == 2


async def test_a_latecomer_gets_the_next_reminder_not_the_past_one(database: Database) -> None:
    session, _ = await armed(database)
    await tick(database, utc(5, 10))
    async with database.transaction() as db:
        (latecomer,) = await people(db, 1)
        await factories.make_registration(db, session, latecomer)
    await tick(database, utc(5, 11))
    await tick(database, utc(9, 10))
    theirs = [each for each in await owed(database, "reminder") if each.person_id == latecomer.id]
    assert [each.payload["reminder"] for each in theirs] == ["j3"]


async def test_a_session_that_moved_follows_its_new_dates(database: Database) -> None:
    session, _ = await armed(database)
    later = MONDAY + timedelta(days=7)
    async with database.transaction() as db:
        moved = await db.merge(session)
        moved.version, moved.first_day, moved.last_day = 2, later, later
        moved.starts_at, moved.ends_at = instant(later, time(9), moved.zone), instant(later, time(16), moved.zone)
        await reminders.arm(db, moved)
    assert await tick(database, utc(5, 10)) == 0
    assert await tick(database, utc(12, 10)) == 2
    assert {message.payload["version"] for message in await owed(database, "reminder")} == {2}
    async with database.transaction() as db:
        old = await db.scalars(select(SessionReminder.state).where(SessionReminder.version == 1))
        assert set(old) == {ReminderState.MISSED}


async def test_several_ticks_catch_up(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminders, "SESSIONS_A_TICK", 2)
    for _ in range(3):
        await armed(database, number=1)
    owed_by_tick = [await tick(database, utc(5, 10)) for _ in range(3)]
    assert owed_by_tick == [2, 1, 0]


async def test_who_wants_no_reminders_gets_none_and_may_change_their_mind(database: Database) -> None:
    session, (first, second) = await armed(database)
    async with database.transaction() as db:
        assert not await my_data.switch_reminders(db, first, now=factories.NOW)
    await tick(database, session.starts_at - timedelta(days=6))
    assert [row.person_id for row in await owed(database, "reminder")] == [second.id]
    async with database.transaction() as db:
        assert await my_data.switch_reminders(db, first, now=factories.NOW)
    await tick(database, session.starts_at - timedelta(days=2))
    assert sorted(row.person_id or 0 for row in await owed(database, "reminder")) == [first.id, second.id, second.id]
