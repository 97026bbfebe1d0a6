"""What became of who was put forward: told once, asked again once a day, answered for by an organiser."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from db.engine import Database
from db.models import Nomination, Person, PersonalLink, Registration, Seat, Standing, WithdrawalReason
from tests.factories import NOW, make_organiser, make_person
from tests.training.nominations.lists import Desk, csv, desk
from tests.training.setting import journal, owed
from training import audit, registration
from training.errors import Forbidden, Gone, Stale
from training.links import issuing
from training.nominations import following
from training.nominations.following import Following, Stage, Told

LIST = csv("Binta;Faye;Douanes;;", "Coumba;Ndour;Douanes;;", "Demba;Sow;Police nationale;;", "Elhadj;Ka;Greffe;;")


async def imported(database: Database, **details: object) -> Desk:
    here = await desk(database, **{"capacity": 3} | details)
    await here.tries(LIST)
    await here.imports(LIST)
    return here


async def found(here: Desk) -> Following:
    async with here.database.transaction() as db:
        return await following.following(db, here.organiser, here.session.id, now=NOW)


async def reached(here: Desk, *first_names: str, **details: object) -> None:
    """These people have an account now."""
    values = {"standing": Standing.VERIFIED, "identified_at": NOW} | details
    async with here.database.transaction() as db:
        for number, name in enumerate(first_names):
            theirs = update(Person).where(Person.first_name == name)
            await db.execute(theirs.values(telegram_id=770_000_000 + number, **values))


async def person(here: Desk, first_name: str) -> Person:
    async with here.database.transaction() as db:
        return (await db.scalars(select(Person).where(Person.first_name == first_name))).one()


async def told(here: Desk, how: object = following.tell, at: object = NOW) -> Told:
    async with here.database.transaction() as db:
        return await how(db, here.organiser, here.session.id, now=at)  # type: ignore[operator,no-any-return]


async def test_stages_follow_what_people_do(database: Database) -> None:
    here = await imported(database)
    await reached(here, "Coumba", "Demba", "Elhadj")
    demba = await person(here, "Demba")
    async with database.transaction() as db:
        await registration.confirm(db, demba, here.session.id, now=NOW)
    stages = {one.person.first_name: one.stage for one in (await found(here)).nominations}
    expected = {"Binta": Stage.UNOPENED, "Coumba": Stage.SILENT, "Demba": Stage.CONFIRMED, "Elhadj": Stage.WAITING}
    assert stages == expected
    async with database.transaction() as db:
        await registration.withdraw(db, demba, here.session.id, WithdrawalReason.DUTY, now=NOW)
    assert [one.person.first_name for one in (await found(here)).at(Stage.DECLINED)] == ["Demba"]
    corps = following.by_corps((await found(here)).nominations)
    assert {label: len(those) for label, those in corps.items()} == {"Douanes": 2, "Police nationale": 1, "Greffe": 1}


async def test_who_has_an_account_is_told_once(database: Database) -> None:
    here = await imported(database)
    await reached(here, "Coumba", "Elhadj")
    assert (await told(here)).now == 2
    rows = await owed(database, "nominated")
    assert {row.person_id for row in rows} == {(await person(here, name)).id for name in ("Coumba", "Elhadj")}
    assert (await told(here)).now == 0
    assert len(await owed(database, "nominated")) == 2
    await reached(here, "Coumba", "Elhadj", "Binta")
    assert (await told(here)).now == 1, "who came since"


async def test_two_organisers_who_tell_at_once_tell_once(database: Database) -> None:
    here = await imported(database)
    await reached(here, "Coumba", "Elhadj")
    outcomes = await asyncio.gather(told(here), told(here), told(here, following.chase), told(here, following.chase))
    assert outcomes[0].now + outcomes[1].now == 2
    assert outcomes[2].now + outcomes[3].now == 1, "who waits has nothing to answer"


async def test_the_silent_are_asked_again_once_a_day_and_nobody_else(database: Database) -> None:
    here = await imported(database)
    await reached(here, "Coumba", "Demba")
    demba = await person(here, "Demba")
    async with database.transaction() as db:
        await registration.confirm(db, demba, here.session.id, now=NOW)
    assert await told(here, following.chase) == Told(1, 0)
    assert await told(here, following.chase, NOW + timedelta(hours=8)) == Told(0, 1)
    assert await told(here, following.chase, NOW + timedelta(days=1)) == Told(1, 0)
    assert {row.person_id for row in await owed(database, "nominated")} == {(await person(here, "Coumba")).id}


async def test_nothing_goes_out_at_night(database: Database) -> None:
    here = await imported(database)
    await reached(here, "Coumba")
    night = NOW.replace(hour=23)
    await told(here, at=night)
    (row,) = await owed(database, "nominated")
    assert row.due_at == NOW.replace(hour=7) + timedelta(days=1)


async def test_who_was_not_let_in_is_not_written_to(database: Database) -> None:
    here = await imported(database)
    await reached(here, "Coumba", standing=Standing.REFUSED)
    assert (await told(here)).now == 0
    assert (await told(here, following.chase)).now == 0


async def test_only_organisers_follow_and_only_sessions_ahead_are_written_about(database: Database) -> None:
    here = await imported(database)
    async with database.transaction() as db:
        awa = await make_person(db)
    async with database.transaction() as db:
        for how in (following.tell, following.chase):
            with pytest.raises(Forbidden):
                await how(db, awa, here.session.id, now=NOW)
            with pytest.raises(Stale):
                await how(db, here.organiser, here.session.id, now=here.session.starts_at)
        with pytest.raises(Forbidden):
            await following.following(db, awa, here.session.id, now=NOW)
        with pytest.raises(Forbidden):
            await following.nominee(db, awa, 1, now=NOW)
        with pytest.raises(Gone):
            await following.nominee(db, here.organiser, 2_000_000_000, now=NOW)


async def test_an_organiser_answers_for_who_has_no_phone(database: Database) -> None:
    here = await imported(database)
    binta = await person(here, "Binta")
    async with database.transaction() as db:
        await registration.confirm(db, binta, here.session.id, now=NOW, by=here.organiser)
    assert [one.person.first_name for one in (await found(here)).at(Stage.CONFIRMED)] == ["Binta"]
    async with database.transaction() as db:
        reason = WithdrawalReason.LEAVE
        await registration.withdraw(db, binta, here.session.id, reason, now=NOW, by=here.organiser)
        await registration.register(db, binta, here.session.id, now=NOW, by=here.organiser)
        assert await audit.breaches(db, now=NOW) == []
    assert "registration.confirmed" in await journal(database)
    async with database.transaction() as db:
        mine = await db.scalars(select(Registration.seat).where(Registration.person_id == binta.id))
        assert mine.one() is Seat.WAITING, "behind who waits already"


async def test_a_free_seat_is_given_by_hand_to_who_cannot_be_told_in_order(database: Database) -> None:
    here = await imported(database, capacity=2)
    binta, demba, elhadj = [await person(here, name) for name in ("Binta", "Demba", "Elhadj")]

    async def given(to: Person, by: Person | None = here.organiser) -> bool:
        async with database.transaction() as db:
            return await registration.seat(db, to, here.session.id, by=by, now=NOW)

    assert not await given(demba), "no seat is free"
    async with database.transaction() as db:
        await registration.withdraw(db, binta, here.session.id, WithdrawalReason.DUTY, now=NOW, by=here.organiser)
    assert not await given(elhadj), "somebody waits before them"
    assert not await given(binta), "does not wait"
    with pytest.raises(Forbidden):
        await given(demba, binta)
    assert await given(demba)
    assert not await given(elhadj), "it is gone"
    async with database.transaction() as db:
        assert await audit.breaches(db, now=NOW) == []


async def test_nobody_else_answers_for_somebody(database: Database) -> None:
    here = await imported(database)
    binta = await person(here, "Binta")
    async with database.transaction() as db:
        awa = await make_person(db)
    async with database.transaction() as db:
        for by in (awa, None):
            with pytest.raises(Forbidden):
                await registration.confirm(db, binta, here.session.id, now=NOW, by=by)
            with pytest.raises(Forbidden):
                await registration.withdraw(db, binta, here.session.id, WithdrawalReason.DUTY, now=NOW, by=by)
            with pytest.raises(Forbidden):
                await registration.register(db, binta, here.session.id, now=NOW, by=by)


async def test_an_answer_is_asked_for_until_a_week_before(database: Database) -> None:
    here = await desk(database)
    limit = following.answer_by(here.session, NOW)
    assert limit is not None and (here.session.starts_at - limit).days == 6 and limit.hour == 18
    assert following.answer_by(here.session, limit) is None


async def test_a_list_imported_again_leaves_who_was_told_told(database: Database) -> None:
    here = await imported(database)
    await reached(here, "Coumba")
    await told(here)
    await here.tries(LIST)
    await here.imports(LIST)
    assert (await told(here)).now == 0
    async with database.transaction() as db:
        await make_organiser(db)
        assert len((await db.scalars(select(Nomination.told_at).where(Nomination.told_at == NOW))).all()) == 1


async def test_slips_are_for_whoever_has_no_link_that_still_works(database: Database) -> None:
    here = await imported(database)
    binta, blocked, demba = [await person(here, name) for name in ("Binta", "Coumba", "Demba")]
    async with database.transaction() as db:
        await issuing.issue(db, here.organiser, [binta.id, blocked.id, demba.id], now=NOW)
    async with database.transaction() as db:
        blocked_link = update(PersonalLink).where(PersonalLink.person_id == blocked.id)
        await db.execute(blocked_link.values(wrong_answers=issuing.TRIES))
        await issuing.revoke(db, here.organiser, binta.id, now=NOW)
    assert {one.person.first_name for one in (await found(here)).without_link} == {"Binta", "Coumba", "Elhadj"}
    async with database.transaction() as db:
        later = await following.following(db, here.organiser, here.session.id, now=NOW + issuing.LIFETIME)
    assert len(later.without_link) == 4, "over"


async def test_whom_the_bot_cannot_reach_is_called_not_written_to(database: Database) -> None:
    here = await imported(database)
    await reached(here, "Coumba", reachable=False)
    assert (await told(here)).now == (await told(here, following.chase)).now == 0
    assert "Coumba" in {one.person.first_name for one in (await found(here)).at(Stage.SILENT)}
