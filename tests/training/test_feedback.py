"""Answering: one question at a time, saved at once, resumable, changeable until sent; for who was present only."""

import asyncio

import pytest
from sqlalchemy import select

from db.engine import Database
from db.models import (
    Action,
    Evaluation,
    EvaluationComment,
    EvaluationDraft,
    EvaluationReceipt,
    OutboxMessage,
    Person,
    Standing,
)
from tests import factories
from tests.training.answering import RATED, SECRET, Room, room
from training import evaluation, feedback, timing
from training.errors import Forbidden, Gone
from training.feedback import ClosedBecause, ClosedFor, Declined, Finished, Next, TooLong


async def drafts(database: Database) -> list[EvaluationDraft]:
    async with database.transaction() as db:
        return list(await db.scalars(select(EvaluationDraft)))


async def comments(database: Database) -> list[str]:
    async with database.transaction() as db:
        return list(await db.scalars(select(EvaluationComment.text)))


async def receipts(database: Database) -> list[tuple[int, bool]]:
    async with database.transaction() as db:
        return [(each.person_id, each.declined) for each in await db.scalars(select(EvaluationReceipt))]


def place(step: object) -> tuple[int, bool, int | None]:
    assert isinstance(step, Next)
    return step.index, step.answered, step.current


async def test_the_questions_one_by_one_then_the_end(database: Database) -> None:
    here = await room(database, 1)
    (person,) = here.people
    first = await here.at(person)
    assert isinstance(first, Next)
    assert (first.index, first.total, first.question.code) == (0, 8, "C1")
    for index in range(RATED):
        assert place(await here.answers(person, index, 2)) == (index + 1, False, None)
    assert place(await here.at(person)) == (RATED, False, None)
    async with database.transaction() as db:
        sent = await feedback.comment(
            db, person, here.evaluation_id, " Des cas réels. ", secret=SECRET, now=here.session.ends_at
        )
    assert sent == Finished()
    assert await comments(database) == ["Des cas réels."]
    assert await receipts(database) == [(person.id, False)]
    assert await here.at(person) == Finished()
    assert await here.answers(person, 0, 4) == Finished()


async def test_back_shows_the_present_answer_which_can_change(database: Database) -> None:
    here = await room(database, 1)
    (person,) = here.people
    await here.answers(person, 0, 4)
    await here.answers(person, 1, None)
    async with database.transaction() as db:
        before = await feedback.back(db, person, here.evaluation_id, 2, secret=SECRET, now=here.session.ends_at)
        first = await feedback.back(db, person, here.evaluation_id, 0, secret=SECRET, now=here.session.ends_at)
    assert place(before) == (1, True, None)
    assert place(first) == (0, True, 4)
    assert place(await here.answers(person, 0, 1)) == (2, False, None)
    assert (await drafts(database))[0].answers["rated"] == {"C1": 1, "C2": None}


async def test_passing_keeps_what_was_answered_and_the_last_one_sends(database: Database) -> None:
    here = await room(database, 1)
    (person,) = here.people
    await here.answers(person, 0, 4)
    for index in range(RATED):
        async with database.transaction() as db:
            step = await feedback.skip(db, person, here.evaluation_id, index, secret=SECRET, now=here.session.ends_at)
        assert place(step)[0] == max(1, index + 1)
    assert place(await here.answers(person, 3, 2))[0] == RATED
    async with database.transaction() as db:
        step = await feedback.skip(db, person, here.evaluation_id, RATED, secret=SECRET, now=here.session.ends_at)
    assert step == Finished()
    (draft,) = await drafts(database)
    assert draft.submitted and draft.answers["rated"] == {"C1": 4, "C4": 2}


@pytest.mark.parametrize("comment", ["", "Bonne salle."])
async def test_whoever_answers_no_question_is_not_told_that_it_counts(database: Database, comment: str) -> None:
    """A free text alone is no reply: what the person is told is what the organiser sees."""
    here = await room(database, 1)
    (person,) = here.people
    await here.sends(person, [], comment)
    assert await here.at(person) == Finished(counted=False)
    await here.closes()
    async with database.transaction() as db:
        assert await db.scalar(select(Evaluation.replies).where(Evaluation.questionnaire == "hot")) == 0


@pytest.mark.parametrize(("index", "value"), [(0, 5), (0, None), (4, 4), (7, 1), (8, 1), (-1, 1)])
async def test_an_answer_that_is_not_offered_is_refused(database: Database, index: int, value: int | None) -> None:
    here = await room(database, 1)
    with pytest.raises(Gone):
        await here.answers(here.people[0], index, value)
    assert await drafts(database) == []


