"""A correction of many messages waits for a second pair of eyes; one of a few begins at once."""

import pytest
from sqlalchemy import delete

from db.models import DispatchKind, DispatchState, OutboxState, RoleGrant
from tests.factories import make_organiser
from tests.training.announcements.scene import BOTH, Scene, empty
from training.announcements import amending, approval, corrections, dispatches, filling
from training.announcements.amending import Amending
from training.announcements.departure import Awaiting, NobodyElse
from training.announcements.fields import EmptyField
from training.announcements.objections import Rules
from training.errors import Forbidden, Gone, Stale

CORRECTION = DispatchKind.CORRECTION


async def arrived(stage: Scene) -> None:
    """All three have it; a colleague had agreed to it."""
    await stage.agree(BOTH)
    await stage.do(approval.approve, stage.colleague, stage.draft_id, BOTH)
    for number, person in enumerate(stage.seated):
        await stage.settle(person, OutboxState.SENT, 11 + number)
    await stage.do(dispatches.finish_if_settled, (await stage.dispatch()).id)


async def asked(stage: Scene) -> int:
    await arrived(stage)
    assert await stage.do(corrections.correct, stage.author, stage.draft_id, "Salle B", BOTH) == Awaiting(3, 1)
    return (await stage.dispatch(CORRECTION)).id


async def test_above_the_threshold_nothing_changes_before_a_colleague_agrees(stage: Scene) -> None:
    number = await asked(stage)
    assert (await stage.announcement()).text == "La salle change."
    assert await stage.messages(CORRECTION) == {}
    assert await stage.owed("correction_asked") == [stage.colleague.id]
    for person in (stage.author, stage.seated[0]):
        for decide in (corrections.approve, corrections.refuse):
            with pytest.raises(Forbidden):
                await stage.do(decide, person, number)
    assert (await stage.do(corrections.approve, stage.colleague, number)).n == 3
    assert (await stage.announcement()).text == "Salle B"
    assert set((await stage.messages(CORRECTION)).values()) == {OutboxState.PENDING}
    assert await stage.owed("correction_decided") == [stage.author.id]
    with pytest.raises(Gone):
        await stage.do(corrections.approve, stage.colleague, number)


@pytest.mark.parametrize("rules", [Rules(3, "Africa/Dakar"), Rules(0, "Africa/Dakar")])
async def test_at_the_threshold_it_begins_at_once(stage: Scene, rules: Rules) -> None:
    """The control."""
    await arrived(stage)
    assert isinstance(await stage.do(corrections.correct, stage.author, stage.draft_id, "Salle B", rules), Amending)


async def test_refused_or_given_up_the_text_that_was_sent_stays(stage: Scene) -> None:
    number = await asked(stage)
    await stage.do(corrections.refuse, stage.colleague, number)
    assert await stage.owed("correction_decided") == [stage.author.id]
    assert (await stage.dispatch()).kind is DispatchKind.SENDING, "its page is the report of the sending again"
    await stage.do(corrections.correct, stage.author, stage.draft_id, "Salle C", BOTH)
    again = (await stage.dispatch(CORRECTION)).id
    with pytest.raises(Forbidden):
        await stage.do(corrections.take_back, stage.colleague, again)
    await stage.do(corrections.take_back, stage.author, again)
    assert (await stage.announcement()).text == "La salle change."
    assert (await stage.dispatch()).state is DispatchState.DONE


async def test_everybody_but_who_wrote_it_is_asked(stage: Scene) -> None:
    await arrived(stage)
    async with stage.database.transaction() as db:
        third = await make_organiser(db)
    await stage.do(corrections.correct, third, stage.draft_id, "Salle B", BOTH)
    assert await stage.owed("correction_asked") == sorted([stage.author.id, stage.colleague.id])


async def test_alone_it_says_so(stage: Scene) -> None:
    await arrived(stage)
    async with stage.database.transaction() as db:
        await db.execute(delete(RoleGrant).where(RoleGrant.person_id == stage.colleague.id))
    assert await stage.do(corrections.correct, stage.author, stage.draft_id, "Salle B", BOTH) == NobodyElse(3)
    assert (await stage.dispatch()).kind is DispatchKind.SENDING


async def test_while_it_waits_nothing_else_is_changed(stage: Scene) -> None:
    await asked(stage)
    with pytest.raises(Stale):
        await stage.do(corrections.correct, stage.colleague, stage.draft_id, "Salle C", BOTH)
    with pytest.raises(Stale):
        await stage.do(amending.recall, stage.author, stage.draft_id)


async def test_a_blank_that_came_meanwhile_is_not_agreed_to(stage: Scene) -> None:
    await arrived(stage)
    await stage.do(corrections.correct, stage.author, stage.draft_id, "{appel} Salle B", BOTH)
    async with stage.database.transaction() as db:
        await empty(db, stage.seated[0], form_of_address="")
    with pytest.raises(EmptyField):
        await stage.do(corrections.approve, stage.colleague, (await stage.dispatch(CORRECTION)).id)
    assert (await stage.announcement()).text == "La salle change."


async def test_the_longest_name_is_that_of_somebody_who_has_it(stage: Scene) -> None:
    await arrived(stage)
    async with stage.database.transaction() as db:
        await empty(db, stage.seated[0], first_name="A" * 60, last_name="B" * 60)
        await empty(db, stage.waiting, first_name="C" * 90, last_name="D" * 90)
    async with stage.database.transaction() as db:
        found = await filling.longest_reached(db, await stage.announcement(), "Bonjour {nom}")
    assert 120 <= len(found.name) < 180
