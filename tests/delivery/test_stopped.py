"""« Arrêter » and « Pause » while messages are on their way: what comes back does not go out again."""

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import update

from bot.delivery import settling
from bot.delivery.facts import Dropped, load, objection
from bot.delivery.outcomes import NeverLeft, NotBegun, Outcome, TooFast, Unknown
from bot.delivery.settling import End
from db.engine import Database
from db.models import DispatchState, OutboxState, Registration, Seat, SessionState, TrainingSession
from db.queries import in_hand
from db.queries.in_hand import Settlement
from db.queries.outbox import Claimed
from tests.delivery.stage import claim
from tests.factories import NOW
from tests.training.announcements.scene import ALONE, Scene, make_scene
from training.announcements import amending, dispatches, latecomers
from training.notices import AnnouncementRecalled

ENDS: list[Outcome] = [TooFast(1), NeverLeft("no route"), NotBegun()]
HELD, CANCELLED, PENDING = OutboxState.HELD, OutboxState.CANCELLED, OutboxState.PENDING


@pytest.fixture
async def stage(database: Database) -> Scene:
    return await make_scene(database)


async def begun(stage: Scene) -> list[Claimed]:
    """Everything that is due is on its way."""
    rows = await claim(stage.database)
    async with stage.database.transaction() as db:
        await in_hand.begin_sending(db, rows, lease=60)
    return rows


async def end(stage: Scene, rows: list[Claimed], outcome: Outcome) -> None:
    async with stage.database.transaction() as db:
        await settling.settle(db, [End(row, 1, outcome) for row in rows], now=NOW)


@pytest.mark.parametrize("outcome", ENDS)
@pytest.mark.parametrize(("stop", "left"), [(dispatches.cancel, CANCELLED), (dispatches.pause, HELD)])
async def test_what_was_on_its_way_and_did_not_leave_stays(
    stage: Scene, outcome: Outcome, stop: Callable[..., Awaitable[bool]], left: OutboxState
) -> None:
    await stage.agree()
    rows = await begun(stage)
    assert await stage.do(stop, stage.author, (await stage.dispatch()).id)
    await end(stage, rows, outcome)
    assert set((await stage.messages()).values()) == {left}
    if left is HELD:
        await stage.do(dispatches.resume, stage.author, (await stage.dispatch()).id)
        assert set((await stage.messages()).values()) == {PENDING}


@pytest.mark.parametrize("outcome", ENDS)
async def test_while_nobody_stops_it_it_is_tried_again(stage: Scene, outcome: Outcome) -> None:
    """The control."""
    await stage.agree()
    await end(stage, await begun(stage), outcome)
    assert set((await stage.messages()).values()) == {PENDING}


@pytest.mark.parametrize("over", [False, True], ids=["unanswered", "its worker died"])
async def test_a_recall_that_is_stopped_in_doubt_is_uncertain(stage: Scene, over: bool) -> None:
    """Deletions are tried twice, unless somebody stopped them."""
    await stage.agree()
    for number, person in enumerate(stage.seated):
        await stage.settle(person, OutboxState.SENT, 11 + number)
    await stage.do(amending.recall, stage.author, stage.draft_id)
    rows = await begun(stage)
    await stage.do(dispatches.cancel, stage.author, (await stage.dispatch()).id)
    if over:
        async with stage.database.transaction() as db:
            await in_hand.renew(db, rows, lease=-1)
            await in_hand.release_overdue(db, {AnnouncementRecalled.kind}, now=NOW)
    else:
        await end(stage, rows, Unknown("ReadTimeout"))
    recalled = await stage.messages((await stage.dispatch()).kind)
    assert set(recalled.values()) == {OutboxState.UNCERTAIN}


@pytest.mark.parametrize(
    ("state", "left"),
    [(DispatchState.CANCELLED, CANCELLED), (DispatchState.PAUSED, HELD), (DispatchState.RUNNING, None)],
)
async def test_a_claim_that_crossed_the_stop_sends_nothing(
    stage: Scene, state: DispatchState, left: OutboxState | None
) -> None:
    """It was written as pending at the very instant at which the others were taken back."""
    await stage.agree()
    async with stage.database.transaction() as db:
        found = await dispatches.latest(db, stage.author, stage.draft_id)
        found.state = state
    (row, *_) = await claim(stage.database)
    async with stage.database.transaction() as db:
        objected = objection(row, (await load(db, [row])).of(row), NOW, "Africa/Dakar")
        if left is None:
            assert objected is None
            return
        assert isinstance(objected, Dropped)
        await in_hand.settle(db, [(row, objected.settlement)], now=NOW)
    assert (await stage.messages())[row.person_id or 0] is left


async def test_a_ticket_is_not_the_beginning_of_another(stage: Scene) -> None:
    await stage.agree()
    await claim(stage.database, "w:1", limit=1)
    await claim(stage.database, "w:10", limit=1)
    async with stage.database.transaction() as db:
        assert await in_hand.give_back(db, "w:1") == 1
        assert await in_hand.give_back(db, "w:") == 1


async def test_a_settlement_that_holds_is_not_an_end(stage: Scene) -> None:
    await stage.agree()
    (row, *_) = await claim(stage.database)
    async with stage.database.transaction() as db:
        await in_hand.settle(db, [(row, Settlement(HELD, free=True))], now=NOW)
    assert (await stage.messages())[row.person_id or 0] is HELD


async def withdrawn(stage: Scene) -> dict[int, OutboxState]:
    """One of the three withdraws while it waits for the morning; what is settled then."""
    await stage.agree()
    async with stage.database.transaction() as db:
        theirs = Registration.person_id == stage.seated[0].id
        await db.execute(update(Registration).where(theirs).values(seat=Seat.WITHDRAWN))
    rows = await claim(stage.database)
    async with stage.database.transaction() as db:
        batch = await load(db, rows)
        found = [(row, objection(row, batch.of(row), NOW, "Africa/Dakar")) for row in rows]
        dropped = [(row, one.settlement) for row, one in found if one is not None]
        await in_hand.settle(db, dropped, now=NOW)
    return await stage.messages()


async def test_who_withdraws_meanwhile_is_not_written_to(stage: Scene) -> None:
    found = await withdrawn(stage)
    assert found.pop(stage.seated[0].id) is CANCELLED
    assert set(found.values()) == {OutboxState.CLAIMED}


async def test_who_comes_back_receives_it(stage: Scene) -> None:
    await stage.change(reaches_latecomers=True)
    await withdrawn(stage)
    async with stage.database.transaction() as db:
        theirs = Registration.person_id == stage.seated[0].id
        await db.execute(update(Registration).where(theirs).values(seat=Seat.SEATED))
    assert await stage.do(latecomers.reach, ALONE) == 1
    assert (await stage.messages())[stage.seated[0].id] is PENDING


async def test_that_a_session_is_cancelled_is_told_to_its_people(stage: Scene) -> None:
    """Nobody is in its audience any more: this may be the announcement that says so."""
    await stage.agree()
    async with stage.database.transaction() as db:
        await db.execute(update(TrainingSession).values(state=SessionState.CANCELLED))
    rows = await claim(stage.database)
    async with stage.database.transaction() as db:
        batch = await load(db, rows)
        assert [objection(row, batch.of(row), NOW, "Africa/Dakar") for row in rows] == [None] * 3
