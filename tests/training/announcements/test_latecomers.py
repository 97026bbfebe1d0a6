"""Late arrivals: who joins later is reached once, until somebody stops or recalls it, or the session ends."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import update

from db.models import DispatchKind, DispatchState, OutboxState, Person, Registration, Seat
from tests.factories import make_person, make_registration
from tests.training.announcements.scene import ALONE, BOTH, NIGHT, Scene, empty
from training.announcements import amending, approval, corrections, dispatches, latecomers
from training.announcements.departure import Awaiting
from training.errors import Stale

PENDING, SENT, CANCELLED = OutboxState.PENDING, OutboxState.SENT, OutboxState.CANCELLED


async def sent(stage: Scene, **values: Any) -> None:
    """Everybody has it, and who joins later shall have it too."""
    await stage.change(reaches_latecomers=True, **values)
    await stage.agree()
    for number, person in enumerate(stage.seated):
        await stage.settle(person, SENT, 11 + number)
    await stage.do(dispatches.finish_if_settled, (await stage.dispatch()).id)


async def joins(stage: Scene, **details: Any) -> Person:
    async with stage.database.transaction() as db:
        late = await make_person(db, **details)
        await make_registration(db, stage.session, late)
        return late


async def test_who_joins_after_a_recall_is_not_reached(stage: Scene) -> None:
    await sent(stage)
    await stage.do(amending.recall, stage.author, stage.draft_id)
    await joins(stage)
    assert await stage.do(latecomers.reach, ALONE) == 0


async def test_a_recall_takes_back_what_waits_for_the_morning(stage: Scene) -> None:
    await sent(stage)
    late = await joins(stage)
    assert await stage.do(latecomers.reach, ALONE, now=NIGHT) == 1
    with pytest.raises(Stale):  # it is under way again: stopped first, then recalled
        await stage.do(amending.recall, stage.author, stage.draft_id, now=NIGHT)
    await stage.do(dispatches.cancel, stage.author, (await stage.dispatch()).id, now=NIGHT)
    await stage.do(amending.recall, stage.author, stage.draft_id, now=NIGHT)
    assert (await stage.messages())[late.id] is CANCELLED


async def test_behind_a_correction_too(stage: Scene) -> None:
    await sent(stage)
    await stage.do(corrections.correct, stage.author, stage.draft_id, "Salle B", ALONE)
    for person in stage.seated:
        await stage.settle(person, SENT, 30)
    late = await joins(stage)
    assert await stage.do(latecomers.reach, ALONE, now=NIGHT) == 1
    await stage.do(amending.recall, stage.author, stage.draft_id, now=NIGHT)
    assert (await stage.messages())[late.id] is CANCELLED
    assert (await stage.dispatch(DispatchKind.SENDING)).state is DispatchState.CANCELLED


async def test_once_recalled_nothing_is_tried_again(stage: Scene) -> None:
    await sent(stage)
    await stage.settle(stage.seated[0], OutboxState.FAILED)
    await stage.settle(stage.seated[1], OutboxState.UNCERTAIN)
    sending = (await stage.dispatch()).id
    await stage.do(amending.recall, stage.author, stage.draft_id)
    assert await stage.do(dispatches.retry_failed, stage.author, sending) == 0
    assert await stage.do(dispatches.resend_uncertain, stage.author, sending) == 0


async def test_stopped_is_stopped_for_those_who_join_as_well(stage: Scene) -> None:
    await stage.change(reaches_latecomers=True)
    await stage.agree()
    number = (await stage.dispatch()).id
    await stage.settle(stage.seated[0], OutboxState.FAILED)
    await stage.do(dispatches.cancel, stage.author, number)
    await joins(stage)
    assert await stage.do(latecomers.reach, ALONE) == 0
    assert await stage.do(dispatches.retry_failed, stage.author, number) == 1
    assert await stage.do(latecomers.reach, ALONE) == 0, "one more try of those is no permission for others"


@pytest.mark.parametrize("stop", [dispatches.cancel, amending.recall])
async def test_a_stop_at_the_same_instant(stage: Scene, stop: Any) -> None:
    """Whoever comes first: nobody is written to afterwards."""
    await stage.change(reaches_latecomers=True)
    await sent(stage)
    await joins(stage)
    subject = stage.draft_id if stop is amending.recall else (await stage.dispatch()).id
    async with stage.database.transaction() as db:
        await db.execute(update(type(await stage.dispatch())).values(state=DispatchState.RUNNING))
    found = await asyncio.gather(
        stage.do(latecomers.reach, ALONE), stage.do(stop, stage.author, subject), return_exceptions=True
    )
    assert found[0] in (0, 1)
    if stop is amending.recall and found[0]:  # it is under way again: to be stopped first
        assert isinstance(found[1], Stale)
        return
    assert found[1] and not isinstance(found[1], BaseException)
    assert PENDING not in (await stage.messages(DispatchKind.SENDING)).values()


async def test_so_many_that_a_colleague_should_have_agreed_are_not_reached(stage: Scene) -> None:
    async with stage.database.transaction() as db:
        gone = Registration.person_id == stage.seated[2].id
        await db.execute(update(Registration).where(gone).values(seat=Seat.WITHDRAWN))
    await stage.change(reaches_latecomers=True)
    await stage.agree(BOTH)
    await joins(stage)
    for _ in range(2):
        assert await stage.do(latecomers.reach, BOTH) == 0
    assert await stage.owed("latecomers_stopped") == [stage.author.id]
    assert len(await stage.owed("announced")) == 2


async def test_agreed_to_by_a_colleague_it_reaches_any_number(stage: Scene) -> None:
    """The control."""
    await stage.change(reaches_latecomers=True)
    assert await stage.agree(BOTH) == Awaiting(3, 1)
    await stage.do(approval.approve, stage.colleague, stage.draft_id, BOTH)
    await joins(stage)
    assert await stage.do(latecomers.reach, BOTH) == 1


async def test_who_can_be_reached_by_now_is_reached(stage: Scene) -> None:
    lost = stage.seated[0]
    async with stage.database.transaction() as db:
        await empty(db, lost, reachable=False)
    await stage.change(reaches_latecomers=True)
    await stage.agree()
    assert (await stage.messages())[lost.id] is OutboxState.UNREACHABLE
    assert await stage.do(latecomers.reach, ALONE) == 0
    async with stage.database.transaction() as db:
        await empty(db, lost, reachable=True)
    assert await stage.do(latecomers.reach, ALONE) == 1
    assert await stage.do(latecomers.reach, ALONE) == 0
    assert (await stage.messages())[lost.id] is PENDING


async def test_nobody_reads_a_blank(stage: Scene) -> None:
    await sent(stage, text="{appel} bonjour")
    late = await joins(stage, form_of_address="")
    assert await stage.do(latecomers.reach, ALONE) == 0
    async with stage.database.transaction() as db:
        await empty(db, late, form_of_address="Monsieur,")
    assert await stage.do(latecomers.reach, ALONE) == 1
