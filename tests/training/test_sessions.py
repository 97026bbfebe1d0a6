"""What a person may see of the programme, and what its organisers see."""

from datetime import date, timedelta

import pytest

from db.engine import Database
from db.models import Intention, ReminderState, Seat, SessionState, Standing
from db.queries import programme
from tests import factories
from tests.factories import NOW
from tests.training.setting import people, session_for_all
from training import evaluation, reminders, sessions
from training.errors import Forbidden, Gone

EVERYTHING = 100


async def test_areas_count_what_is_open_to_the_person(database: Database) -> None:
    async with database.transaction() as db:
        one = await session_for_all(db)
        await session_for_all(db, area_id=one.area_id, first_day=date(2026, 12, 1))
        other = await session_for_all(db)
        await factories.make_session(db, publics=["magistrats"])
        await session_for_all(db, state=SessionState.DRAFT)
        await session_for_all(db, state=SessionState.CLOSED)
        await session_for_all(db, first_day=(NOW - timedelta(days=1)).date())
        (person,) = await people(db, 1)
        found = await sessions.areas_open_to(db, person, now=NOW)
    assert [(each.area.id, each.sessions) for each in found] == [(one.area_id, 2), (other.area_id, 1)]


async def test_open_sessions_by_area_then_date_with_their_places(database: Database) -> None:
    async with database.transaction() as db:
        one = await session_for_all(db, capacity=2)
        earlier = await session_for_all(db, area_id=one.area_id, first_day=one.first_day - timedelta(days=3))
        other = await session_for_all(db, first_day=one.first_day - timedelta(days=9))
        person, neighbour = await people(db, 2)
        await factories.make_registration(db, one, neighbour)
        await factories.make_registration(db, earlier, person, Seat.WAITING)
        found = await sessions.open_sessions(db, person, now=NOW, limit=EVERYTHING)
        second = await sessions.open_sessions(db, person, now=NOW, limit=1, offset=1)
        area = await sessions.open_sessions(db, person, area_id=other.area_id, now=NOW, limit=EVERYTHING)
    assert [line.session.id for line in found.lines] == [earlier.id, one.id, other.id]
    assert [line.free for line in found.lines] == [25, 1, 25]
    assert [line.seat for line in found.lines] == [Seat.WAITING, None, None]
    assert ([line.session.id for line in second.lines], second.total) == ([one.id], 3)
    assert [line.session.id for line in area.lines] == [other.id]


async def test_a_card_with_its_counts_and_the_persons_rank(database: Database) -> None:
    async with database.transaction() as db:
        session = await session_for_all(db, capacity=1)
        seated, first, second, left = await people(db, 4)
        await factories.make_registration(db, session, seated)
        await factories.make_registration(db, session, first, Seat.WAITING)
        await factories.make_registration(db, session, second, Seat.WAITING)
        await factories.make_registration(db, session, left, Seat.WITHDRAWN)
        card = await sessions.card(db, second, session.id, now=NOW)
        theirs = await sessions.card(db, seated, session.id, now=NOW)
        gone = await sessions.card(db, left, session.id, now=NOW)
    assert (card.seated, card.waiting, card.free, card.rank) == (1, 2, 0, 2)
    assert card.mine is not None and card.mine.seat is Seat.WAITING
    assert theirs.mine is not None and theirs.rank is None
    assert gone.mine is None


@pytest.mark.parametrize(
    "details",
    [
        {"publics": ["magistrats"]},
        {"state": SessionState.DRAFT},
        {"state": SessionState.CLOSED},
        {"state": SessionState.CANCELLED},
        {"state": SessionState.FINISHED},
    ],
)
async def test_any_other_session_does_not_exist_but_for_who_is_registered(
    database: Database, details: dict[str, object]
) -> None:
    async with database.transaction() as db:
        await session_for_all(db)
        session = await factories.make_session(db, **{"publics": ["tous"], **details})
        person, registered = await people(db, 2)
        await factories.make_registration(db, session, registered)
        with pytest.raises(Gone):
            await sessions.card(db, person, session.id, now=NOW)
        assert (await sessions.card(db, registered, session.id, now=NOW)).mine is not None
        with pytest.raises(Gone):
            await sessions.card(db, person, session.id + 999, now=NOW)


@pytest.mark.parametrize(("before_start", "there"), [(timedelta(seconds=1), True), (timedelta(0), False)])
async def test_an_old_button_opens_no_session_that_has_started_but_for_who_is_registered(
    database: Database, before_start: timedelta, there: bool
) -> None:
    async with database.transaction() as db:
        session = await session_for_all(db)
        person, registered = await people(db, 2)
        await factories.make_registration(db, session, registered)
        now = session.starts_at - before_start
        assert (await sessions.card(db, registered, session.id, now=now)).mine is not None
        if there:
            assert (await sessions.card(db, person, session.id, now=now)).mine is None
            return
        for late in (now, session.ends_at + timedelta(days=1)):
            with pytest.raises(Gone):
                await sessions.card(db, person, session.id, now=late)


