"""An organiser's one tap, on both engines."""

import asyncio
from datetime import timedelta

import pytest

from db.engine import Database
from db.models import Person, Standing
from tests.factories import NOW, make_organiser, make_person
from tests.training.setting import journal, owed
from training import verification
from training.errors import Forbidden, Gone
from training.verification import AlreadyDecided, Decided, Decision


async def decide(database: Database, actor: Person, applicant_id: int, accept: bool) -> Decision:
    async with database.transaction() as db:
        return await verification.decide(db, actor, applicant_id, accept, now=NOW)


@pytest.mark.parametrize("accept", [True, False])
async def test_a_decision_stands_and_is_told_once(database: Database, accept: bool) -> None:
    async with database.transaction() as db:
        organiser, applicant = await make_organiser(db), await make_person(db, standing=Standing.UNVERIFIED)
    assert await decide(database, organiser, applicant.id, accept) == Decided(accept)
    for later in (True, False):
        assert await decide(database, organiser, applicant.id, later) == AlreadyDecided(accept)
    told = await owed(database, "verification_decided")
    assert [(message.person_id, message.payload) for message in told] == [(applicant.id, {"accepted": accept})]
    async with database.transaction() as db:
        found = await db.get(Person, applicant.id)
    assert found and found.standing is (Standing.VERIFIED if accept else Standing.REFUSED)
    assert await journal(database) == ["accept" if accept else "refuse"]


async def test_of_two_organisers_at_once_one_decides(database: Database) -> None:
    async with database.transaction() as db:
        one, other = await make_organiser(db), await make_organiser(db)
        applicant = await make_person(db, standing=Standing.UNVERIFIED)
    outcomes = await asyncio.gather(
        decide(database, one, applicant.id, True), decide(database, other, applicant.id, False)
    )
    first = next(outcome for outcome in outcomes if isinstance(outcome, Decided))
    assert AlreadyDecided(first.accepted) in outcomes
    assert len(await owed(database, "verification_decided")) == 1


async def test_only_organisers_decide_and_see_who_waits(database: Database) -> None:
    async with database.transaction() as db:
        participant, waiting = await make_person(db), await make_person(db, standing=Standing.UNVERIFIED)
    for actor in (participant, waiting):
        with pytest.raises(Forbidden):
            await decide(database, actor, waiting.id, True)
        async with database.transaction() as db:
            with pytest.raises(Forbidden):
                await verification.waiting_applicants(db, actor)
            with pytest.raises(Forbidden):
                await verification.applicant(db, actor, waiting.id)
            with pytest.raises(Forbidden):
                await verification.number_waiting(db, actor)
    async with database.transaction() as db:
        found = await db.get(Person, waiting.id)
    assert found and found.standing is Standing.UNVERIFIED


async def test_nobody_to_decide_about(database: Database) -> None:
    async with database.transaction() as db:
        organiser = await make_organiser(db)
        joining = await make_person(db, standing=Standing.JOINING, identified_at=None)
    for applicant_id in (joining.id, 9_999):
        with pytest.raises(Gone):
            await decide(database, organiser, applicant_id, True)


async def test_the_longest_waiting_come_first_with_their_form(database: Database) -> None:
    async with database.transaction() as db:
        organiser = await make_organiser(db)
        late = await make_person(db, standing=Standing.UNVERIFIED, identified_at=NOW + timedelta(hours=1))
        early = await make_person(db, standing=Standing.UNVERIFIED)
    async with database.transaction() as db:
        waiting = await verification.waiting_applicants(db, organiser)
        assert await verification.number_waiting(db, organiser) == 2
    assert [person.id for person in waiting] == [early.id, late.id]
    assert [(person.corps, person.grade, person.region) for person in waiting] == [(None, None, None)] * 2
