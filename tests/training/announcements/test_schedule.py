"""At a time, or so many days before a session: on time, following the session, never stale."""

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import delete, update

from db.models import AnnouncementState, RoleGrant, SessionState, TrainingSession
from tests.factories import NOW, make_person, make_registration, make_session
from tests.training.announcements.scene import ALONE, BOTH, Scene, empty
from training.announcements import approval, drafting, objections, schedule
from training.announcements.audience import Audience, of_session
from training.announcements.departure import Awaiting, Held, NobodyElse, Scheduled, Sending
from training.announcements.fields import EmptyField
from training.announcements.objections import TOLERANCE, Rules, Why
from training.announcements.schedule import TooSoon
from training.errors import Forbidden

TOMORROW = NOW + timedelta(days=1)


async def scheduled(stage: Scene) -> None:
    await stage.do(schedule.at, stage.author, stage.draft_id, TOMORROW)
    assert await stage.agree() == Scheduled(TOMORROW)


async def test_it_leaves_at_its_time_and_not_before(stage: Scene) -> None:
    await scheduled(stage)
    assert await stage.do(schedule.due, ALONE, now=TOMORROW - timedelta(seconds=1)) == 0
    assert await stage.owed("announced") == []
    assert await stage.do(schedule.due, ALONE, now=TOMORROW) == 1
    assert len(await stage.owed("announced")) == 3
    assert await stage.do(schedule.due, ALONE, now=TOMORROW) == 0


async def test_within_its_tolerance_it_still_leaves(stage: Scene) -> None:
    await scheduled(stage)
    assert await stage.do(schedule.due, ALONE, now=TOMORROW + TOLERANCE) == 1
    assert await stage.state() is AnnouncementState.OUT


async def test_later_than_that_it_is_held_and_its_author_asked(stage: Scene) -> None:
    await scheduled(stage)
    late = TOMORROW + TOLERANCE + timedelta(seconds=1)
    assert await stage.do(schedule.due, ALONE, now=late) == 1
    assert (await stage.state(), await stage.owed("announced")) == (AnnouncementState.HELD, [])
    assert await stage.owed("announcement_held") == [stage.author.id]
    assert isinstance(await stage.do(schedule.release, stage.colleague, stage.draft_id, ALONE, now=late), Sending)
    assert await stage.do(schedule.release, stage.author, stage.draft_id, ALONE, now=late) is None
    assert len(await stage.owed("announced")) == 3


async def test_what_waits_can_be_cancelled_and_never_leaves(stage: Scene) -> None:
    await scheduled(stage)
    assert await stage.do(schedule.cancel, stage.colleague, stage.draft_id)
    assert not await stage.do(schedule.cancel, stage.colleague, stage.draft_id)
    assert await stage.do(schedule.due, ALONE, now=TOMORROW) == 0
    assert await stage.state() is AnnouncementState.CANCELLED


async def test_three_days_before_at_ten_follows_when_the_session_moves(stage: Scene) -> None:
    found = await stage.do(schedule.before_session, stage.author, stage.draft_id, 3, time(10))
    assert found.due_at == datetime(2026, 11, 1, 10, tzinfo=UTC)
    await stage.agree()
    async with stage.database.transaction() as db:
        moved = await db.get(TrainingSession, stage.session.id)
        assert moved is not None
        moved.first_day += timedelta(days=7)
        assert await schedule.follow(db, moved) == 1
    assert (await stage.announcement()).due_at == datetime(2026, 11, 8, 10, tzinfo=UTC)
    assert await stage.do(schedule.due, ALONE, now=datetime(2026, 11, 1, 10, tzinfo=UTC)) == 0


async def test_about_a_session_that_is_off_nothing_leaves_unasked(stage: Scene) -> None:
    await scheduled(stage)
    async with stage.database.transaction() as db:
        await db.execute(update(TrainingSession).values(state=SessionState.CANCELLED))
    await stage.do(schedule.due, ALONE, now=TOMORROW)
    assert await stage.state() is AnnouncementState.HELD


async def grown(stage: Scene) -> Rules:
    """Scheduled by one organiser for as many as one may write to alone; then somebody joined."""
    rules = Rules(approval_above=3, zone=ALONE.zone)
    await stage.do(schedule.at, stage.author, stage.draft_id, TOMORROW)
    assert await stage.agree(rules) == Scheduled(TOMORROW)
    async with stage.database.transaction() as db:
        await make_registration(db, stage.session, await make_person(db))
    return rules


async def test_what_is_for_too_many_by_then_is_held(stage: Scene) -> None:
    rules = await grown(stage)
    assert await stage.do(schedule.due, rules, now=TOMORROW) == 1
    assert (await stage.state(), await stage.owed("announced")) == (AnnouncementState.HELD, [])
    assert await stage.do(objections.objection, await stage.announcement(), rules, now=TOMORROW) is Why.MANY
    asked = await stage.do(schedule.release, stage.author, stage.draft_id, rules, now=TOMORROW)
    assert (asked, await stage.owed("announced")) == (Awaiting(4, 1), [])
    gone = await stage.do(approval.approve, stage.colleague, stage.draft_id, rules, now=TOMORROW)
    assert gone == Sending(4, TOMORROW)


async def test_a_colleague_who_sends_it_now_is_the_second_pair_of_eyes(stage: Scene) -> None:
    rules = await grown(stage)
    assert await stage.do(schedule.release, stage.colleague, stage.draft_id, rules) == Sending(4, NOW)
    assert (await stage.announcement()).approved_by_id == stage.colleague.id


