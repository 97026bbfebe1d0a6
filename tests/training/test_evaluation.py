"""The life of an evaluation: its hours, the organisers' button, the ticks, the close."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from db.engine import Database
from db.models import (
    Evaluation,
    EvaluationAnswers,
    EvaluationComment,
    EvaluationDraft,
    EvaluationState,
    SessionState,
    TrainingSession,
)
from db.queries import evaluation as queries
from tests import factories
from tests.training.answering import Room, room
from tests.training.setting import journal, owed, session_for_all
from training import attendance, evaluation, timing
from training.calendar import half_days
from training.errors import Forbidden, Gone, Stale
from training.evaluation import AlreadyOpen, Counts, Opened, Over, TooEarly


async def of(database: Database, evaluation_id: int) -> Evaluation:
    async with database.transaction() as db:
        return await db.get_one(Evaluation, evaluation_id)


async def number(database: Database, table: type) -> int:
    async with database.transaction() as db:
        return await db.scalar(select(func.count()).select_from(table)) or 0


async def opens(database: Database, now: datetime) -> int:
    async with database.transaction() as db:
        return await evaluation.due_openings(db, now=now)


async def closes(database: Database, now: datetime) -> list[int]:
    async with database.transaction() as db:
        return await evaluation.due_closings(db, now=now)


async def button(here: Room, now: datetime) -> Opened | TooEarly | AlreadyOpen | Over:
    async with here.database.transaction() as db:
        return await evaluation.open_now(db, here.organiser, here.session.id, now=now)


def test_it_closes_at_the_end_of_the_seventh_day_at_the_venue() -> None:
    session = TrainingSession(zone="Europe/Paris", ends_at=datetime(2026, 10, 14, 14, 30, tzinfo=UTC))
    assert timing.closing(session, "hot") == datetime(2026, 10, 21, 21, 59, tzinfo=UTC)


async def test_it_follows_the_session_until_it_opens(database: Database) -> None:
    here = await room(database, 1, opened=False)
    async with database.transaction() as db:
        moved = await db.merge(here.session)
        moved.ends_at += timedelta(days=7)
        await evaluation.schedule(db, moved)
    assert (await of(database, here.evaluation_id)).opens_at == moved.ends_at
    await opens(database, moved.ends_at)
    async with database.transaction() as db:
        moved = await db.merge(moved)
        moved.ends_at += timedelta(days=7)
        await evaluation.schedule(db, moved)
    assert (await of(database, here.evaluation_id)).opens_at == moved.ends_at - timedelta(days=7)


async def test_it_opens_by_itself_at_the_end_and_tells_who_was_present(database: Database) -> None:
    here = await room(database, 2, opened=False)
    assert await opens(database, here.session.ends_at - timedelta(minutes=1)) == 0
    assert await opens(database, here.session.ends_at) == 1
    assert await opens(database, here.session.ends_at) == 0
    invitations = await owed(database, "evaluation_opened")
    assert [each.person_id for each in invitations] == [person.id for person in here.people]
    assert {each.expires_at for each in invitations} == {timing.closing(here.session, "hot")}
    assert {each.key for each in invitations} == {f"evaluation:{here.evaluation_id}:{p.id}" for p in here.people}


async def test_an_invitation_waits_for_the_end_of_the_quiet_hours(database: Database) -> None:
    here = await room(database, 1, opened=False)
    evening = here.session.ends_at.replace(hour=21)
    await opens(database, evening)
    (invitation,) = await owed(database, "evaluation_opened")
    assert invitation.due_at == evening.replace(hour=7, minute=0) + timedelta(days=1)
    assert (await of(database, here.evaluation_id)).state is EvaluationState.OPEN


@pytest.mark.parametrize("state", [SessionState.CANCELLED, SessionState.DRAFT])
async def test_a_session_that_did_not_take_place_has_none(database: Database, state: SessionState) -> None:
    here = await room(database, 1, opened=False)
    async with database.transaction() as db:
        (await db.merge(here.session)).state = state
    assert await opens(database, here.session.ends_at) == 0
    with pytest.raises(Gone):
        await button(here, here.session.ends_at)
    assert await owed(database, "evaluation_opened") == []


async def test_the_button_opens_it_from_two_hours_before_the_end(database: Database) -> None:
    here = await room(database, 2, opened=False)
    earliest = here.session.ends_at - timedelta(hours=2)
    assert await button(here, earliest - timedelta(seconds=1)) == TooEarly(earliest)
    assert await button(here, earliest) == Opened(here.evaluation_id, 2)
    assert await button(here, earliest) == AlreadyOpen(here.evaluation_id)
    assert await button(here, timing.closing(here.session, "hot")) == Over()
    assert await opens(database, here.session.ends_at) == 0
    assert len(await owed(database, "evaluation_opened")) == 2
    assert await journal(database) == ["evaluation.opened"]
    assert (await of(database, here.evaluation_id)).opens_at == earliest


async def test_the_button_is_the_organisers(database: Database) -> None:
    here = await room(database, 1, opened=False)
    async with database.transaction() as db:
        with pytest.raises(Forbidden):
            await evaluation.open_now(db, here.people[0], here.session.id, now=here.session.ends_at)
        with pytest.raises(Forbidden):
            await evaluation.counts(db, here.people[0], here.evaluation_id)
        with pytest.raises(Gone):
            await evaluation.open_now(db, here.organiser, here.session.id + 999, now=here.session.ends_at)


async def test_the_button_works_for_a_session_that_was_never_scheduled(database: Database) -> None:
    async with database.transaction() as db:
        organiser, session = await factories.make_organiser(db), await session_for_all(db)
        assert isinstance(await evaluation.open_now(db, organiser, session.id, now=session.ends_at), Opened)


async def test_organisers_see_how_many_answered(database: Database) -> None:
    here = await room(database, 3)
    await here.sends(here.people[0], [4, 3])
    await here.answers(here.people[1], 0, 2)
    async with database.transaction() as db:
        assert await evaluation.counts(db, here.organiser, here.evaluation_id) == Counts(3, submitted=1, begun=1)


async def test_the_close_keeps_sent_and_begun_answers_apart_from_their_comments(database: Database) -> None:
    here = await room(database, 6)
    for person in here.people[:4]:
        await here.sends(person, [4, None], "Plus de cas pratiques.")
    await here.answers(here.people[4], 0, 1)
    await here.sends(here.people[5], [])
    assert await closes(database, timing.closing(here.session, "hot") - timedelta(minutes=1)) == []
    await here.closes()
    closed = await of(database, here.evaluation_id)
    assert (closed.state, closed.replies, closed.withheld) == (EvaluationState.CLOSED, 5, False)
    async with database.transaction() as db:
        kept = list(await db.scalars(select(EvaluationAnswers.answers)))
    assert sorted(row["C1"] for row in kept) == [1, 4, 4, 4, 4]
    assert [row["C2"] for row in kept if "C2" in row] == [evaluation.WITHHELD] * 4, "four answers are too few"
    assert await number(database, EvaluationDraft) == 0
    assert await number(database, EvaluationComment) == 4
    async with database.transaction() as db:
        await evaluation.close(db, here.evaluation_id, now=timing.closing(here.session, "hot"))
    assert await number(database, EvaluationAnswers) == 5


async def test_fewer_than_five_are_deleted_their_number_is_kept(database: Database) -> None:
    here = await room(database, 4)
    for person in here.people:
        await here.sends(person, [4], "Une salle plus grande.")
    await here.closes()
    closed = await of(database, here.evaluation_id)
    assert (closed.replies, closed.withheld) == (4, True)
    for table in (EvaluationDraft, EvaluationAnswers, EvaluationComment):
        assert await number(database, table) == 0


async def test_one_that_never_opened_closes_empty(database: Database) -> None:
    here = await room(database, 1, opened=False)
    over = timing.closing(here.session, "hot")
    assert await opens(database, over) == 0
    assert await closes(database, over) == [here.evaluation_id]
    assert await closes(database, over) == []
    assert (await of(database, here.evaluation_id)).replies == 0


async def test_it_is_not_closed_early(database: Database) -> None:
    here = await room(database, 1)
    async with database.transaction() as db:
        with pytest.raises(Stale):
            await evaluation.close(db, here.evaluation_id, now=here.session.ends_at)
        with pytest.raises(Gone):
            await evaluation.close(db, here.evaluation_id + 999, now=here.session.ends_at)


async def _marked_while_it_opens(url: str) -> tuple[set[int], set[int]]:
    """Somebody is marked present, uncommitted, while the tick opens the evaluation: who was there, who is invited."""
    database, other = Database(url), Database(url)
    here = await room(database, 1, opened=False)
    now = here.session.ends_at
    async with database.transaction() as db:
        late = await factories.make_person(db)
        await factories.make_registration(db, here.session, late)
    async with database.transaction() as db:
        roll = await attendance.roll(db, here.organiser, here.session.id, half_days(here.session)[0])
        await attendance.mark(db, roll, late.id, True, now=now)
        await opens(other, now)
    await opens(other, now)
    invited = {each.person_id or 0 for each in await owed(database, "evaluation_opened")}
    await database.close()
    await other.close()
    return {here.people[0].id, late.id}, invited


async def test_who_is_marked_while_it_opens_is_invited(postgresql_url: str) -> None:
    there, invited = await _marked_while_it_opens(postgresql_url)
    assert invited == there


async def test_without_the_lock_of_the_evaluation_nobody_tells_them(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the tick does not see them present yet, and they do not see it open yet."""

    monkeypatch.setattr(queries, "lock_all_of_session", queries.all_of_session)
    there, invited = await _marked_while_it_opens(postgresql_url)
    assert len(there - invited) == 1
