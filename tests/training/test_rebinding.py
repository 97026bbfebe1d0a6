"""Another account for somebody known: an organiser's tap, never the name alone; the seat follows."""

import pytest
from sqlalchemy import select

from db.engine import Database
from db.models import Nomination, Person, Question, QuestionTopic, Role, RoleGrant, Seat, Standing
from tests.factories import NOW, make_organiser, make_person, make_registration
from tests.training.nominations.lists import csv, desk
from tests.training.setting import owed, register, seats, session_for_all
from training import audit, questions, rebinding
from training.errors import Forbidden, Gone, Stale


async def asking(database: Database, **details: object) -> tuple[Person, Person, Person]:
    """Fatou, who is known; the one who asks under her name, from another account; an organiser."""
    async with database.transaction() as db:
        named = {"first_name": "Fatou", "last_name": "Sarr", "match_key": "fatou sarr"}
        fatou = await make_person(db, phone="+221730000001", **named)
        new = await make_person(db, standing=Standing.UNVERIFIED, notice_version="2", **named | details)
        return fatou, new, await make_organiser(db)


async def bound(database: Database, by: Person, new: Person, known: Person) -> Person:
    async with database.transaction() as db:
        return await rebinding.bind(db, by, new.id, known.id, now=NOW)


async def test_the_new_account_is_theirs_with_their_seat_and_the_old_one_is_nobodys(database: Database) -> None:
    fatou, new, khady = await asking(database)
    old, account = fatou.telegram_id, new.telegram_id
    async with database.transaction() as db:
        session = await session_for_all(db)
    await register(database, fatou, session)
    async with database.transaction() as db:
        assert [one.id for one in await rebinding.known(db, khady, new)] == [fatou.id]
    assert (await bound(database, khady, new, fatou)).id == fatou.id
    async with database.transaction() as db:
        kept = (await db.scalars(select(Person).where(Person.telegram_id == account))).one()
        assert (kept.id, kept.phone, kept.notice_version) == (fatou.id, "+221730000001", "2")
        assert (await db.scalars(select(Person).where(Person.telegram_id == old))).all() == []
        assert await db.get(Person, new.id) is None
        assert await audit.breaches(db, now=NOW) == []
    assert await seats(database, session) == {fatou.id: Seat.SEATED}
    assert [row.person_id for row in await owed(database, "account_bound")] == [fatou.id]


async def test_who_was_only_on_a_list_becomes_who_asks(database: Database) -> None:
    here = await desk(database)
    await here.tries(csv("Fatou;Sarr;Greffe;;"))
    await here.imports(csv("Fatou;Sarr;Greffe;;"))
    async with database.transaction() as db:
        listed = (await db.scalars(select(Person).where(Person.first_name == "Fatou"))).one()
        new = await make_person(db, first_name="Fatou", last_name="Sarr", standing=Standing.UNVERIFIED)
    assert (await bound(database, here.organiser, new, listed)).id == new.id
    assert await seats(database, here.session) == {new.id: Seat.SEATED}
    async with database.transaction() as db:
        assert (await db.get_one(Person, new.id)).standing is Standing.VERIFIED
        assert await audit.breaches(db, now=NOW) == []


async def test_what_both_had_becomes_one(database: Database) -> None:
    """A topic each, and a place each in the same session, by a list that named the one who asks."""
    fatou, new, khady = await asking(database)
    async with database.transaction() as db:
        session = await session_for_all(db)
        for person, thread in ((fatou, 7), (new, 8)):
            await questions.keep_topic(db, -1_001, person, thread)
    await register(database, fatou, session)
    async with database.transaction() as db:
        await make_registration(db, session, new, Seat.WAITING, changed_at=NOW)
        named = {"session_id": session.id, "nominated_at": NOW, "nominated_by_id": khady.id}
        db.add_all([Nomination(person_id=one.id, keys=[str(one.id)], **named) for one in (fatou, new)])
        await questions.ask(db, new, "J’ai changé de téléphone", 0, now=NOW)
    await bound(database, khady, new, fatou)
    assert await seats(database, session) == {fatou.id: Seat.SEATED}
    async with database.transaction() as db:
        assert (await db.scalars(select(QuestionTopic.thread_id))).one() == 7
        assert (await db.scalars(select(Question.person_id))).one() == fatou.id
        assert set((await db.scalars(select(Nomination.keys))).one()) == {str(fatou.id), str(new.id)}
        assert await audit.breaches(db, now=NOW) == []


async def test_only_an_organiser_binds_and_only_who_waits(database: Database) -> None:
    fatou, new, khady = await asking(database)
    async with database.transaction() as db:
        awa = await make_person(db)
    for actor, applicant, known, error in (
        (awa, new, fatou, Forbidden),
        (fatou, new, fatou, Forbidden),
        (khady, fatou, new, Stale),
        (khady, new, new, Gone),
    ):
        with pytest.raises(error):
            await bound(database, actor, applicant, known)
    await bound(database, khady, new, fatou)
    with pytest.raises(Gone):
        await bound(database, khady, new, fatou)


async def test_the_account_of_an_organiser_is_bound_by_an_administrator(database: Database) -> None:
    fatou, new, khady = await asking(database)
    async with database.transaction() as db:
        db.add(RoleGrant(person_id=fatou.id, role=Role.ORGANISER, granted_at=NOW))
        administrator = await make_organiser(db)
        db.add(RoleGrant(person_id=administrator.id, role=Role.ADMINISTRATOR, granted_at=NOW))
    with pytest.raises(Forbidden):
        await bound(database, khady, new, fatou)
    assert (await bound(database, administrator, new, fatou)).id == fatou.id


async def test_nobody_is_bound_by_a_name_alone(database: Database) -> None:
    fatou, new, _ = await asking(database)
    async with database.transaction() as db:
        assert (await db.get_one(Person, new.id)).standing is Standing.UNVERIFIED
        assert (await db.get_one(Person, fatou.id)).telegram_id == fatou.telegram_id
