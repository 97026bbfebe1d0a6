"""One process at a time polls: a second one waits, and takes over when the first is gone."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.receiving import lease
from bot.receiving.lease import Lease, Lost
from db.engine import Database
from db.queries import leases

ROLE = "poller"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await database.close()


async def hold(database: Database, holder: str, seconds: float = 60) -> bool:
    async with database.transaction() as db:
        return await leases.hold(db, ROLE, holder, seconds)


async def test_a_role_is_one_holders_until_its_time_is_over(database: Database) -> None:
    assert await hold(database, "one")
    assert not await hold(database, "other")
    assert await hold(database, "one", seconds=-1)
    assert await hold(database, "other")
    assert not await hold(database, "one")


async def test_who_leaves_hands_over_at_once_and_only_their_own_role(database: Database) -> None:
    await hold(database, "one")
    async with database.transaction() as db:
        await leases.give_up(db, ROLE, "other")
    assert not await hold(database, "other")
    async with database.transaction() as db:
        await leases.give_up(db, ROLE, "one")
    assert await hold(database, "other")


async def test_the_second_waits_works_when_the_first_ends_and_never_beside_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "RENEW", 0.05)
    at_work: list[str] = []
    turns: list[tuple[str, int]] = []

    def work(name: str) -> "asyncio.Future[None]":
        async def working() -> None:
            at_work.append(name)
            turns.append((name, len(at_work)))
            await asyncio.sleep(0.2)
            at_work.remove(name)

        return asyncio.ensure_future(Lease(database, ROLE).while_held(working))

    await asyncio.gather(work("one"), work("other"))
    assert sorted(turns) == [("one", 1), ("other", 1)]


async def test_who_has_lost_the_role_stops_working(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "RENEW", 0.05)
    begun = asyncio.Event()

    async def work() -> None:
        begun.set()
        await asyncio.sleep(60)

    mine = Lease(database, ROLE)
    working = asyncio.ensure_future(mine.while_held(work))
    await asyncio.wait_for(begun.wait(), 5)
    async with database.transaction() as db:
        await leases.give_up(db, ROLE, mine._holder)
        await leases.hold(db, ROLE, "other", 60)
    with pytest.raises(ExceptionGroup) as caught:
        await asyncio.wait_for(working, 5)
    assert caught.group_contains(Lost)
