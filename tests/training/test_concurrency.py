"""Many at once: seats are never oversold, ranks have no gap, nobody sits in two rooms. Each lock has its control."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from db.engine import Database
from db.models import Person, Seat, TrainingSession
from db.queries import people as person_queries
from db.queries import programme
from db.queries import registration as queries
from tests.factories import NOW
from tests.training.setting import accept, offered, people, register, seats, session_for_all, withdraw
from training import offers
from training.offers import Accepted, Over
from training.registration import Refused, Seated, Verdict, Waitlisted

ARRIVALS = 100
SEATS = 25
CONNECTIONS = 10
DEADLINE = 60
"""Seconds."""


@pytest.fixture
async def processes(database_url: str) -> AsyncIterator[list[Database]]:
    """Two engines on PostgreSQL, as two processes have them; the only process on SQLite."""
    engines = 1 if database_url.startswith("sqlite") else 2
    databases = [Database(database_url, pool_size=CONNECTIONS) for _ in range(engines)]
    yield databases
    for database in databases:
        await database.close()


async def all_at_once(processes: list[Database], arrivals: list[Person], session: TrainingSession) -> list[Verdict]:
    requests = (register(processes[n % len(processes)], person, session) for n, person in enumerate(arrivals))
    async with asyncio.timeout(DEADLINE):
        return list(await asyncio.gather(*requests))


async def a_crowd(processes: list[Database]) -> tuple[TrainingSession, list[Person]]:
    async with processes[0].transaction() as db:
        return await session_for_all(db, capacity=SEATS), await people(db, ARRIVALS)


async def test_a_hundred_people_at_once_for_the_last_seats(processes: list[Database]) -> None:
    session, arrivals = await a_crowd(processes)
    verdicts = await all_at_once(processes, arrivals, session)
    assert verdicts.count(Seated()) == SEATS
    ranks = sorted(verdict.rank for verdict in verdicts if isinstance(verdict, Waitlisted))
    assert ranks == list(range(1, ARRIVALS - SEATS + 1))
    kept = await seats(processes[0], session)
    assert Counter(kept.values()) == {Seat.SEATED: SEATS, Seat.WAITING: ARRIVALS - SEATS}
    assert list(kept.values()) == [Seat.SEATED] * SEATS + [Seat.WAITING] * (ARRIVALS - SEATS)


async def test_without_the_lock_of_the_session_seats_are_oversold(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: a plain read in place of the lock, and twenty requests that count before any of them writes."""
    processes = [Database(postgresql_url, pool_size=CONNECTIONS) for _ in range(2)]
    session, arrivals = await a_crowd(processes)
    monkeypatch.setattr(programme, "lock_session", programme.find)
    _together_after(monkeypatch, "position", 2 * CONNECTIONS)
    verdicts = await all_at_once(processes, arrivals, session)
    assert verdicts.count(Seated()) > SEATS
    for database in processes:
        await database.close()


async def test_one_person_on_two_phones_gets_one_of_two_sessions_of_the_same_days(processes: list[Database]) -> None:
    one, other, person = await _two_sessions(processes[0])
    verdicts = await _both(processes, person, one, other)
    assert sorted(type(verdict).__name__ for verdict in verdicts) == ["Refused", "Seated"]


