"""The states of what is owed, on both engines: claims, leases, the fence, and who may change what."""

from datetime import timedelta

import pytest

from bot.delivery.settling import RETRIED_KINDS
from db.engine import Database
from db.models import Lane, OutboxMessage, OutboxState
from db.queries import in_hand, outbox, pauses
from db.queries.in_hand import Released, Settlement
from db.queries.outbox import Claimed
from db.queries.pauses import PauseReason
from tests.delivery.stage import Stage, claim
from tests.factories import NOW

SENT = Settlement(OutboxState.SENT, message_id=41)


async def begin(database: Database, row: Claimed) -> bool:
    async with database.transaction() as db:
        return row.id in await in_hand.begin_sending(db, [row], lease=60)


async def settle(database: Database, row: Claimed, what: Settlement = SENT) -> bool:
    async with database.transaction() as db:
        return row.id in await in_hand.settle(db, [(row, what)], now=NOW)


async def release(database: Database) -> Released:
    async with database.transaction() as db:
        return await in_hand.release_overdue(db, RETRIED_KINDS, now=NOW)


async def test_personal_messages_come_first_then_the_longest_due(stage: Stage) -> None:
    for key, lane, minutes in (("bulk", Lane.BULK, 9), ("new", Lane.PERSONAL, 1), ("old", Lane.PERSONAL, 5)):
        await stage.owe(await stage.person(), key, lane=lane, due_at=NOW - timedelta(minutes=minutes))
    await stage.owe(await stage.person(), "later", due_at=NOW + timedelta(seconds=1))

    assert [row.key for row in await claim(stage.database, limit=2)] == ["old", "new"]
    assert [row.key for row in await claim(stage.database)] == ["bulk"]
    assert (await stage.row("later")).state is OutboxState.PENDING


async def test_a_claim_holds_what_is_needed_to_send(stage: Stage) -> None:
    person = await stage.person()
    await stage.owe(person, "a")
    (row,) = await claim(stage.database)
    assert (row.key, row.kind, row.payload) == ("a", "verification_decided", {"accepted": True})
    assert (row.person_id, row.attempt, row.ticket, row.doubted) == (person.id, 1, "one:1", False)


async def test_one_message_a_person_is_in_hand(stage: Stage) -> None:
    """A hundred notices to one chat, at one a second, must not keep the others waiting."""
    busy, other = await stage.person(), await stage.person()
    for number in range(3):
        await stage.owe(busy, f"busy{number}")
    await stage.owe(other, "other")

    first = await claim(stage.database)
    assert [row.key for row in first] == ["busy0", "other"]
    assert await claim(stage.database) == []
    for row in first:
        await settle(stage.database, row)
    assert await claim(stage.database) == [], "a chat takes one message a second"
    await stage.backoffs_run_out()
    assert [row.key for row in await claim(stage.database)] == ["busy1"]


async def test_what_waits_for_another_try_holds_up_nothing(stage: Stage) -> None:
    person = await stage.person()
    await stage.owe(person, "a")
    await stage.owe(person, "b")
    (row,) = await claim(stage.database)
    await settle(stage.database, row, Settlement(OutboxState.PENDING, retry_in=100))
    assert [row.key for row in await claim(stage.database)] == ["b"]


async def test_sent_is_written_with_its_message(stage: Stage) -> None:
    await stage.owe(await stage.person(), "a")
    (row,) = await claim(stage.database)
    assert await begin(stage.database, row)
    assert await settle(stage.database, row)
    found = await stage.row()
    assert (found.state, found.message_id, found.settled_at) == (OutboxState.SENT, 41, NOW)
    assert (found.claimed_by, found.lease_machine, found.attempt) == (None, None, 1)


async def test_a_retry_waits_on_the_machines_clock(stage: Stage) -> None:
    await stage.owe(await stage.person(), "a")
    (row,) = await claim(stage.database)
    await settle(stage.database, row, Settlement(OutboxState.PENDING, error="refused", retry_in=100))
    assert await claim(stage.database) == []
    await stage.backoffs_run_out()
    (again,) = await claim(stage.database)
    assert again.attempt == 2


async def test_a_free_attempt_does_not_count(stage: Stage) -> None:
    await stage.owe(await stage.person(), "a")
    (row,) = await claim(stage.database)
    await settle(stage.database, row, Settlement(OutboxState.PENDING, free=True))
    (again,) = await claim(stage.database, "one:2")
    assert again.attempt == 1
    assert not await settle(stage.database, row), "the first claim is over, though its attempt has the same number"


async def overtaken(stage: Stage) -> Claimed:
    """A claim whose lease ran out; somebody else has claimed the message since."""
    await stage.owe(await stage.person(), "a")
    (stale,) = await claim(stage.database, "dead:1")
    await stage.leases_run_out()
    await release(stage.database)
    assert await claim(stage.database, "two:1")
    return stale


