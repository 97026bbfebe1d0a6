"""Corrected or taken back everywhere: where it arrived, once; what is in doubt is counted, and not touched."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from db.models import Acknowledgement, DispatchKind, DispatchState, OutboxMessage, OutboxState
from tests.factories import NOW, make_person, make_registration
from tests.training.announcements.scene import ALONE, Scene
from training.announcements import acknowledgement, amending, corrections, dispatches, latecomers, reading
from training.announcements.acknowledgement import Rewritten
from training.announcements.fields import UnknownField
from training.errors import Forbidden, Gone, Stale

RECALL, CORRECTION = DispatchKind.RECALL, DispatchKind.CORRECTION


async def sent(stage: Scene) -> None:
    """Two have it, of one nobody knows; it is closed."""
    await settled(stage)
    await stage.do(dispatches.finish_if_settled, (await stage.dispatch()).id)


async def settled(stage: Scene) -> None:
    await stage.agree()
    for person, state, number in zip(
        stage.seated, (OutboxState.SENT, OutboxState.SENT, OutboxState.UNCERTAIN), (11, 12, None), strict=True
    ):
        await stage.settle(person, state, number)


async def test_a_recall_goes_to_whom_it_reached(stage: Scene) -> None:
    await sent(stage)
    found = await stage.do(amending.recall, stage.author, stage.draft_id)
    assert (found.n, found.uncertain) == (2, 1)
    assert set(await stage.messages(RECALL)) == {stage.seated[0].id, stage.seated[1].id}
    async with stage.database.transaction() as db:
        rows = await db.scalars(select(OutboxMessage).where(OutboxMessage.dispatch_id == found.dispatch_id))
        originals = {row.original_id for row in rows}
    assert len(originals) == 2
    with pytest.raises(Stale):
        await stage.do(amending.recall, stage.author, stage.draft_id)


async def test_what_has_nothing_left_to_send_is_recalled_before_it_is_closed(stage: Scene) -> None:
    """The report shows its buttons a moment earlier than that."""
    await settled(stage)
    assert (await stage.dispatch()).state is DispatchState.RUNNING
    assert (await stage.do(amending.recall, stage.author, stage.draft_id)).n == 2


async def test_what_is_older_than_two_days_cannot_be_taken_back(stage: Scene) -> None:
    await sent(stage)
    with pytest.raises(Stale):
        await stage.do(amending.recall, stage.author, stage.draft_id, now=NOW + timedelta(hours=48))
    assert (
        await stage.do(
            corrections.correct, stage.author, stage.draft_id, "Salle C", ALONE, now=NOW + timedelta(hours=48)
        )
    ).n


async def test_a_correction_replaces_the_text_and_may_follow_another(stage: Scene) -> None:
    await sent(stage)
    await stage.do(corrections.correct, stage.author, stage.draft_id, "Salle B", ALONE)
    with pytest.raises(Stale):  # the first one is under way
        await stage.do(corrections.correct, stage.author, stage.draft_id, "Salle C", ALONE)
    async with stage.database.transaction() as db:
        mine = OutboxMessage.original_id.is_not(None)
        await db.execute(update(OutboxMessage).where(mine).values(state=OutboxState.SENT))
    await stage.do(dispatches.finish_if_settled, (await stage.dispatch()).id)
    assert (await stage.do(corrections.correct, stage.author, stage.draft_id, "Salle C", ALONE)).n == 2
    assert (await stage.announcement()).text == "Salle C"


async def test_a_correction_is_checked_like_a_draft(stage: Scene) -> None:
    await sent(stage)
    with pytest.raises(UnknownField):
        await stage.do(corrections.correct, stage.author, stage.draft_id, "Bonjour {prénom}", ALONE)
    assert (await stage.announcement()).text == "La salle change."


async def test_nothing_is_amended_before_it_has_left(stage: Scene) -> None:
    for amend in (
        lambda db, p, n, **o: amending.recall(db, p, n, **o),
        lambda db, p, n, **o: corrections.correct(db, p, n, "x", ALONE, **o),
    ):
        with pytest.raises(Stale):
            await stage.do(amend, stage.author, stage.draft_id)
        with pytest.raises(Forbidden):
            await stage.do(amend, stage.seated[0], stage.draft_id)


async def test_read_and_understood_once_by_a_recipient(stage: Scene) -> None:
    await stage.change(asks_acknowledgement=True)
    await sent(stage)
    reader = stage.seated[0]
    assert await stage.do(acknowledgement.acknowledge, reader, stage.draft_id, 1)
    assert not await stage.do(acknowledgement.acknowledge, reader, stage.draft_id, 1)
    with pytest.raises(Gone):
        await stage.do(acknowledgement.acknowledge, stage.waiting, stage.draft_id, 1)
    async with stage.database.transaction() as db:
        assert (await acknowledgement.counts(db, await stage.announcement()))[1] == 1
        missing = await acknowledgement.missing(db, stage.author, stage.draft_id)
        assert {each.id for each in missing} == {each.id for each in stage.seated[1:]}
        assert len((await db.scalars(select(Acknowledgement))).all()) == 1
        with pytest.raises(Forbidden):
            await acknowledgement.missing(db, reader, stage.draft_id)


async def test_what_asks_nothing_cannot_be_acknowledged(stage: Scene) -> None:
    await sent(stage)
    with pytest.raises(Gone):
        await stage.do(acknowledgement.acknowledge, stage.seated[0], stage.draft_id, 1)


async def test_who_joins_later_is_reached_once_until_the_session_ends(stage: Scene) -> None:
    await stage.change(reaches_latecomers=True)
    await sent(stage)
    assert await stage.do(latecomers.reach, ALONE) == 0
    async with stage.database.transaction() as db:
        late = await make_person(db)
        await make_registration(db, stage.session, late)
    assert await stage.do(latecomers.reach, ALONE) == 1
    assert await stage.do(latecomers.reach, ALONE) == 0
    assert (await stage.messages())[late.id] is OutboxState.PENDING
    async with stage.database.transaction() as db:
        await make_registration(db, stage.session, await make_person(db))
    assert await stage.do(latecomers.reach, ALONE, now=stage.session.ends_at) == 0


async def test_who_joins_later_is_not_reached_unless_it_was_asked(stage: Scene) -> None:
    await sent(stage)
    async with stage.database.transaction() as db:
        await make_registration(db, stage.session, await make_person(db))
    assert await stage.do(latecomers.reach, ALONE) == 0


async def recalled_by_half(stage: Scene) -> None:
    """The first conversation is rid of it; then somebody stopped the recall."""
    await sent(stage)
    made = await stage.do(amending.recall, stage.author, stage.draft_id)
    async with stage.database.transaction() as db:
        theirs = (OutboxMessage.dispatch_id == made.dispatch_id) & (OutboxMessage.person_id == stage.seated[0].id)
        await db.execute(update(OutboxMessage).where(theirs).values(state=OutboxState.SENT, settled_at=NOW))
    await stage.do(dispatches.cancel, stage.author, made.dispatch_id)


async def test_a_recall_that_was_stopped_is_taken_up_by_another(stage: Scene) -> None:
    await recalled_by_half(stage)
    async with stage.database.transaction() as db:
        reach = await amending.reach_of_recall(db, stage.author, stage.draft_id, now=NOW)
    assert reach.n == 1
    assert (await stage.do(amending.recall, stage.author, stage.draft_id)).n == 1
    assert set(await stage.messages(RECALL)) == {stage.seated[1].id}


async def test_who_still_has_it_may_read_it(stage: Scene) -> None:
    await stage.change(asks_acknowledgement=True)
    await recalled_by_half(stage)
    async with stage.database.transaction() as db:
        with pytest.raises(Stale):
            await reading.read(db, stage.seated[0], stage.draft_id)
        assert (await reading.read(db, stage.seated[1], stage.draft_id)).id == stage.draft_id
    version = (await stage.announcement()).version
    with pytest.raises(Stale):
        await stage.do(acknowledgement.acknowledge, stage.seated[0], stage.draft_id, version)
    assert await stage.do(acknowledgement.acknowledge, stage.seated[1], stage.draft_id, version)


async def test_what_is_recalled_is_not_corrected(stage: Scene) -> None:
    await recalled_by_half(stage)
    assert not await amendable(stage)
    with pytest.raises(Stale):
        await stage.do(corrections.correct, stage.author, stage.draft_id, "Salle B", ALONE)


async def amendable(stage: Scene) -> bool:
    async with stage.database.transaction() as db:
        return await corrections.amendable(db, stage.author, stage.draft_id)


async def test_another_text_is_to_be_read_again(stage: Scene) -> None:
    await stage.change(asks_acknowledgement=True)
    await sent(stage)
    reader, former = stage.seated[0], (await stage.announcement()).version
    await stage.do(acknowledgement.acknowledge, reader, stage.draft_id, former)
    await stage.do(corrections.correct, stage.author, stage.draft_id, "Salle B", ALONE)
    found = await stage.announcement()
    async with stage.database.transaction() as db:
        assert await acknowledgement.counts(db, found) == (3, 0)
        assert len(await acknowledgement.missing(db, stage.author, found.id)) == 3
    with pytest.raises(Rewritten):
        await stage.do(acknowledgement.acknowledge, reader, stage.draft_id, former)
    assert await stage.do(acknowledgement.acknowledge, reader, stage.draft_id, found.version)
    async with stage.database.transaction() as db:
        assert await acknowledgement.counts(db, found) == (3, 1)


async def test_who_was_not_written_to_in_the_end_was_not_asked(stage: Scene) -> None:
    await stage.change(asks_acknowledgement=True)
    await stage.agree()
    await stage.settle(stage.seated[0], OutboxState.EXPIRED)
    await stage.settle(stage.seated[1], OutboxState.CANCELLED)
    async with stage.database.transaction() as db:
        assert await acknowledgement.counts(db, await stage.announcement()) == (1, 0)


@pytest.mark.parametrize("state", [OutboxState.PENDING, OutboxState.HELD, OutboxState.UNREACHABLE])
async def test_what_has_not_come_cannot_be_acknowledged(stage: Scene, state: OutboxState) -> None:
    await stage.change(asks_acknowledgement=True)
    await stage.agree()
    await stage.settle(stage.seated[0], state)
    with pytest.raises(Gone):
        await stage.do(acknowledgement.acknowledge, stage.seated[0], stage.draft_id, 1)


async def test_what_was_claimed_is_taken_back_before_it_leaves_with_the_former_text(stage: Scene) -> None:
    await sent(stage)
    await stage.settle(stage.seated[2], OutboxState.CLAIMED)
    async with stage.database.transaction() as db:
        sending = await dispatches.latest(db, stage.author, stage.draft_id)
        sending.state = DispatchState.DONE
    await stage.do(corrections.correct, stage.author, stage.draft_id, "Salle B", ALONE)
    assert (await stage.messages(DispatchKind.SENDING))[stage.seated[2].id] is OutboxState.PENDING


async def test_while_something_of_it_is_on_the_wire_nothing_is_amended(stage: Scene) -> None:
    await sent(stage)
    await stage.settle(stage.seated[2], OutboxState.SENDING)
    for amend in (amending.recall, lambda db, p, n, **o: corrections.correct(db, p, n, "x", ALONE, **o)):
        with pytest.raises(Stale):
            await stage.do(amend, stage.author, stage.draft_id)
    assert (await stage.announcement()).text == "La salle change."
