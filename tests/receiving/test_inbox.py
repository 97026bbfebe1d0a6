"""What Telegram was told is accepted takes effect exactly once, in the person's order, in whichever process."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.clock import machine_now
from bot.receiving.arrival import Arrived, Doorway, Malformed, chat_of
from db.engine import Database
from db.models import InboxState, InboxUpdate
from db.queries import inbox
from tests import factories

MACHINE = datetime(2026, 11, 23, 12, tzinfo=UTC)
CHAT = 730_000_001


def message(update_id: int, chat: int = CHAT, text: str = "bonjour") -> dict[str, object]:
    return {"update_id": update_id, "message": {"message_id": 1, "chat": {"id": chat, "type": "private"}, "text": text}}


def forget(_rows: Sequence[Arrived]) -> None:
    """Nobody applies what arrives."""


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await database.close()


async def states(database: Database) -> dict[int, InboxState]:
    async with database.transaction() as db:
        return {row.update_id: row.state for row in await db.scalars(select(InboxUpdate))}


async def test_a_repeated_update_is_kept_once(database: Database) -> None:
    told: list[int] = []
    doorway = Doorway(database, lambda rows: told.extend(row.update_id for row in rows))

    await doorway.enter([message(1), message(2)])
    await doorway.enter([message(2), message(3)])

    assert set(await states(database)) == {1, 2, 3}
    assert told == [1, 2, 3]


async def test_what_is_not_an_update_is_refused_and_nothing_of_the_batch_is_kept(database: Database) -> None:
    doorway = Doorway(database, forget)
    with pytest.raises(Malformed):
        await doorway.enter([message(1), {"hello": "world"}])
    assert await states(database) == {}


async def test_the_oldest_of_a_chat_comes_first_and_only_once(database: Database) -> None:
    await Doorway(database, forget).enter([message(2), message(1), message(9, chat=CHAT + 1)])
    async with database.transaction() as db:
        assert not await inbox.take(db, 2, CHAT)
        assert await inbox.take(db, 1, CHAT)
        await inbox.apply(db, 1, MACHINE, blank=False)
    async with database.transaction() as db:
        assert not await inbox.take(db, 1, CHAT)
        assert await inbox.take(db, 2, CHAT)


async def test_nobody_waits_for_a_chat_that_another_process_has_in_hand(postgresql_url: str) -> None:
    one, other = Database(postgresql_url), Database(postgresql_url)
    await Doorway(one, forget).enter([message(1), message(2)])
    async with asyncio.timeout(30):
        async with one.transaction() as db:
            assert await inbox.take(db, 1, CHAT)
            for update_id in (1, 2):
                assert await taken(other, update_id) is None
            await factories.make_person(db, telegram_id=CHAT)
            await inbox.apply(db, 1, MACHINE, blank=False)
        second = await taken(other, 2)
    for database in (one, other):
        await database.close()
    assert second is not None
    assert second.person is not None


async def taken(database: Database, update_id: int) -> inbox.Taken | None:
    async with database.transaction() as db:
        return await inbox.take(db, update_id, CHAT)


async def test_a_lower_id_after_a_quiet_week_is_not_taken_for_an_old_one(database: Database) -> None:
    doorway = Doorway(database, forget)
    await doorway.enter([message(900)])
    async with database.transaction() as db:
        await inbox.finish(db, [900])
    await doorway.enter([message(5)])
    async with database.transaction() as db:
        assert await inbox.take(db, 5, CHAT)


async def test_a_page_never_shown_becomes_somebody_else_s_when_its_lease_is_over(database: Database) -> None:
    await Doorway(database, forget).enter([message(1)])
    async with database.transaction() as db:
        await inbox.apply(db, 1, MACHINE, blank=False)
    async with database.transaction() as db:
        assert await inbox.waiting_chats(db, MACHINE) == []
        assert await inbox.orphans(db, CHAT, MACHINE) == []
    later = MACHINE + inbox.LEASE + timedelta(seconds=1)
    async with database.transaction() as db:
        assert await inbox.waiting_chats(db, later) == [CHAT]
        assert await inbox.orphans(db, CHAT, later) == [1]
        assert await inbox.orphans(db, CHAT, later) == []


async def test_an_update_that_always_fails_is_quarantined_and_frees_its_chat(database: Database) -> None:
    await Doorway(database, forget).enter([message(1), message(2)])
    given_up = []
    for _ in range(3):
        async with database.transaction() as db:
            given_up.append(await inbox.fail(db, 1, "abcd", MACHINE, give_up_after=3))
    assert given_up == [False, False, True]
    async with database.transaction() as db:
        assert await inbox.take(db, 2, CHAT)
        row = await db.get_one(InboxUpdate, 1)
    assert (row.state, row.chat_id, row.payload) == (InboxState.QUARANTINED, 0, None)


async def test_what_is_done_with_is_forgotten_and_what_waits_is_not(database: Database) -> None:
    await Doorway(database, forget).enter([message(1), message(2), message(3)])
    async with database.transaction() as db:
        await inbox.finish(db, [1])
        await inbox.fail(db, 2, "abcd", MACHINE, give_up_after=1)
        await inbox.purge(db, MACHINE - timedelta(days=30))
        assert len((await db.scalars(select(InboxUpdate))).all()) == 3, "the control: not before their time"
        await inbox.purge(db, machine_now() + timedelta(seconds=1))
    async with database.transaction() as db:
        assert list(await db.scalars(select(InboxUpdate.update_id))) == [3]


async def test_a_blanked_update_keeps_no_content(database: Database) -> None:
    await Doorway(database, forget).enter([message(1, text="un avis confidentiel")])
    async with database.transaction() as db:
        await inbox.apply(db, 1, MACHINE, blank=True)
    async with database.transaction() as db:
        assert await db.scalar(select(InboxUpdate.payload)) is None


async def test_what_is_done_with_says_of_nobody_when_they_wrote_but_is_still_known(database: Database) -> None:
    doorway = Doorway(database, forget)
    await doorway.enter([message(1)])
    async with database.transaction() as db:
        await inbox.apply(db, 1, MACHINE, blank=False)
        await inbox.finish(db, [1])
    await doorway.enter([message(1)])
    async with database.transaction() as db:
        (row,) = await db.scalars(select(InboxUpdate))
    assert (row.state, row.chat_id, row.payload) == (InboxState.SHOWN, 0, None)


async def test_two_processes_never_apply_the_same_update(postgresql_url: str) -> None:
    one, other = Database(postgresql_url), Database(postgresql_url)
    await Doorway(one, forget).enter([message(1)])
    taken: list[bool] = []

    async def apply(database: Database) -> None:
        async with database.transaction() as db:
            mine = await inbox.take(db, 1, CHAT) is not None
            taken.append(mine)
            await asyncio.sleep(0.05)
            if mine:
                await inbox.apply(db, 1, MACHINE, blank=False)

    await asyncio.gather(apply(one), apply(other))
    assert sorted(taken) == [False, True]
    await one.close()
    await other.close()


async def test_without_the_lock_two_processes_do(postgresql_url: str) -> None:
    """Negative control: a plain read lets both have it."""
    one, other = Database(postgresql_url), Database(postgresql_url)
    await Doorway(one, forget).enter([message(1)])
    found: list[int | None] = []
    both_have_read = asyncio.Barrier(2)

    async def apply(database: Database) -> None:
        async with database.transaction() as db:
            row = await inbox.oldest(db, CHAT)
            found.append(row.update_id if row else None)
            await both_have_read.wait()
            await inbox.apply(db, 1, MACHINE, blank=False)

    await asyncio.gather(apply(one), apply(other))
    assert found == [1, 1]
    await one.close()
    await other.close()


@pytest.mark.parametrize(
    ("update", "chat"),
    [
        (message(1), CHAT),
        ({"callback_query": {"from": {"id": 7}, "message": {"chat": {"id": 7}}}}, 7),
        ({"callback_query": {"from": {"id": 7}, "inline_message_id": "x"}}, 7),
        ({"my_chat_member": {"chat": {"id": -5}}}, -5),
        ({"poll": {}}, 0),
    ],
)
def test_the_order_key_of_an_update(update: dict[str, object], chat: int) -> None:
    assert chat_of(update) == chat
