"""Lists and people who register at once: no seat too many; and what lists said of telephones is forgotten in time."""

import asyncio
from datetime import timedelta

from sqlalchemy import select

from db.engine import Database
from db.models import Nomination, Person, Seat
from db.queries import offers as queries
from tests.factories import NOW
from tests.training.nominations.lists import Desk, csv, desk
from tests.training.setting import accept, offered, people, register, seats, withdraw
from training import audit, my_data, retention, uploads, waiting_line
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


async def test_who_cannot_be_told_of_a_seat_keeps_their_place_and_holds_up_nobody(database: Database) -> None:
    here = await desk(database, capacity=1)
    async with database.transaction() as db:
        first, last = await people(db, 2)
    await register(database, first, here.session)
    await here.tries(LIST)
    await here.imports(LIST)
    await register(database, last, here.session)
    await withdraw(database, first, here.session)
    (offer,) = await offered(database)
    assert offer.registration.person_id == last.id, "an offer that reaches nobody would cost them their place"
    await accept(database, last, offer)
    assert await here.seats() == [Seat.WAITING] * len(NAMES)
    await withdraw(database, last, here.session)
    async with database.transaction() as db:
        assert await queries.sessions_to_look_at(db, NOW, 10) == [], "nothing to do again and again"
        assert await waiting_line.tend(db, now=NOW) == 0
