"""Somebody comes in the place of who was put forward: proposed, decided; the seat and its history follow."""

import asyncio

import pytest
from sqlalchemy import select, update

from db.engine import Database
from db.models import (
    Nomination,
    Person,
    QuotaMode,
    Registration,
    Replacement,
    ReplacementState,
    Seat,
    Standing,
    WithdrawalReason,
)
from tests.factories import NOW, make_person, make_registration
from tests.training.nominations.lists import Desk, csv, desk
from tests.training.setting import owed, session_for_all
from training import audit, my_data, registration, retention
from training.errors import Forbidden, Gone, Stale
from training.links import issuing
from training.nominations.nominee import Nominee, Wrong
from training.replacements import deciding, proposing
from training.replacements.deciding import Busy, QuotaFull, Replaced
from training.replacements.proposing import Unreadable

LIST = csv("Binta;Faye;Douanes;;", "Coumba;Ndour;Douanes;;")
LINE = "Fatou, Sarr, Douanes, Inspecteur des douanes, École des douanes, 77 000 00 09"


async def imported(database: Database, **details: object) -> Desk:
    """Two people of a list, the first one with an account."""
    here = await desk(database, **{"capacity": 2} | details)
    await here.tries(LIST)
    await here.imports(LIST)
    values = {"telegram_id": 770_000_000, "standing": Standing.VERIFIED, "identified_at": NOW}
    async with database.transaction() as db:
        await db.execute(update(Person).where(Person.first_name == "Binta").values(**values))
    return here


async def person(here: Desk, first_name: str) -> Person:
    async with here.database.transaction() as db:
        return (await db.scalars(select(Person).where(Person.first_name == first_name))).one()


async def proposed(here: Desk, line: str = LINE, who: str = "Binta", **by: object) -> Replacement:
    me = await person(here, who)
    async with here.database.transaction() as db:
        made = await proposing.propose(db, me, here.session.id, line, now=NOW, **by)  # type: ignore[arg-type]
    assert isinstance(made, Replacement)
    return made


async def accepted(here: Desk, one: Replacement, person_id: int | None = None) -> Replaced | Busy | QuotaFull:
    async with here.database.transaction() as db:
        return await deciding.accept(db, here.organiser, one.id, person_id, now=NOW)


async def seat_of(here: Desk, first_name: str) -> Registration:
    me = await person(here, first_name)
    async with here.database.transaction() as db:
        wanted = select(Registration).where(Registration.person_id == me.id)
        return (await db.scalars(wanted.where(Registration.session_id == here.session.id))).one()


async def test_the_seat_and_the_nomination_follow(database: Database) -> None:
    here = await imported(database)
    made = await proposed(here)
    assert [row.person_id for row in await owed(database, "replacement_asked")] == [here.organiser.id]
    assert (await seat_of(here, "Binta")).seat is Seat.SEATED, "kept until the decision"
    outcome = await accepted(here, made)
    assert isinstance(outcome, Replaced) and not outcome.told, "a link is needed"
    left, came = await seat_of(here, "Binta"), await seat_of(here, "Fatou")
    assert (left.seat, left.withdrawal_reason) == (Seat.WITHDRAWN, WithdrawalReason.REPLACED)
    assert came.seat is Seat.SEATED
    async with database.transaction() as db:
        nomination = (await db.scalars(select(Nomination).where(Nomination.person_id == came.person_id))).one()
        assert nomination.phone == "+221770000009"
        kept = (await db.scalars(select(Replacement))).one()
        assert (kept.state, kept.substitute_id, kept.line) == (ReplacementState.ACCEPTED, came.person_id, None)
        assert await audit.breaches(db, now=NOW) == []
    assert [row.person_id for row in await owed(database, "replacement_decided")] == [left.person_id]


async def test_refused_the_seat_stays_whose_it_is(database: Database) -> None:
    here = await imported(database)
    made = await proposed(here)
    async with database.transaction() as db:
        await deciding.refuse(db, here.organiser, made.id, now=NOW)
    assert (await seat_of(here, "Binta")).seat is Seat.SEATED
    assert len(await owed(database, "replacement_decided")) == 1
    with pytest.raises(Stale):
        await accepted(here, made)


