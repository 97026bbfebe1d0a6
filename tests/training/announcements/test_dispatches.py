"""A dispatch under way: paused, taken up again, stopped; what failed or is in doubt is sent again when asked."""

from datetime import timedelta

import pytest

from db.models import DispatchState, OrganisersGroup, OutboxState
from tests.factories import NOW
from tests.training.announcements.scene import Scene
from training.announcements import dispatches
from training.errors import Forbidden

PENDING, HELD, CANCELLED = OutboxState.PENDING, OutboxState.HELD, OutboxState.CANCELLED


async def test_paused_then_taken_up_again(stage: Scene) -> None:
    await stage.agree()
    number = (await stage.dispatch()).id
    await stage.settle(stage.seated[0], OutboxState.SENT, 7)
    await stage.settle(stage.seated[1], OutboxState.CLAIMED)
    assert await stage.do(dispatches.pause, stage.colleague, number)
    assert not await stage.do(dispatches.pause, stage.colleague, number)
    assert sorted((await stage.messages()).values()) == [HELD, HELD, OutboxState.SENT]
    assert not await stage.do(dispatches.finish_if_settled, number)
    assert await stage.do(dispatches.resume, stage.author, number)
    assert not await stage.do(dispatches.resume, stage.author, number)
    assert sorted((await stage.messages()).values()) == [PENDING, PENDING, OutboxState.SENT]


@pytest.mark.parametrize("paused", [False, True])
async def test_stopped_for_good(stage: Scene, paused: bool) -> None:
    await stage.agree()
    number = (await stage.dispatch()).id
    await stage.settle(stage.seated[0], OutboxState.SENT, 7)
    if paused:
        await stage.do(dispatches.pause, stage.author, number)
    assert await stage.do(dispatches.cancel, stage.author, number)
    assert not await stage.do(dispatches.cancel, stage.author, number)
    assert not await stage.do(dispatches.resume, stage.author, number)
    assert sorted((await stage.messages()).values()) == [CANCELLED, CANCELLED, OutboxState.SENT]
    assert (await stage.dispatch()).state is DispatchState.CANCELLED


async def test_it_pauses_itself_and_keeps_the_reason(stage: Scene) -> None:
    await stage.agree()
    number = (await stage.dispatch()).id
    assert await stage.do(dispatches.pause_itself, number, "errors")
    found = await stage.dispatch()
    assert (found.state, found.paused_because) == (DispatchState.PAUSED, "errors")
    await stage.do(dispatches.resume, stage.author, number)
    assert (await stage.dispatch()).paused_because is None


@pytest.mark.parametrize("noted", [True, False])
async def test_only_what_failed_is_tried_again(stage: Scene, noted: bool) -> None:
    """As soon as all is settled: the report is shown a moment before the end is noted."""
    await stage.agree()
    number = (await stage.dispatch()).id
    first, second, third = stage.seated
    await stage.settle(first, OutboxState.FAILED)
    await stage.settle(second, OutboxState.UNCERTAIN)
    assert await stage.do(dispatches.retry_failed, stage.author, number) == 0
    await stage.settle(third, OutboxState.SENT, 7)
    if noted:
        assert await stage.do(dispatches.finish_if_settled, number)
    assert await stage.do(dispatches.retry_failed, stage.author, number) == 1
    assert await stage.messages() == {first.id: PENDING, second.id: OutboxState.UNCERTAIN, third.id: OutboxState.SENT}
    assert (await stage.dispatch()).state is DispatchState.RUNNING


async def test_doubts_are_sent_again_or_left(stage: Scene) -> None:
    await stage.agree()
    number = (await stage.dispatch()).id
    for person in stage.seated:
        await stage.settle(person, OutboxState.UNCERTAIN)
    await stage.do(dispatches.finish_if_settled, number)
    assert await stage.do(dispatches.close_doubts, stage.author, number)
    assert not await stage.do(dispatches.close_doubts, stage.author, number)
    assert await stage.do(dispatches.resend_uncertain, stage.author, number) == 3
    assert set((await stage.messages()).values()) == {PENDING}


async def test_participants_may_do_none_of_it(stage: Scene) -> None:
    await stage.agree()
    number = (await stage.dispatch()).id
    for use_case in (
        dispatches.pause,
        dispatches.resume,
        dispatches.cancel,
        dispatches.retry_failed,
        dispatches.resend_uncertain,
        dispatches.close_doubts,
    ):
        with pytest.raises(Forbidden):
            await stage.do(use_case, stage.seated[0], number)


async def test_the_group_is_told_of_every_end(stage: Scene) -> None:
    await stage.agree()
    number = (await stage.dispatch()).id
    async with stage.database.transaction() as db:
        db.add(OrganisersGroup(chat_id=-1001, added_by_id=stage.author.id, added_at=NOW))
    for state in (OutboxState.FAILED, OutboxState.SENT):
        for person in stage.seated:
            await stage.settle(person, state, 7)
        assert await stage.do(dispatches.finish_if_settled, number)
        await stage.do(dispatches.retry_failed, stage.author, number, now=NOW + timedelta(minutes=1))
    assert len(await stage.owed("dispatch_ended")) == 2
