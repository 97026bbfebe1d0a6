"""Lists and people who register at once: no seat too many; and what lists said of telephones is forgotten in time."""

import asyncio
from datetime import timedelta

from sqlalchemy import select

from db.engine import Database
from db.models import Nomination, Person, Seat
from tests.factories import NOW
from tests.training.nominations.lists import Desk, csv, desk
from tests.training.setting import people, register, seats
from training import audit, my_data, retention, uploads
from training.nominations import importing

NAMES = ("Awa Diop", "Binta Faye", "Coumba Ndour", "Demba Sow", "Elhadj Ka", "Fatou Sarr")
LIST = csv(*(f"{name};Greffe;77 000 00 0{n}" for n, name in enumerate(NAMES)), header="Nom et prénom;Corps;Téléphone")


async def imported(here: Desk) -> None:
    """The list of one organiser, whose file is theirs alone."""
    async with here.database.transaction() as db:
        found = await importing.read("liste.csv", LIST, await importing.known_corps(db))
        await importing.apply(db, here.organiser, here.session.id, here.uploads[-1], found, now=NOW)


async def test_two_lists_and_people_at_once_take_no_seat_too_many(database: Database) -> None:
    here = await desk(database, capacity=5)
    async with database.transaction() as db:
        arrivals = await people(db, 6)
        here.uploads.append((await uploads.keep_upload(db, here.organiser, "liste.csv", LIST, now=NOW)).id)
    coming = [register(database, person, here.session) for person in arrivals]
    outcomes = await asyncio.gather(imported(here), imported(here), *coming, return_exceptions=True)
    assert sum(isinstance(one, BaseException) for one in outcomes) == 1, "one list, imported once"
    found = list((await seats(database, here.session)).values())
    assert (len(found), found.count(Seat.SEATED), found.count(Seat.WAITING)) == (12, 5, 7)
    async with database.transaction() as db:
        assert await audit.breaches(db, now=NOW) == []
        assert len((await db.scalars(select(Person).where(Person.telegram_id.is_(None)))).all()) == len(NAMES)


async def test_the_telephone_of_a_list_is_forgotten_with_the_others(database: Database) -> None:
    here = await desk(database)
    await here.tries(LIST)
    await here.imports(LIST)
    async with database.transaction() as db:
        await retention.unlink(db, months=6, now=NOW + timedelta(days=30))
    async with database.transaction() as db:
        assert None not in list(await db.scalars(select(Nomination.phone))), "too early"
        await retention.unlink(db, months=6, now=NOW + timedelta(days=400))
    async with database.transaction() as db:
        assert set(await db.scalars(select(Nomination.phone))) == {None}


async def test_who_was_put_forward_sees_it_in_their_data(database: Database) -> None:
    here = await desk(database)
    await here.tries(LIST)
    await here.imports(LIST)
    async with database.transaction() as db:
        awa = (await db.scalars(select(Person).where(Person.first_name == "Awa", Person.last_name == "Diop"))).one()
        ((nomination, code),) = (await my_data.everything(db, awa)).nominations
    assert (nomination.phone, code) == ("+221770000000", here.session.code)
