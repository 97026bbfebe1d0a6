"""What a session asks of a registration: the team's agreement, quotas; a seat is kept for who waits for a decision."""

from typing import Any

import pytest

from db.engine import Database
from db.models import Intention, Person, QuotaMode, Registration, Seat, SessionState, TrainingSession
from db.queries import registration as queries
from tests.factories import NOW, make_organiser
from tests.training.setting import (
    POLICE,
    accept,
    journal,
    offered,
    owed,
    police_and_others,
    register,
    seats,
    session_for_all,
    withdraw,
)
from training import audit, gates, quotas, requests
from training.errors import Forbidden, Gone, Stale
from training.registration import AlreadyIn, Refusal, Refused, Requested, Seated, Waitlisted


async def scene(database: Database, number: int = 3, **details: Any) -> tuple[TrainingSession, list[Person], Person]:
    """A session, people who may register in it, and an organiser."""
    async with database.transaction() as db:
        session = await session_for_all(db, **details)
        return session, await police_and_others(db, number), await make_organiser(db)


async def do(database: Database, what: Any, *arguments: Any) -> Any:
    async with database.transaction() as db:
        return await what(db, *arguments, now=NOW)


async def request_of(database: Database, person: Person, session: TrainingSession) -> Registration:
    async with database.transaction() as db:
        found = await queries.find(db, session.id, person.id)
        assert found is not None
        return found


async def test_a_seat_is_kept_until_an_organiser_has_decided(database: Database) -> None:
    session, (first, second, third), organiser = await scene(database, needs_approval=True, capacity=2)
    assert await register(database, first, session) == Requested()
    assert await register(database, first, session) == AlreadyIn(Seat.REQUESTED, None)
    assert await register(database, second, session) == Requested()
    assert await register(database, third, session) == Waitlisted(1), "both seats are kept"
    assert [row.person_id for row in await owed(database, "request_asked")] == [organiser.id], "told once"
    mine = await request_of(database, first, session)
    assert (await do(database, requests.approve, organiser, mine.id)).accepted
    assert (await do(database, requests.approve, organiser, mine.id)).by_another
    assert (await seats(database, session))[first.id] is Seat.SEATED
    (news,) = await owed(database, "request_decided")
    assert (news.person_id, news.payload["accepted"]) == (first.id, True)
    assert await breaches(database) == []


async def test_a_refusal_frees_the_seat_for_who_waits(database: Database) -> None:
    session, (first, second, _), organiser = await scene(database, needs_approval=True, capacity=1)
    await register(database, first, session)
    await register(database, second, session)
    mine = await request_of(database, first, session)
    assert not (await do(database, requests.refuse, organiser, mine.id)).accepted
    assert (await seats(database, session))[first.id] is Seat.WITHDRAWN
    (offer,) = await offered(database)
    assert offer.registration.person_id == second.id
    assert (await accept(database, second, offer)).requested, "a freed seat does not pass the agreement by"  # type: ignore[union-attr]
    assert (await seats(database, session))[second.id] is Seat.REQUESTED
    theirs = await request_of(database, second, session)
    assert theirs.intention is Intention.CONFIRMED
    await do(database, requests.approve, organiser, theirs.id)
    assert await breaches(database) == []
    assert "registration.withdrawn" in await journal(database)


async def test_a_request_is_withdrawn_and_holds_nothing_any_more(database: Database) -> None:
    session, (first, second, _), organiser = await scene(database, needs_approval=True, capacity=1)
    await register(database, first, session)
    mine = await request_of(database, first, session)
    await withdraw(database, first, session)
    assert (await do(database, requests.approve, organiser, mine.id)).by_another
    assert await register(database, second, session) == Requested()


async def test_a_request_takes_the_days(database: Database) -> None:
    """Nobody is in two rooms, not even by two agreements."""
    session, (first, *_), _ = await scene(database, needs_approval=True)
    async with database.transaction() as db:
        other = await session_for_all(db)
    await register(database, first, session)
    found = await register(database, first, other)
    assert isinstance(found, Refused) and found.reason is Refusal.OVERLAP