async def test_a_long_comment_is_refused_and_nothing_is_sent(database: Database) -> None:
    here = await room(database, 1)
    async with database.transaction() as db:
        outcome = await feedback.comment(
            db, here.people[0], here.evaluation_id, "é" * 501, secret=SECRET, now=here.session.ends_at
        )
    assert outcome == TooLong(501)
    assert await comments(database) == []
    assert await receipts(database) == []
    await here.sends(here.people[0], [], "é" * 500)
    await here.sends(here.people[0], [], "encore")
    assert await comments(database) == ["é" * 500]


async def test_declining_forgets_what_was_begun_and_can_be_thought_over(database: Database) -> None:
    here = await room(database, 1)
    (person,) = here.people
    await here.answers(person, 0, 4)
    async with database.transaction() as db:
        declined = await feedback.decline(db, person, here.evaluation_id, secret=SECRET, now=here.session.ends_at)
    assert declined == Declined(timing.closing(here.session, "hot"))
    assert await drafts(database) == []
    assert await receipts(database) == [(person.id, True)]
    assert place(await here.at(person))[0] == 0
    await here.sends(person, [4])
    assert await receipts(database) == [(person.id, False)]


async def refused(here: Room, person: Person) -> ClosedBecause | None:
    step = await here.at(person)
    return step.reason if isinstance(step, ClosedFor) else None


async def test_only_who_was_present_answers(database: Database) -> None:
    here = await room(database, 1)
    async with database.transaction() as db:
        absent, stranger = await factories.make_person(db), await factories.make_person(db)
        unverified = await factories.make_person(db, standing=Standing.UNVERIFIED)
        await factories.make_registration(db, here.session, absent)
    for nobody in (absent, stranger):
        assert await refused(here, nobody) is ClosedBecause.NOT_PRESENT
        assert await here.answers(nobody, 0, 4) == ClosedFor(ClosedBecause.NOT_PRESENT)
    with pytest.raises(Forbidden):
        await here.at(unverified)
    assert await drafts(database) == []


async def test_neither_before_the_opening_nor_after_the_end(database: Database) -> None:
    here = await room(database, 1, opened=False)
    (person,) = here.people
    assert await refused(here, person) is ClosedBecause.NOT_YET
    async with database.transaction() as db:
        await evaluation.due_openings(db, now=here.session.ends_at)
    over = timing.closing(here.session, "hot")
    async with database.transaction() as db:
        late = await feedback.answer(db, person, here.evaluation_id, 0, 4, secret=SECRET, now=over)
        comment = await feedback.comment(db, person, here.evaluation_id, "Tard", secret=SECRET, now=over)
    assert late == comment == ClosedFor(ClosedBecause.OVER)
    assert await drafts(database) == []
    assert await comments(database) == []


async def test_nothing_of_it_is_journaled_or_owed(database: Database) -> None:
    here = await room(database, 1, opened=False)
    async with database.transaction() as db:
        await evaluation.due_openings(db, now=here.session.ends_at)
        owed = len(list(await db.scalars(select(OutboxMessage.id))))
    await here.sends(here.people[0], [4, 3, 2], "Un avis")
    async with database.transaction() as db:
        assert list(await db.scalars(select(Action))) == []
        assert len(list(await db.scalars(select(OutboxMessage.id)))) == owed


async def test_two_phones_at_once_share_one_draft(database_url: str) -> None:
    phones = [Database(database_url) for _ in range(1 if database_url.startswith("sqlite") else 2)]
    here = await room(phones[0], 1)

    async def answers(n: int) -> None:
        async with phones[n % len(phones)].transaction() as db:
            await feedback.answer(db, here.people[0], here.evaluation_id, n, 4, secret=SECRET, now=here.session.ends_at)

    await asyncio.gather(*(answers(n) for n in (0, 3, 5, 6)))
    (draft,) = await drafts(phones[0])
    assert set(draft.answers["rated"]) == {"C1", "C4", "C6", "C7"}
    for phone in phones:
        await phone.close()


def test_a_draft_is_found_with_the_secret_only() -> None:
    key = feedback.draft_key(SECRET, 1, 2, "hot")
    assert key == feedback.draft_key(SECRET, 1, 2, "hot")
    others = {("another secret", 1, 2, "hot"), (SECRET, 2, 2, "hot"), (SECRET, 1, 3, "hot"), (SECRET, 1, 2, "cold")}
    assert len({key, *(feedback.draft_key(*other) for other in others)}) == 5