async def test_two_decisions_at_once_are_one(database: Database) -> None:
    here = await imported(database)
    made = await proposed(here)
    outcomes = await asyncio.gather(*(accepted(here, made) for _ in range(3)), return_exceptions=True)
    assert sum(isinstance(one, Replaced) for one in outcomes) == 1
    assert sum(isinstance(one, Stale) for one in outcomes) == 2
    async with database.transaction() as db:
        assert len((await db.scalars(select(Person).where(Person.first_name == "Fatou"))).all()) == 1


async def test_a_known_person_is_pointed_out_and_told_where_they_have_an_account(database: Database) -> None:
    here = await imported(database)
    async with database.transaction() as db:
        fatou = await make_person(db, first_name="Fatou", last_name="Sarr", match_key="fatou sarr")
    made = await proposed(here)
    async with database.transaction() as db:
        found = await deciding.proposal(db, here.organiser, made.id)
    assert found is not None and [one.id for one in found.namesakes] == [fatou.id]
    outcome = await accepted(here, made, fatou.id)
    assert isinstance(outcome, Replaced) and outcome.told and outcome.substitute.id == fatou.id
    assert [row.person_id for row in await owed(database, "nominated")] == [fatou.id]


async def test_who_waits_in_the_line_takes_the_seat_and_leaves_the_line(database: Database) -> None:
    here = await imported(database)
    async with database.transaction() as db:
        fatou = await make_person(db, first_name="Fatou", last_name="Sarr", match_key="fatou sarr")
    async with database.transaction() as db:
        await registration.register(db, fatou, here.session.id, now=NOW)
    assert (await seat_of(here, "Fatou")).seat is Seat.WAITING
    assert isinstance(await accepted(here, await proposed(here), fatou.id), Replaced)
    assert (await seat_of(here, "Fatou")).seat is Seat.SEATED
    async with database.transaction() as db:
        assert await audit.breaches(db, now=NOW) == []


async def test_nobody_has_two_seats_by_it(database: Database) -> None:
    here = await imported(database)
    coumba = await person(here, "Coumba")
    here_too = await accepted(here, await proposed(here), coumba.id)
    assert isinstance(here_too, Busy) and here_too.other.id == here.session.id
    async with database.transaction() as db:
        other = await session_for_all(db, first_day=here.session.first_day)
        fatou = await make_person(db, first_name="Fatou", last_name="Sarr", match_key="fatou sarr")
        await make_registration(db, other, fatou)
    elsewhere = await accepted(here, await proposed(here), fatou.id)
    assert isinstance(elsewhere, Busy) and elsewhere.other.id == other.id
    assert (await seat_of(here, "Binta")).seat is Seat.SEATED


async def test_an_enforced_quota_holds(database: Database) -> None:
    here = await imported(database, quotas={"douanes": 2, "greffe": 0}, quota_mode=QuotaMode.BLOCK)
    assert isinstance(await accepted(here, await proposed(here, "Fatou, Sarr, Greffe")), QuotaFull)
    assert isinstance(await accepted(here, await proposed(here)), Replaced), "the seat that is given back counts"


async def test_a_new_proposal_takes_the_place_of_the_former(database: Database) -> None:
    here = await imported(database)
    first, second = await proposed(here), await proposed(here, "Ousmane, Ba, Greffe")
    with pytest.raises(Stale):
        await accepted(here, first)
    assert isinstance(await accepted(here, second), Replaced)
    async with database.transaction() as db:
        assert set(await db.scalars(select(Replacement.line))) == {None}, "what was written is forgotten"


async def test_who_leaves_meanwhile_has_nobody_come_in_their_place(database: Database) -> None:
    here = await imported(database)
    made = await proposed(here)
    binta = await person(here, "Binta")
    async with database.transaction() as db:
        await registration.withdraw(db, binta, here.session.id, WithdrawalReason.DUTY, now=NOW)
    with pytest.raises(Stale):
        await accepted(here, made)
    async with database.transaction() as db:
        assert await deciding.pending(db, here.organiser, here.session.id) == []
        assert await deciding.proposal(db, here.organiser, made.id) is None


