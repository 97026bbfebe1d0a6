"""Questions to the team: kept, posted once, answered, closed, forgotten; nobody else reads them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.engine import Database
from db.models import OrganisersGroup, Person, Question, QuestionMessage, QuestionTopic, Standing
from tests.factories import NOW, make_organiser, make_person
from tests.training.setting import owed, session_for_all
from training import my_data, questions, retention
from training.errors import Forbidden, Gone
from training.questions import UNANSWERED_MAX, TooMany

GROUP = -1_001_234


async def asked(database: Database, person: Person, text: str = "Où loger ?", session_id: int = 0) -> Question:
    async with database.transaction() as db:
        return await questions.ask(db, person, text, session_id, now=NOW)


async def two(database: Database, *, group: bool = False) -> tuple[Person, Person]:
    """Somebody, and an organiser, who may have a group."""
    async with database.transaction() as db:
        awa, khady = await make_person(db), await make_organiser(db)
        if group:
            db.add(OrganisersGroup(chat_id=GROUP, added_at=NOW, added_by_id=khady.id))
        return awa, khady


async def test_what_is_written_belongs_to_the_open_question_until_it_is_closed(database: Database) -> None:
    awa, khady = await two(database)
    first, second = await asked(database, awa), await asked(database, awa, "Et manger ?")
    assert first.id == second.id
    async with database.transaction() as db:
        (waiting,) = await questions.unanswered(db, khady)
        assert waiting.id == first.id and await questions.number_unanswered(db, khady) == 1
        done = await questions.answer(db, khady, first.id, "À l’école.", now=NOW)
        assert done.reachable
    async with database.transaction() as db:
        assert await questions.number_unanswered(db, khady) == 0
        thread = await questions.mine(db, awa, first.id)
        assert [one.text for one in thread.messages] == ["À l’école.", "Et manger ?", "Où loger ?"]
        await questions.close(db, awa, first.id, now=NOW)
        await questions.close(db, khady, first.id, now=NOW)
    third = await asked(database, awa, "Autre chose")
    assert third.id != first.id
    assert [row.person_id for row in await owed(database, "question_answered")] == [awa.id]


async def test_organisers_are_told_in_their_group_or_else_each(database: Database) -> None:
    awa, khady = await two(database)
    await asked(database, awa)
    assert [row.person_id for row in await owed(database, "question_waits")] == [khady.id]
    async with database.transaction() as db:
        db.add(OrganisersGroup(chat_id=GROUP, added_at=NOW, added_by_id=khady.id))
    await asked(database, awa, "Encore")
    (posted,) = await owed(database, "question_asked")
    assert posted.group_id == GROUP and len(await owed(database, "question_waits")) == 1


async def test_a_question_about_a_session_says_so_and_one_about_nothing_known_does_not(database: Database) -> None:
    awa, _ = await two(database)
    async with database.transaction() as db:
        session = await session_for_all(db)
    assert (await asked(database, awa, session_id=session.id)).session_id == session.id
    async with database.transaction() as db:
        other, waits = await make_person(db), await make_person(db, standing=Standing.UNVERIFIED)
    assert (await asked(database, other, session_id=2_000_000_000)).session_id is None
    assert (await asked(database, waits, session_id=session.id)).session_id is None, "who may not see it"


async def test_enough_is_enough_until_the_team_answers(database: Database) -> None:
    awa, khady = await two(database)
    for _ in range(UNANSWERED_MAX):
        question = await asked(database, awa)
    with pytest.raises(TooMany):
        await asked(database, awa)
    async with database.transaction() as db:
        await questions.answer(db, khady, question.id, "Oui.", now=NOW)
    await asked(database, awa)


async def test_nobody_else_reads_answers_or_closes(database: Database) -> None:
    awa, _ = await two(database)
    question = await asked(database, awa)
    async with database.transaction() as db:
        binta = await make_person(db)
    async with database.transaction() as db:
        with pytest.raises(Gone):
            await questions.mine(db, binta, question.id)
        for act in (
            questions.thread(db, awa, question.id),
            questions.answer(db, awa, question.id, "Moi-même", now=NOW),
            questions.close(db, binta, question.id, now=NOW),
            questions.unanswered(db, awa),
            questions.number_unanswered(db, binta),
        ):
            with pytest.raises(Forbidden):
                await act
        with pytest.raises(Gone):
            await questions.ask(db, None, "Bonjour", 0, now=NOW)


async def test_an_answer_to_who_cannot_be_reached_says_so_and_is_kept(database: Database) -> None:
    awa, khady = await two(database)
    question = await asked(database, awa)
    async with database.transaction() as db:
        (await db.get_one(Person, awa.id)).reachable = False
    async with database.transaction() as db:
        done = await questions.answer(db, khady, question.id, "Oui.", now=NOW)
        assert not done.reachable
        assert len((await questions.thread(db, khady, question.id)).messages) == 2


async def test_one_topic_for_each_person_and_group(database: Database) -> None:
    awa, _ = await two(database, group=True)
    async with database.transaction() as db:
        assert await questions.without_topic(db, awa) == [], "this group has no topics"
        (await db.get_one(OrganisersGroup, GROUP)).topics = True
        await db.flush()
        assert await questions.without_topic(db, awa) == [GROUP]
        await questions.keep_topic(db, GROUP, awa, 7)
        await questions.keep_topic(db, GROUP, awa, 8)
        assert await questions.without_topic(db, awa) == []
        assert (await db.scalars(select(QuestionTopic.thread_id))).one() == 7


async def test_what_was_written_is_forgotten_a_year_after_the_last_word(database: Database) -> None:
    awa, khady = await two(database)
    question = await asked(database, awa)
    later = NOW + timedelta(days=200)
    async with database.transaction() as db:
        await questions.answer(db, khady, question.id, "Oui.", now=later)
        assert len((await my_data.everything(db, await db.get_one(Person, awa.id))).questions) == 2
    for now, left in ((NOW + timedelta(days=366), 2), (later + timedelta(days=366), 0)):
        async with database.transaction() as db:
            await retention.forget_leftovers(db, now=now)
            texts = await db.scalars(select(QuestionMessage.text).where(QuestionMessage.text.is_not(None)))
            assert len(texts.all()) == left
