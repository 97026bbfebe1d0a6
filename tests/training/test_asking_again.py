"""Who was there and is silent is asked again, on the days of the questionnaire; feedback three months later."""

from datetime import UTC, datetime, timedelta

import pytest

from db.engine import Database
from db.models import Evaluation, TrainingSession
from db.queries import evaluation as queries
from tests import factories
from tests.training.answering import SECRET, Room, room
from tests.training.setting import owed
from training import asking_again, evaluation, feedback, feedback_desk, results, timing
from training.calendar import instant
from training.results import Results

PARIS = TrainingSession(zone="Europe/Paris", ends_at=datetime(2026, 10, 14, 14, 30, tzinfo=UTC))


def after(here: Room, days: int, **more: int) -> datetime:
    """10 h at the venue, this many days after the last one, and somewhat later."""
    day = here.session.last_day + timedelta(days=days)
    return instant(day, timing.MORNING, here.session.zone) + timedelta(**more)


async def asks(database: Database, now: datetime) -> int:
    async with database.transaction() as db:
        return await asking_again.due(db, now=now)


async def asked(here: Room) -> list[int]:
    """Who is owed a reminder of the questionnaire, once for each."""
    return sorted(each.person_id or 0 for each in await owed(here.database, "evaluation_chased"))


async def cold(here: Room) -> int:
    async with here.database.transaction() as db:
        found = await queries.of_session(db, here.session.id, "cold")
    assert found is not None
    return found.id


def test_hours_are_the_venues_and_survive_the_change_to_winter_time() -> None:
    assert timing.opening(PARIS, "hot") == PARIS.ends_at
    assert timing.opening(PARIS, "cold") == datetime(2027, 1, 12, 9, 0, tzinfo=UTC)
    assert timing.closing(PARIS, "cold") == datetime(2027, 2, 11, 22, 59, tzinfo=UTC)
    assert timing.asks_next(PARIS, "hot", PARIS.ends_at) == datetime(2026, 10, 15, 8, 0, tzinfo=UTC)
    assert timing.asks_next(PARIS, "cold", datetime(2027, 1, 19, 9, 0, tzinfo=UTC)) == datetime(
        2027, 1, 26, 9, 0, tzinfo=UTC
    )
    assert timing.asks_next(PARIS, "hot", datetime(2026, 10, 17, 8, 0, tzinfo=UTC)) is None


async def test_the_silent_are_asked_twice_then_left_alone(database: Database) -> None:
    here = await room(database, 3)
    answered, declined, silent = here.people
    await here.sends(answered, [4])
    async with database.transaction() as db:
        await feedback.decline(db, declined, here.evaluation_id, secret=SECRET, now=here.session.ends_at)
    assert await asks(database, after(here, 1, minutes=-1)) == 0
    assert await asks(database, after(here, 1)) == 1
    assert await asks(database, after(here, 1, seconds=1)) == 0
    assert await asked(here) == [silent.id]
    assert await asks(database, after(here, 3)) == 1
    assert await asks(database, after(here, 6)) == 0
    assert await asked(here) == [silent.id, silent.id]


async def test_after_an_outage_they_are_asked_once(database: Database) -> None:
    here = await room(database, 1)
    assert await asks(database, after(here, 4)) == 1
    assert await asks(database, after(here, 4, minutes=1)) == 0
    (again,) = await owed(database, "evaluation_chased")
    assert again.expires_at == timing.closing(here.session, "hot")


async def test_a_clock_that_goes_back_and_forth_asks_nobody_twice(database: Database) -> None:
    here = await room(database, 1)
    for minutes in (0, -61, -1, 0, 59, 0):
        await asks(database, after(here, 1, minutes=minutes))
    assert len(await asked(here)) == 1


async def test_a_reminder_that_is_late_waits_for_the_end_of_the_quiet_hours(database: Database) -> None:
    here = await room(database, 1)
    await asks(database, after(here, 1, hours=11))
    (again,) = await owed(database, "evaluation_chased")
    assert again.due_at == after(here, 2, hours=-3)
    assert again.expires_at == after(here, 3)


async def test_nobody_is_asked_after_the_close(database: Database) -> None:
    here = await room(database, 1)
    assert await asks(database, timing.closing(here.session, "hot")) == 0
    await here.closes()
    assert await asks(database, after(here, 8)) == 0


async def test_what_each_has_left_is_found_with_the_secret_only(database: Database) -> None:
    here = await room(database, 1)
    (person,) = here.people
    await here.answers(person, 0, 4)
    async with database.transaction() as db:
        opened = await db.get_one(Evaluation, here.evaluation_id)
        assert await feedback_desk.left(db, person.id, opened, SECRET) == (7, 8)
        assert await feedback_desk.left(db, person.id, opened, "another secret") == (8, 8)


async def test_three_months_later_the_same_people_are_asked_what_they_use(database: Database) -> None:
    here = await room(database, 6)
    for n, person in enumerate(here.people):
        await here.sends(person, [4, 4, 3 if n < 3 else 2])
    await here.closes()
    later = await cold(here)
    opening = timing.opening(here.session, "cold")
    async with database.transaction() as db:
        assert await evaluation.due_openings(db, now=opening - timedelta(minutes=1)) == 0
        assert await evaluation.due_openings(db, now=opening) == 1
    for n, person in enumerate(here.people):
        async with database.transaction() as db:
            for index, value in enumerate((4, 2, 3 if n else 1, 2, 3)):
                await feedback.answer(db, person, later, index, value, secret=SECRET, now=opening)
            await feedback.submit(db, person, later, secret=SECRET, now=opening)
    async with database.transaction() as db:
        assert await evaluation.due_closings(db, now=timing.closing(here.session, "cold")) == [later]
        found = await results.results(db, here.organiser, here.session.id, "cold")
        hot = await results.results(db, here.organiser, here.session.id)
    assert isinstance(found, Results) and isinstance(hot, Results)
    by_code = {each.question.code: each for each in found.items}
    assert by_code["F3"].positive == pytest.approx(100 * 5 / 6)
    assert by_code["F3"].before == 50.0, "the hot answers to the same question"
    assert {code for code, each in by_code.items() if each.before is not None} == {"F3"}
    assert all(each.before is None for each in hot.items)


async def test_hot_answers_that_are_not_shown_are_compared_with_nothing(database: Database) -> None:
    here = await room(database, 5)
    await here.sends(here.people[0], [4, 4, 3])
    await here.closes()
    later = await cold(here)
    opening = timing.opening(here.session, "cold")
    async with database.transaction() as db:
        await evaluation.due_openings(db, now=opening)
        for person in here.people:
            await feedback.answer(db, person, later, 2, 4, secret=SECRET, now=opening)
        await evaluation.due_closings(db, now=timing.closing(here.session, "cold"))
        found = await results.results(db, here.organiser, here.session.id, "cold")
    assert isinstance(found, Results)
    assert all(each.before is None for each in found.items)


async def test_who_is_marked_late_is_invited_to_what_is_open(database: Database) -> None:
    here = await room(database, 1)
    opening = timing.opening(here.session, "cold")
    async with database.transaction() as db:
        await evaluation.due_closings(db, now=opening)
        await evaluation.due_openings(db, now=opening)
        late = await factories.make_person(db)
        await evaluation.invite_if_open(db, here.session, [late.id], now=opening)
    invited = [each.payload["evaluation_id"] for each in await owed(database, "evaluation_opened")]
    assert invited == [here.evaluation_id, await cold(here), await cold(here)]