async def test_who_is_alone_cannot_send_it_now_either(stage: Scene) -> None:
    rules = await grown(stage)
    async with stage.database.transaction() as db:
        await db.execute(delete(RoleGrant).where(RoleGrant.person_id == stage.colleague.id))
    assert await stage.do(schedule.release, stage.author, stage.draft_id, rules) == NobodyElse(4)
    assert await stage.state() is AnnouncementState.SCHEDULED


async def test_as_many_as_one_may_write_to_leave_at_their_time(stage: Scene) -> None:
    """The control: nobody joins."""
    rules = Rules(approval_above=3, zone=ALONE.zone)
    await stage.do(schedule.at, stage.author, stage.draft_id, TOMORROW)
    await stage.agree(rules)
    await stage.do(schedule.due, rules, now=TOMORROW)
    assert await stage.state() is AnnouncementState.OUT


@pytest.mark.parametrize("when", [NOW, NOW - timedelta(days=1)])
async def test_a_time_that_is_past_is_refused(stage: Scene, when: datetime) -> None:
    with pytest.raises(TooSoon):
        await stage.do(schedule.at, stage.author, stage.draft_id, when)
    with pytest.raises(TooSoon):
        await stage.do(schedule.before_session, stage.author, stage.draft_id, 60, time(10))


async def test_participants_may_do_none_of_it(stage: Scene) -> None:
    for use_case, more in (
        (schedule.at, (TOMORROW,)),
        (schedule.before_session, (3, time(10))),
        (schedule.release, (ALONE,)),
        (schedule.cancel, ()),
    ):
        with pytest.raises(Forbidden):
            await stage.do(use_case, stage.seated[0], stage.draft_id, *more)


async def test_agreed_to_long_after_its_time_it_is_held(stage: Scene) -> None:
    """Not sent at once, as if nobody had chosen a moment."""
    await stage.do(schedule.at, stage.author, stage.draft_id, TOMORROW)
    late = TOMORROW + TOLERANCE + timedelta(minutes=1)
    assert await stage.agree(now=late) == Held(Why.LATE)
    assert (await stage.state(), await stage.owed("announced")) == (AnnouncementState.HELD, [])
    assert isinstance(await stage.do(schedule.release, stage.author, stage.draft_id, ALONE, now=late), Sending)


async def test_approved_long_after_its_time_it_is_held(stage: Scene) -> None:
    await stage.do(schedule.at, stage.author, stage.draft_id, TOMORROW)
    await stage.agree(BOTH)
    late = TOMORROW + TOLERANCE + timedelta(minutes=1)
    assert await stage.do(approval.approve, stage.colleague, stage.draft_id, BOTH, now=late) == Held(Why.LATE)
    assert await stage.owed("announcement_held") == [stage.author.id]
    assert isinstance(await stage.do(schedule.release, stage.author, stage.draft_id, BOTH, now=late), Sending)


async def test_agreed_to_when_its_session_is_off_it_is_held(stage: Scene) -> None:
    await stage.do(schedule.before_session, stage.author, stage.draft_id, 3, time(10))
    due_at = (await stage.announcement()).due_at
    assert due_at is not None
    async with stage.database.transaction() as db:
        started = {"starts_at": due_at - timedelta(days=1)}
        await db.execute(update(TrainingSession).where(TrainingSession.id == stage.session.id).values(**started))
    assert await stage.agree(now=due_at + timedelta(minutes=1)) == Held(Why.OFF)


async def test_send_it_now_means_now_when_the_colleague_agrees_later(stage: Scene) -> None:
    """The moment that was chosen before is not waited for any more."""
    rules = await grown(stage)
    assert await stage.do(schedule.release, stage.author, stage.draft_id, rules, now=NOW) == Awaiting(4, 1)
    assert isinstance(await stage.do(approval.approve, stage.colleague, stage.draft_id, rules), Sending)


async def test_so_many_days_before_follows_another_session(stage: Scene) -> None:
    await stage.do(schedule.before_session, stage.author, stage.draft_id, 3, time(10))
    first = (await stage.announcement()).due_at
    async with stage.database.transaction() as db:
        other = await make_session(db, first_day=stage.session.first_day + timedelta(days=14))
        moved = await drafting.address(db, stage.author, stage.draft_id, of_session(other.id))
        assert first is not None and moved.due_at == first + timedelta(days=14)
        nowhere = await drafting.address(db, stage.author, stage.draft_id, Audience())
        assert (nowhere.due_at, nowhere.days_before, nowhere.at_hour) == (None, None, None)


async def test_what_would_hold_a_blank_by_then_is_held(stage: Scene) -> None:
    await stage.change(text="{appel} bonjour")
    await scheduled(stage)
    async with stage.database.transaction() as db:
        await empty(db, stage.seated[0], form_of_address=" ")
    await stage.do(schedule.due, ALONE, now=TOMORROW)
    assert (await stage.state(), await stage.owed("announced")) == (AnnouncementState.HELD, [])
    assert await stage.do(objections.objection, await stage.announcement(), ALONE, now=TOMORROW) is Why.BLANK
    with pytest.raises(EmptyField):
        await stage.do(schedule.release, stage.author, stage.draft_id, ALONE, now=TOMORROW)


@pytest.mark.parametrize("days", [-1, 367, 2_000_000_000])
async def test_an_absurd_number_of_days_is_refused(stage: Scene, days: int) -> None:
    with pytest.raises(TooSoon):
        await stage.do(schedule.before_session, stage.author, stage.draft_id, days, time(10))