async def test_what_was_written_of_somebody_is_forgotten_once_the_session_has_started(database: Database) -> None:
    here = await imported(database)
    await proposed(here)
    async with database.transaction() as db:
        await retention.forget_leftovers(db, now=NOW)
        assert (await db.scalars(select(Replacement.line))).one() == LINE, "the control: still to be decided"
        await retention.forget_leftovers(db, now=here.session.starts_at)
        assert (await db.scalars(select(Replacement.line))).one() is None


async def test_what_is_held_of_links_and_replacements_is_in_the_file(database: Database) -> None:
    here = await imported(database)
    made = await proposed(here)
    await accepted(here, made)
    binta, fatou = await person(here, "Binta"), await person(here, "Fatou")
    async with database.transaction() as db:
        await issuing.issue(db, here.organiser, [fatou.id], now=NOW)
        theirs, hers = await my_data.everything(db, fatou), await my_data.everything(db, binta)
    assert [one.id for one, _ in theirs.replacements] == [one.id for one, _ in hers.replacements] == [made.id]
    assert [one.person_id for one in theirs.links] == [fatou.id]
    assert "links.issued" in {action.verb for action in theirs.actions}


async def test_an_organiser_proposes_for_who_has_no_phone_and_nobody_is_asked(database: Database) -> None:
    here = await imported(database)
    made = await proposed(here, who="Coumba", by=here.organiser)
    assert await owed(database, "replacement_asked") == []
    assert isinstance(await accepted(here, made), Replaced)
    assert (await seat_of(here, "Coumba")).withdrawal_reason is WithdrawalReason.REPLACED


async def test_only_who_was_put_forward_and_has_a_seat_is_replaced(database: Database) -> None:
    here = await imported(database, capacity=3)
    async with database.transaction() as db:
        awa = await make_person(db)
    async with database.transaction() as db:
        await registration.register(db, awa, here.session.id, now=NOW)
        assert not await proposing.may_propose(db, awa, here.session.id, now=NOW)
        with pytest.raises(Gone):
            await proposing.propose(db, awa, here.session.id, LINE, now=NOW)
    binta = await person(here, "Binta")
    async with database.transaction() as db:
        assert await proposing.may_propose(db, binta, here.session.id, now=NOW)
        with pytest.raises(Stale):
            await proposing.propose(db, binta, here.session.id, LINE, now=here.session.starts_at)
        with pytest.raises(Forbidden):
            await proposing.propose(db, binta, here.session.id, LINE, now=NOW, by=awa)


async def test_only_organisers_decide(database: Database) -> None:
    here = await imported(database)
    made, binta = await proposed(here), await person(here, "Binta")
    async with database.transaction() as db:
        for act in (deciding.accept(db, binta, made.id, None, now=NOW), deciding.refuse(db, binta, made.id, now=NOW)):
            with pytest.raises(Forbidden):
                await act
        with pytest.raises(Gone):
            await deciding.accept(db, here.organiser, 2_000_000_000, None, now=NOW)


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("Fatou Sarr", Wrong.MISSING_VALUE),
        ("Fatou, Sarr", Wrong.MISSING_VALUE),
        ("Fatou, Sarr, Douane", Wrong.UNKNOWN_CORPS),
        ("F4tou, Sarr, Douanes", Wrong.BAD_NAME),
        ("", Wrong.MISSING_VALUE),
    ],
)
async def test_a_line_that_names_nobody_says_why(database: Database, line: str, wrong: Wrong) -> None:
    here = await imported(database)
    binta = await person(here, "Binta")
    async with database.transaction() as db:
        found = await proposing.propose(db, binta, here.session.id, line, now=NOW)
        assert isinstance(found, Unreadable) and wrong in {one.wrong for one in found.problems}
        assert (await db.scalars(select(Replacement))).all() == []


async def test_a_service_with_commas_and_a_telephone_are_read(database: Database) -> None:
    here = await imported(database)
    async with database.transaction() as db:
        found = await proposing.read(db, "fatou ; SARR ; douanes ; ; Bureau des douanes, Dakar ; +221 73 000 00 01")
    assert isinstance(found, Nominee)
    assert (found.first, found.last, found.institution) == ("Fatou", "Sarr", "Bureau des douanes, Dakar")
    assert found.phone == "+221730000001"
    assert here.session.id