@pytest.mark.parametrize("standing", [None, Standing.JOINING, Standing.UNVERIFIED, Standing.REFUSED])
async def test_nothing_for_who_is_not_verified(database: Database, standing: Standing | None) -> None:
    async with database.transaction() as db:
        session = await session_for_all(db)
        stranger = await factories.make_person(db, standing=standing) if standing else None
        with pytest.raises(Forbidden):
            await sessions.areas_open_to(db, stranger, now=NOW)
        with pytest.raises(Forbidden):
            await sessions.open_sessions(db, stranger, now=NOW, limit=EVERYTHING)
        with pytest.raises(Forbidden):
            await sessions.card(db, stranger, session.id, now=NOW)
        with pytest.raises(Forbidden):
            await sessions.my_registrations(db, stranger, now=NOW)


async def test_my_registrations_seats_lines_and_past(database: Database) -> None:
    async with database.transaction() as db:
        ahead, line = await session_for_all(db), await session_for_all(db)
        past = await session_for_all(db, first_day=(NOW - timedelta(days=9)).date())
        cancelled = await session_for_all(db, state=SessionState.CANCELLED)
        left = await session_for_all(db)
        person, before = await people(db, 2)
        await factories.make_registration(db, line, before, Seat.WAITING)
        for session, seat in (
            (ahead, Seat.SEATED),
            (line, Seat.WAITING),
            (past, Seat.SEATED),
            (cancelled, Seat.SEATED),
            (left, Seat.WITHDRAWN),
        ):
            await factories.make_registration(db, session, person, seat)
    async with database.transaction() as db:
        mine = await sessions.my_registrations(db, person, now=NOW)
    assert [each.session.id for each in mine.seated] == [ahead.id]
    assert [(each.registration.session.id, each.rank) for each in mine.waiting] == [(line.id, 2)]
    assert [each.session.id for each in mine.past] == [past.id]


async def test_organisers_see_what_is_ahead_the_nearest_first_and_what_has_ended_the_latest_first(
    database: Database,
) -> None:
    async with database.transaction() as db:
        organiser, participant = await factories.make_organiser(db), await factories.make_person(db)
        far = await session_for_all(db)
        near = await session_for_all(db, first_day=(NOW + timedelta(days=2)).date(), state=SessionState.DRAFT)
        older = await session_for_all(db, first_day=(NOW - timedelta(days=60)).date())
        recent = await session_for_all(db, first_day=(NOW - timedelta(days=9)).date())
        found = await sessions.organiser_sessions(db, organiser, now=NOW, limit=1)
        rest = await sessions.organiser_sessions(db, organiser, now=NOW, limit=3, offset=1)
        ended = await sessions.ended_sessions(db, organiser, now=NOW, limit=3)
        for listing in (sessions.organiser_sessions, sessions.ended_sessions):
            with pytest.raises(Forbidden):
                await listing(db, participant, now=NOW, limit=3)
        with pytest.raises(Forbidden):
            await sessions.organiser_card(db, participant, far.id, now=NOW)
    assert [line.session.id for line in found.lines + rest.lines] == [near.id, far.id]
    assert [line.session.id for line in ended.lines] == [recent.id, older.id]
    assert (found.total, found.others, ended.total, ended.others) == (2, 2, 2, 2)


async def test_an_organisers_card_counts_by_state(database: Database) -> None:
    async with database.transaction() as db:
        organiser = await factories.make_organiser(db)
        session = await session_for_all(db, capacity=3)
        one, two, three, four = await people(db, 4)
        await factories.make_registration(db, session, one, intention=Intention.CONFIRMED)
        await factories.make_registration(db, session, two)
        await factories.make_registration(db, session, three, Seat.WAITING)
        await factories.make_registration(db, session, four, Seat.WITHDRAWN)
        await reminders.arm(db, session)
        await evaluation.schedule(db, session)
        (await programme.reminders(db, session))[0].state = ReminderState.MISSED
    async with database.transaction() as db:
        card = await sessions.organiser_card(db, organiser, session.id, now=NOW)
        with pytest.raises(Gone):
            await sessions.organiser_card(db, organiser, session.id + 999, now=NOW)
    counts = card.counts
    assert (counts.seated, counts.confirmed, counts.waiting, counts.withdrawn, card.free) == (2, 1, 1, 1, 1)
    assert card.next_reminder is not None and card.next_reminder.kind.value == "j3"
    assert card.missed == 1
    assert card.evaluations.keys() == {"hot", "cold"}