async def test_without_the_lock_of_the_person_they_sit_in_two_rooms(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: both requests read the calendar before either writes."""
    processes = [Database(postgresql_url), Database(postgresql_url)]
    one, other, person = await _two_sessions(processes[0])

    async def unlocked(db: AsyncSession, person_id: int) -> Person | None:
        return await db.get(Person, person_id)

    monkeypatch.setattr(person_queries, "lock", unlocked)
    _together_after(monkeypatch, "calendar", 2)
    assert await _both(processes, person, one, other) == [Seated(), Seated()]
    for database in processes:
        await database.close()


async def test_double_taps_at_once_take_one_seat(processes: list[Database]) -> None:
    async with processes[0].transaction() as db:
        session = await session_for_all(db, capacity=2)
        (person,) = await people(db, 1)
    verdicts = await all_at_once(processes, [person] * 10, session)
    assert verdicts.count(Seated()) == 1
    assert not any(isinstance(verdict, Waitlisted | Refused) for verdict in verdicts)
    assert await seats(processes[0], session) == {person.id: Seat.SEATED}


async def test_leaving_and_arriving_at_once_leaves_no_seat_free_and_no_lock_behind(processes: list[Database]) -> None:
    async with processes[0].transaction() as db:
        session = await session_for_all(db, capacity=10)
        seated, waiting, arriving = await people(db, 10), await people(db, 10), await people(db, 10)
    for person in (*seated, *waiting):
        await register(processes[0], person, session)
    leaving = [
        withdraw(processes[n % len(processes)], person, session) for n, person in enumerate(seated + waiting[:5])
    ]
    joining = [register(processes[-1 - n % len(processes)], person, session) for n, person in enumerate(arriving)]
    async with asyncio.timeout(DEADLINE):
        await asyncio.gather(*(each for pair in zip(leaving, joining, strict=False) for each in pair), *leaving[10:])
    made = [offer for offer in await offered(processes[0]) if offer.stands(NOW)]
    everybody = {person.id: person for person in (*seated, *waiting, *arriving)}
    async with asyncio.timeout(DEADLINE):
        await asyncio.gather(
            *(
                accept(processes[n % len(processes)], everybody[offer.registration.person_id], offer)
                for n, offer in enumerate(made + made)
            )
        )
    kept = await seats(processes[0], session)
    assert Counter(kept.values()) == {Seat.SEATED: 10, Seat.WAITING: 5, Seat.WITHDRAWN: 15}
    in_order = [seat for seat in kept.values() if seat is not Seat.WITHDRAWN]
    assert in_order == [Seat.SEATED] * 10 + [Seat.WAITING] * 5


async def test_of_twenty_answers_at_once_the_day_before_one_has_the_seat(processes: list[Database]) -> None:
    answers = await _all_answer(processes)
    assert sum(isinstance(answer, Accepted) for answer in answers) == 1
    assert all(isinstance(answer, Accepted | Over) for answer in answers)


async def test_without_the_lock_of_the_session_they_all_have_it(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: a plain read in place of the lock, and answers that count before any of them writes."""
    processes = [Database(postgresql_url, pool_size=CONNECTIONS) for _ in range(2)]
    monkeypatch.setattr(programme, "lock_session", programme.find)
    monkeypatch.setattr(offers, "void", _nothing)
    answers = await _all_answer(processes, lambda: _together_after(monkeypatch, "tally", 2 * CONNECTIONS))
    assert sum(isinstance(answer, Accepted) for answer in answers) > 1
    for database in processes:
        await database.close()


async def _nothing(*_: Any, **__: Any) -> None:
    pass


async def _all_answer(
    processes: list[Database], before: Callable[[], None] = lambda: None
) -> list[Accepted | Over | Refused]:
    """One seat is freed the day before a session; everybody who waits takes it at once."""
    async with processes[0].transaction() as db:
        session = await session_for_all(db, capacity=1)
        seated, *waiting = await people(db, 1 + 2 * CONNECTIONS)
    for person in (seated, *waiting):
        await register(processes[0], person, session)
    eve = session.starts_at - timedelta(days=1)
    await withdraw(processes[0], seated, session, eve)
    made = await offered(processes[0])
    before()
    async with asyncio.timeout(DEADLINE):
        pairs = zip(waiting, made, strict=True)
        return list(
            await asyncio.gather(
                *(accept(processes[n % len(processes)], *pair, now=eve) for n, pair in enumerate(pairs))
            )
        )


async def _two_sessions(database: Database) -> tuple[TrainingSession, TrainingSession, Person]:
    async with database.transaction() as db:
        (person,) = await people(db, 1)
        return await session_for_all(db), await session_for_all(db), person


async def _both(
    processes: list[Database], person: Person, one: TrainingSession, other: TrainingSession
) -> list[Verdict]:
    async with asyncio.timeout(DEADLINE):
        return list(await asyncio.gather(register(processes[0], person, one), register(processes[-1], person, other)))


def _together_after(monkeypatch: pytest.MonkeyPatch, name: str, parties: int) -> None:
    """Let `parties` requests read by the query `name` before any of them goes on."""
    read: Callable[..., Awaitable[Any]] = getattr(queries, name)
    barrier = asyncio.Barrier(parties)

    async def read_together(db: AsyncSession, *which: Any) -> Any:
        found = await read(db, *which)
        await barrier.wait()
        return found

    monkeypatch.setattr(queries, name, read_together)
