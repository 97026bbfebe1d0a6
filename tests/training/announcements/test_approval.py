"""Two pairs of eyes: many recipients need a colleague's agreement; the author's own is none."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import AnnouncementState, RoleGrant
from tests.factories import NOW, make_organiser, make_person, make_registration
from tests.training.announcements.scene import BOTH, Scene, empty
from training.announcements import approval, departure, drafting, schedule
from training.announcements.approval import AlreadyDecided
from training.announcements.audience import Audience
from training.announcements.departure import Awaiting, Changed, NobodyElse, Sending
from training.announcements.drafting import Link, Message
from training.announcements.fields import EmptyField
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


async def rewritten_by_the_colleague(stage: Scene) -> None:
    async with stage.database.transaction() as db:
        await drafting.rewrite(db, stage.colleague, stage.draft_id, Message("Autre salle."), now=NOW)


async def test_whoever_had_a_part_in_it_cannot_agree(stage: Scene) -> None:
    """The author to what a colleague wrote for them, a colleague to what they submitted: one pair of eyes twice."""
    await rewritten_by_the_colleague(stage)
    assert await stage.agree(BOTH) == NobodyElse(3)
    async with stage.database.transaction() as db:
        third = await make_organiser(db)
    assert await stage.agree(BOTH) == Awaiting(3, 1)
    assert await stage.owed("approval_asked") == [third.id]
    for person in (stage.author, stage.colleague):
        with pytest.raises(Forbidden):
            await stage.do(approval.approve, person, stage.draft_id, BOTH)
    assert isinstance(await stage.do(approval.approve, third, stage.draft_id, BOTH), Sending)


async def test_who_submits_another_s_draft_cannot_agree_to_it(stage: Scene) -> None:
    async with stage.database.transaction() as db:
        third = await make_organiser(db)
        found = await departure.agree(db, stage.colleague, stage.draft_id, BOTH, now=NOW)
    assert found == Awaiting(3, 1)
    assert await stage.owed("approval_asked") == [third.id]
    with pytest.raises(Forbidden):
        await stage.do(approval.approve, stage.colleague, stage.draft_id, BOTH)


async def test_another_text_than_the_one_that_was_read_is_not_agreed_to(stage: Scene) -> None:
    await stage.agree(BOTH)
    read = (await stage.announcement()).version
    await stage.do(approval.take_back, stage.author, stage.draft_id)
    async with stage.database.transaction() as db:
        await drafting.rewrite(db, stage.author, stage.draft_id, Message("Tout autre chose."), now=NOW)
    await stage.agree(BOTH)
    found = await stage.do(approval.approve, stage.colleague, stage.draft_id, BOTH, version=read)
    assert found == Changed(Recipients(3, 0), rewritten=True)
    assert await stage.owed("announced") == []
    again = (await stage.announcement()).version
    assert isinstance(await stage.do(approval.approve, stage.colleague, stage.draft_id, BOTH, version=again), Sending)


@pytest.mark.parametrize("change", ["text", "audience", "links", "option", "moment"])
async def test_whatever_changes_makes_another_version(stage: Scene, change: str) -> None:
    before = (await stage.announcement()).version
    changes: dict[str, Callable[[AsyncSession], Awaitable[object]]] = {
        "text": lambda db: drafting.rewrite(db, stage.author, stage.draft_id, Message("Salle B."), now=NOW),
        "audience": lambda db: drafting.address(db, stage.author, stage.draft_id, Audience()),
        "links": lambda db: drafting.set_links(db, stage.author, stage.draft_id, [Link("Plan", "https://exemple.sn")]),
        "option": lambda db: drafting.toggle(db, stage.author, stage.draft_id, "urgent"),
        "moment": lambda db: schedule.at(db, stage.author, stage.draft_id, NOW + timedelta(days=1), now=NOW),
    }
    async with stage.database.transaction() as db:
        await changes[change](db)
    found = await stage.agree(version=before)
    assert isinstance(found, Changed) and found.rewritten
    assert await stage.state() is AnnouncementState.DRAFT


async def test_a_blank_that_came_meanwhile_is_not_agreed_to(stage: Scene) -> None:
    await stage.change(text="{appel} bonjour")
    await stage.agree(BOTH)
    async with stage.database.transaction() as db:
        await empty(db, stage.seated[0], form_of_address="")
    with pytest.raises(EmptyField):
        await stage.do(approval.approve, stage.colleague, stage.draft_id, BOTH)
    assert await stage.state() is AnnouncementState.AWAITING


async def test_a_colleague_neither_takes_it_back_nor_gives_it_up(stage: Scene) -> None:
    await stage.agree(BOTH)
    with pytest.raises(Forbidden):
        await stage.do(approval.take_back, stage.colleague, stage.draft_id)
    assert await stage.do(approval.take_back, stage.author, stage.draft_id) is None
