"""What a report says; and when a dispatch goes so wrong that it pauses itself."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from db.models import Acknowledgement, Dispatch, DispatchState, OutboxMessage, OutboxState
from db.queries import dispatches as queries
from tests.factories import NOW, make_person
from tests.training.announcements.scene import Scene
from training import outbox, retention
from training.announcements import dispatches, reporting
from training.announcements.reporting import IN_A_ROW, MANY, Speed
from training.notices import VerificationDecided

SENT, FAILED, UNCERTAIN, PENDING = OutboxState.SENT, OutboxState.FAILED, OutboxState.UNCERTAIN, OutboxState.PENDING


async def became(stage: Scene, *states: OutboxState, **details: Any) -> Dispatch:
    """A dispatch whose messages were settled one after another, a second apart, as these states say."""
    await stage.agree()
    dispatch = await stage.dispatch()
    async with stage.database.transaction() as db:
        await db.execute(delete(OutboxMessage).where(OutboxMessage.dispatch_id == dispatch.id))
        person = await make_person(db)
        for number, state in enumerate(states):
            values = {"state": state, "settled_at": NOW + timedelta(seconds=number)} | details
            db.add(
                OutboxMessage(
                    key=f"made:{number}",
                    person_id=person.id,
                    kind="announced",
                    payload={},
                    dispatch_id=dispatch.id,
                    due_at=NOW,
                    **values,
                )
            )
    return dispatch


async def test_who_received_it_is_forgotten_after_a_year_and_how_many_is_not(stage: Scene) -> None:
    await stage.change(asks_acknowledgement=True)
    dispatch = await became(stage, SENT, SENT, UNCERTAIN)
    async with stage.database.transaction() as db:
        (await db.get_one(Dispatch, dispatch.id)).state = DispatchState.DONE
        (await db.get_one(Dispatch, dispatch.id)).ended_at = NOW
        read = {"announcement_id": stage.draft_id, "version": 1, "at": NOW}
        db.add(Acknowledgement(person_id=stage.seated[0].id, **read))
        await outbox.owe(db, stage.author.id, VerificationDecided(True), key="other", due_at=NOW)
        await db.execute(update(OutboxMessage).where(OutboxMessage.key == "other").values(settled_at=NOW))
    before = await stage.do(reporting.report, stage.author, stage.draft_id)
    await stage.change(reaches_latecomers=True)
    await stage.do(retention.forget_logs, now=NOW + timedelta(days=365))
    for days, kept in ((365, 4), (366, 3), (367, 0)):
        await stage.change(reaches_latecomers=days < 367)  # else all of them would be late
        await stage.do(retention.forget_logs, now=NOW + timedelta(days=days))
        async with stage.database.transaction() as db:
            assert len((await db.scalars(select(OutboxMessage.id))).all()) == kept
            assert len((await db.scalars(select(Acknowledgement.person_id))).all()) == bool(kept)
    after = await stage.do(reporting.report, stage.author, stage.draft_id)
    assert (
        (after.total, after.delivered, after.uncertain)
        == (before.total, before.delivered, before.uncertain)
        == (3, 2, 1)
    )
    assert (after.acknowledged, after.asked_to_acknowledge) == (before.acknowledged, before.asked_to_acknowledge)


async def goes_wrong(stage: Scene) -> str | None:
    async with stage.database.transaction() as db:
        found = await queries.of(db, stage.draft_id)
        assert found is not None
        return await reporting.goes_wrong(db, found)


ONE_IN_FIVE = [*[SENT] * 4, FAILED] * 4
"""Twenty messages, of which exactly a fifth was lost, and the last one too."""


@pytest.mark.parametrize(
    ("states", "because"),
    [
        ([], None),
        ([*[FAILED] * (IN_A_ROW - 1)], None),
        ([FAILED] * IN_A_ROW, "row"),
        ([SENT, *[UNCERTAIN, FAILED] * 3], "row"),
        ([*[FAILED] * IN_A_ROW, SENT], None),
        (ONE_IN_FIVE, None),
        ([*ONE_IN_FIVE[:-5], FAILED, *[SENT, FAILED] * 2], "share"),
        ([*[SENT, FAILED] * (MANY // 2 - 1)], None),
    ],
)
async def test_a_share_or_a_row_of_lost_messages(stage: Scene, states: list[OutboxState], because: str | None) -> None:
    await became(stage, *states)
    assert await goes_wrong(stage) == because


async def test_who_cannot_be_reached_is_no_error(stage: Scene) -> None:
    await became(stage, *[OutboxState.UNREACHABLE] * 30)
    assert await goes_wrong(stage) is None


async def test_what_was_lost_before_it_was_resumed_is_not_counted_again(stage: Scene) -> None:
    dispatch = await became(stage, *[FAILED] * IN_A_ROW, PENDING)
    async with stage.database.transaction() as db:
        assert await dispatches.pause_itself(db, dispatch.id, "row", now=NOW)
    assert (await stage.dispatch()).paused_because == "row"
    await stage.do(dispatches.resume, stage.author, dispatch.id, now=NOW + timedelta(minutes=1))
    assert await goes_wrong(stage) is None


async def test_its_speed_says_when_it_will_be_done(stage: Scene) -> None:
    await became(stage, *[SENT] * 10, *[PENDING] * 30)
    async with stage.database.transaction() as db:
        report = await reporting.report(db, stage.author, stage.draft_id, now=NOW + timedelta(seconds=10))
    assert report.speed == Speed(1.0, NOW + timedelta(seconds=40))


async def test_paused_or_over_it_has_no_speed(stage: Scene) -> None:
    dispatch = await became(stage, SENT, PENDING)
    await stage.do(dispatches.pause, stage.author, dispatch.id)
    async with stage.database.transaction() as db:
        report = await reporting.report(db, stage.author, stage.draft_id, now=NOW)
    assert (report.state, report.speed, report.under_way) == (DispatchState.PAUSED, None, True)


async def test_failures_are_grouped_by_their_reason(stage: Scene) -> None:
    await became(stage, FAILED, FAILED, last_error="Bad Request: x")
    async with stage.database.transaction() as db:
        report = await reporting.report(db, stage.author, stage.draft_id, now=NOW)
    assert report.errors == {"Bad Request: x": 2}
