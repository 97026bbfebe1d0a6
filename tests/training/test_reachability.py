"""Who cannot be reached is owed nothing more; who comes back is."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from db.engine import Database
from db.models import Action, OutboxMessage, OutboxState, Person
from tests.factories import NOW, make_person
from training import outbox, reachability
from training.notices import VerificationDecided


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await database.close()


async def owed(database: Database) -> tuple[Person, Person]:
    """Two people who are each owed a message, by the keys « one » and « two »."""
    async with database.transaction() as db:
        one, two = await make_person(db, telegram_id=735_000_001), await make_person(db, telegram_id=735_000_002)
        for key, person in (("one", one), ("two", two)):
            await outbox.owe(db, person.id, VerificationDecided(accepted=True), key=key, due_at=NOW)
        return one, two


async def states(database: Database) -> dict[str, OutboxState]:
    async with database.transaction() as db:
        return {row.key: row.state for row in await db.scalars(select(OutboxMessage))}


async def journal(database: Database) -> list[str]:
    async with database.transaction() as db:
        return list(await db.scalars(select(Action.verb).order_by(Action.id)))


async def test_what_waits_for_somebody_lost_is_given_up(database: Database) -> None:
    await owed(database)
    for expected in (1, 0):
        async with database.transaction() as db:
            assert await reachability.lost(db, 735_000_001, now=NOW) == expected
    assert await states(database) == {"one": OutboxState.CANCELLED, "two": OutboxState.PENDING}
    assert await journal(database) == ["became_unreachable"]


async def test_what_is_in_hand_stays_with_its_owner(database: Database) -> None:
    one, _ = await owed(database)
    async with database.transaction() as db:
        row = (await db.scalars(select(OutboxMessage).where(OutboxMessage.person_id == one.id))).one()
        row.state = OutboxState.SENDING
    async with database.transaction() as db:
        assert await reachability.lost(db, 735_000_001, now=NOW) == 0
    assert (await states(database))["one"] is OutboxState.SENDING


async def test_who_comes_back_is_reachable(database: Database) -> None:
    one, _ = await owed(database)
    for lose, expected in ((False, False), (True, True), (False, False)):
        async with database.transaction() as db:
            if lose:
                await reachability.lost(db, 735_000_001, now=NOW)
            assert await reachability.back(db, 735_000_001, now=NOW) is expected
    async with database.transaction() as db:
        found = await db.get(Person, one.id)
        assert found is not None and found.reachable
    assert await journal(database) == ["became_unreachable", "became_reachable"]


async def test_a_stranger_changes_nothing(database: Database) -> None:
    await owed(database)
    async with database.transaction() as db:
        assert await reachability.lost(db, 1, now=NOW) == 0
        assert not await reachability.back(db, 1, now=NOW)
        assert not await reachability.moved(db, 1, 2, now=NOW)
    assert await journal(database) == []


async def test_a_chat_that_moved_keeps_its_person(database: Database) -> None:
    one, _ = await owed(database)
    async with database.transaction() as db:
        assert await reachability.moved(db, 735_000_001, 735_000_009, now=NOW)
    async with database.transaction() as db:
        found = await db.get(Person, one.id)
        assert found is not None and found.telegram_id == 735_000_009