async def test_a_stale_owner_neither_sends_nor_settles(stage: Stage) -> None:
    stale = await overtaken(stage)
    assert not await begin(stage.database, stale)
    assert not await settle(stage.database, stale)
    row = await stage.row()
    assert (row.state, row.claimed_by, row.message_id) == (OutboxState.CLAIMED, "two:1", None)


async def test_without_the_fence_a_stale_owner_overwrites(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control of the test above."""
    stale = await overtaken(stage)
    monkeypatch.setattr(in_hand, "_fence", lambda given: OutboxMessage.id == given.c.id)
    assert await settle(stage.database, stale)
    assert (await stage.row()).state is OutboxState.SENT


async def test_a_lease_that_holds_is_left_alone(stage: Stage) -> None:
    """The negative control of the releases below."""
    for number in range(2):
        await stage.owe(await stage.person(), f"{number}")
    first, _ = await claim(stage.database)
    await begin(stage.database, first)
    assert await release(stage.database) == Released(0, 0)
    assert set((await stage.states()).values()) == {OutboxState.SENDING, OutboxState.CLAIMED}


async def test_what_was_only_claimed_is_pending_again(stage: Stage) -> None:
    await stage.owe(await stage.person(), "a")
    await claim(stage.database)
    await stage.leases_run_out()
    assert await release(stage.database) == Released(1, 0)
    row = await stage.row()
    assert (row.state, row.claimed_by, row.last_error) == (OutboxState.PENDING, None, None)


async def test_what_was_being_sent_is_uncertain(stage: Stage) -> None:
    await stage.owe(await stage.person(), "a")
    (row,) = await claim(stage.database)
    await begin(stage.database, row)
    await stage.leases_run_out()
    assert await release(stage.database) == Released(0, 1)
    found = await stage.row()
    assert (found.state, found.settled_at) == (OutboxState.UNCERTAIN, NOW)
    assert await claim(stage.database) == []


async def test_a_reminder_in_doubt_is_tried_once_more_and_no_more(stage: Stage) -> None:
    await stage.owe_reminder(await stage.person(), "a")
    expected = [OutboxState.PENDING, OutboxState.UNCERTAIN]
    for number, state in enumerate(expected):
        (row,) = await claim(stage.database, f"one:{number}")
        assert row.doubted == bool(number)
        await begin(stage.database, row)
        await stage.leases_run_out()
        await release(stage.database)
        assert (await stage.row()).state is state


async def test_a_doubt_survives_other_failures(stage: Stage) -> None:
    await stage.owe_reminder(await stage.person(), "a")
    (row,) = await claim(stage.database)
    await settle(stage.database, row, Settlement(OutboxState.PENDING, error="unanswered: ReadTimeout"))
    (row,) = await claim(stage.database, "one:2")
    await settle(stage.database, row, Settlement(OutboxState.PENDING, error="NetworkError: ConnectError"))
    (row,) = await claim(stage.database, "one:3")
    assert row.doubted


async def test_a_worker_gives_back_what_it_did_not_begin(stage: Stage) -> None:
    for key in "abc":
        await stage.owe(await stage.person(), key)
    first, _second = await claim(stage.database, "one:1", limit=2)
    await begin(stage.database, first)
    await claim(stage.database, "two:1")
    async with stage.database.transaction() as db:
        assert await in_hand.give_back(db, "one:") == 1
    rows = await stage.rows()
    assert [rows[key].state for key in "abc"] == [OutboxState.SENDING, OutboxState.PENDING, OutboxState.CLAIMED]
    assert rows["b"].attempt == 0


async def test_nobody_claims_during_a_pause(stage: Stage) -> None:
    await stage.owe(await stage.person(), "a")
    async with stage.database.transaction() as db:
        assert await pauses.pause(db, 30, PauseReason.TOO_FAST)
        assert not await pauses.pause(db, 5, PauseReason.TOO_FAST), "no news"
        assert await pauses.paused(db)
        await pauses.lift(db)
        assert await pauses.paused(db), "a pause in force is not lifted"
    assert await claim(stage.database) == []
    await stage.pauses_run_out()
    assert len(await claim(stage.database)) == 1


async def test_a_press_proves_that_a_message_arrived(stage: Stage) -> None:
    person, other = await stage.person(), await stage.person()
    await stage.owe_reminder(person, "a")
    (row,) = await claim(stage.database)
    await begin(stage.database, row)
    async with stage.database.transaction() as db:
        assert not await outbox.prove(db, row.id, person.id, now=NOW), "its owner is about to settle it"
    await settle(stage.database, row, Settlement(OutboxState.PENDING, error="unanswered: ReadTimeout"))
    async with stage.database.transaction() as db:
        assert not await outbox.prove(db, row.id, other.id, now=NOW), "not their message"
        assert await outbox.prove(db, row.id, person.id, now=NOW, message_id=41)
    proven = await stage.row()
    assert (proven.state, proven.message_id) == (OutboxState.SENT, 41), "it can be corrected and recalled from now on"
    assert await claim(stage.database) == [], "it is not sent a second time"