async def test_only_organisers_decide_and_only_before_it_starts(database: Database) -> None:
    session, (first, *_), organiser = await scene(database, needs_approval=True)
    await register(database, first, session)
    mine = await request_of(database, first, session)
    for what in (requests.approve, requests.refuse):
        with pytest.raises(Forbidden):
            await do(database, what, first, mine.id)
        with pytest.raises(Gone):
            await do(database, what, organiser, 0)
    async with database.transaction() as db:
        with pytest.raises(Forbidden):
            await requests.pending(db, first, session.id)
        assert [each.person_id for each in await requests.pending(db, organiser, session.id)] == [first.id]
        (await db.get_one(TrainingSession, session.id)).state = SessionState.CANCELLED
    with pytest.raises(Stale):
        await do(database, requests.approve, organiser, mine.id)


async def test_a_quota_that_is_enforced_makes_its_people_wait_and_nobody_else(database: Database) -> None:
    session, (officer, colleague, clerk), _ = await scene(
        database, quotas={POLICE: 1}, quota_mode=QuotaMode.BLOCK, capacity=3
    )
    assert await register(database, officer, session) == Seated()
    assert await register(database, colleague, session) == Waitlisted(1, quota_full=True)
    assert await register(database, clerk, session) == Seated(), "who waits for another kind of seat is not before them"
    await withdraw(database, officer, session)
    (offer,) = await offered(database)
    assert offer.registration.person_id == colleague.id


async def test_a_seat_is_offered_to_the_first_whose_quota_has_room(database: Database) -> None:
    session, (officer, colleague, clerk, last), _ = await scene(
        database, 4, quotas={POLICE: 1}, quota_mode=QuotaMode.BLOCK, capacity=2
    )
    await register(database, officer, session)
    await register(database, last, session)
    await register(database, colleague, session)
    await register(database, clerk, session)
    await withdraw(database, last, session)
    (offer,) = await offered(database)
    assert offer.registration.person_id == clerk.id, "the colleague is first in line, and their quota is full"


async def test_a_quota_that_is_only_shown_stops_nobody(database: Database) -> None:
    """The control."""
    session, (officer, colleague, _), organiser = await scene(database, quotas={POLICE: 1}, capacity=3)
    assert await register(database, officer, session) == Seated()
    assert await register(database, colleague, session) == Seated()
    async with database.transaction() as db:
        found = await gates.gates(db, organiser, session.id, now=NOW)
    assert [(each.seats, each.used) for each in found.quotas] == [(1, 2)]


async def test_a_number_of_women_is_a_minimum_and_caps_nobody(database: Database) -> None:
    session, (officer, *_), _ = await scene(database, quotas={"femmes_min": 0}, quota_mode=QuotaMode.BLOCK)
    assert await register(database, officer, session) == Seated()
    async with database.transaction() as db:
        assert await quotas.listed(db, session, NOW) == []


async def test_organisers_switch_the_rules_and_the_log_knows(database: Database) -> None:
    session, (first, *_), organiser = await scene(database, quotas={POLICE: 1})
    async with database.transaction() as db:
        assert (await gates.toggle_approval(db, organiser, session.id, now=NOW)).needs_approval
        assert (await gates.toggle_quotas(db, organiser, session.id, now=NOW)).quota_mode is QuotaMode.BLOCK
        assert (await gates.toggle_quotas(db, organiser, session.id, now=NOW)).quota_mode is QuotaMode.WARN
    assert (await journal(database)).count("session_quotas") == 2
    for what in (gates.toggle_approval, gates.toggle_quotas, gates.gates):
        with pytest.raises(Forbidden):
            await do(database, what, first, session.id)
    for what in (gates.toggle_approval, gates.toggle_quotas):
        with pytest.raises(Stale):
            async with database.transaction() as db:
                await what(db, organiser, session.id, now=session.starts_at)


async def test_quotas_that_are_enforced_no_more_let_the_line_in(database: Database) -> None:
    session, (officer, colleague, _), organiser = await scene(
        database, quotas={POLICE: 1}, quota_mode=QuotaMode.BLOCK, capacity=3
    )
    await register(database, officer, session)
    await register(database, colleague, session)
    await do(database, gates.toggle_quotas, organiser, session.id)
    (offer,) = await offered(database)
    assert offer.registration.person_id == colleague.id


async def test_a_session_without_quotas_has_none_to_enforce(database: Database) -> None:
    session, _, organiser = await scene(database)
    with pytest.raises(Stale):
        await do(database, gates.toggle_quotas, organiser, session.id)


async def breaches(database: Database) -> list[audit.Breach]:
    async with database.transaction() as db:
        return await audit.breaches(db, now=NOW)
