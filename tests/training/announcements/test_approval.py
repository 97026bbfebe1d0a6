"""Two pairs of eyes: many recipients need a colleague's agreement; the author's own is none."""

import asyncio

import pytest
from sqlalchemy import delete

from db.models import AnnouncementState, RoleGrant
from tests.factories import NOW, make_person, make_registration
from tests.training.announcements.scene import BOTH, Scene
from training.announcements import approval
from training.announcements.approval import AlreadyDecided
from training.announcements.departure import Awaiting, Changed, NobodyElse, Sending
from training.announcements.recipients import Recipients
from training.errors import Forbidden


async def test_above_the_threshold_a_colleague_is_asked_and_nothing_leaves(stage: Scene) -> None:
    assert await stage.agree(BOTH) == Awaiting(3, 1)
    assert await stage.state() is AnnouncementState.AWAITING
    assert await stage.owed("approval_asked") == [stage.colleague.id]
    assert await stage.owed("announced") == []


async def test_at_the_threshold_nobody_is_asked(stage: Scene) -> None:
    async with stage.database.transaction() as db:
        await db.execute(delete(RoleGrant).where(RoleGrant.person_id == stage.colleague.id))
    assert await stage.agree(type(BOTH)(approval_above=3, zone=BOTH.zone)) == Sending(3, NOW)


async def test_with_nobody_else_it_stays_a_draft_and_says_so(stage: Scene) -> None:
    async with stage.database.transaction() as db:
        await db.execute(delete(RoleGrant).where(RoleGrant.person_id == stage.colleague.id))
    assert await stage.agree(BOTH) == NobodyElse(3)
    assert await stage.state() is AnnouncementState.DRAFT


async def test_the_colleague_s_agreement_lets_it_leave_once(stage: Scene) -> None:
    await stage.agree(BOTH)
    found = await asyncio.gather(*(stage.do(approval.approve, stage.colleague, stage.draft_id, BOTH) for _ in range(2)))
    assert sorted(type(one).__name__ for one in found) == ["AlreadyDecided", "Sending"]
    assert len(await stage.owed("announced")) == 3
    assert await stage.owed("approval_decided") == [stage.author.id]


async def test_neither_the_author_nor_a_participant_can_agree(stage: Scene) -> None:
    await stage.agree(BOTH)
    for person in (stage.author, stage.seated[0]):
        for decide in (
            lambda db, p, **o: approval.approve(db, p, stage.draft_id, BOTH, **o),
            lambda db, p, **o: approval.refuse(db, p, stage.draft_id, **o),
        ):
            with pytest.raises(Forbidden):
                await stage.do(decide, person)
    assert await stage.owed("announced") == []


async def test_an_audience_that_has_grown_is_shown_anew_before_anything_leaves(stage: Scene) -> None:
    await stage.agree(BOTH)
    async with stage.database.transaction() as db:
        await make_registration(db, stage.session, await make_person(db))
    assert await stage.do(approval.approve, stage.colleague, stage.draft_id, BOTH) == Changed(Recipients(4, 0))
    assert await stage.owed("announced") == []
    assert isinstance(await stage.do(approval.approve, stage.colleague, stage.draft_id, BOTH), Sending)


async def test_a_refusal_makes_it_a_draft_again_and_the_author_is_told(stage: Scene) -> None:
    await stage.agree(BOTH)
    assert await stage.do(approval.refuse, stage.colleague, stage.draft_id) is None
    assert await stage.state() is AnnouncementState.DRAFT
    assert await stage.owed("approval_decided") == [stage.author.id]
    late = await stage.do(approval.approve, stage.colleague, stage.draft_id, BOTH)
    assert late == AlreadyDecided(AnnouncementState.DRAFT)


async def test_the_author_takes_it_back(stage: Scene) -> None:
    await stage.agree(BOTH)
    await stage.do(approval.take_back, stage.author, stage.draft_id)
    assert await stage.state() is AnnouncementState.DRAFT
