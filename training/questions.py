"""Questions to the team: asked in private, answered in the organisers' group or in private, until they are closed.

A question is open until somebody closes it; what its person writes meanwhile belongs to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, Question, QuestionMessage, QuestionTopic, TrainingSession
from db.queries import identification, people
from db.queries import questions as queries
from db.queries.upsert import insert_once
from training import access, groups, journal, outbox, sessions
from training.errors import Forbidden, Gone, TrainingError
from training.notices import QuestionAnswered, QuestionAsked, QuestionWaits

MAX_TEXT = 1000
"""Characters of one message."""
UNANSWERED_MAX = 10
"""Messages that somebody may write before the team has answered."""


class TooMany(TrainingError):
    """The team has not answered yet, and enough was written."""


@dataclass(frozen=True)
class Thread:
    """A question and what was written, the newest first."""

    question: Question
    messages: Sequence[QuestionMessage]


@dataclass(frozen=True)
class Answered:
    """`reachable`: whether the bot can write to the person."""

    question: Question
    reachable: bool


async def ask(db: AsyncSession, person: Person | None, text: str, session_id: int, *, now: datetime) -> Question:
    """Write to the team, about a session or nothing in particular (0). Raises Gone for nobody, TooMany."""
    me = await people.lock(db, person.id) if person else None
    if me is None:
        raise Gone("person")
    about_it = await about(db, me, session_id, now=now)
    question = await queries.open_of(db, me.id) or await _open(db, me, about_it, now)
    if await queries.since_the_answer(db, question.id) >= UNANSWERED_MAX:
        raise TooMany
    question.answered = False
    written = await _write(db, question, me, text, now, from_team=False)
    await groups.tell(db, QuestionAsked(written.id), key=f"question:{written.id}", now=now)
    if not await queries.groups(db):
        notices = dict.fromkeys(await identification.organisers(db), QuestionWaits(question.id))
        await outbox.owe_all(db, notices, key=f"question_waits:{written.id}", due_at=now)
    journal.record(db, me.id, "question.asked", "question", question.id, now=now)
    return question


async def answer(db: AsyncSession, actor: Person | None, question_id: int, text: str, *, now: datetime) -> Answered:
    """An organiser answers, and the person is told; a closed question is open again. Raises Forbidden, Gone."""
    by = await access.organiser(db, actor)
    question = await _locked(db, question_id)
    question.answered, question.closed_at = True, None
    written = await _write(db, question, by, text, now, from_team=True)
    person = question.person
    notice, key = QuestionAnswered(question.id), f"question_answered:{written.id}"
    await outbox.owe(db, question.person_id, notice, key=key, due_at=now)
    journal.record(db, by.id, "question.answered", "question", question.id, now=now, person_id=question.person_id)
    return Answered(question, person.telegram_id is not None and person.reachable)


async def close(db: AsyncSession, actor: Person | None, question_id: int, *, now: datetime) -> Question:
    """It is over, says its person or an organiser; again is harmless. Raises Forbidden, Gone."""
    question = await _locked(db, question_id)
    if actor is None or actor.id != question.person_id:
        await access.organiser(db, actor)
    if question.closed_at is None:
        question.closed_at = now
        journal.record(db, actor.id if actor else None, "question.closed", "question", question.id, now=now)
    return question


async def mine(db: AsyncSession, person: Person | None, question_id: int) -> Thread:
    """A question of this person. Raises Gone for any other."""
    question = await queries.find(db, question_id)
    if question is None or person is None or question.person_id != person.id:
        raise Gone("question")
    return Thread(question, await queries.messages(db, question.id))


async def thread(db: AsyncSession, actor: Person | None, question_id: int) -> Thread:
    """A question, for organisers. Raises Forbidden, Gone."""
    await access.organiser(db, actor)
    question = await queries.find(db, question_id)
    if question is None:
        raise Gone("question")
    return Thread(question, await queries.messages(db, question.id))


async def unanswered(db: AsyncSession, actor: Person | None) -> Sequence[Question]:
    """What waits for the team, the longest waiting first, each with its person. Raises Forbidden."""
    await access.organiser(db, actor)
    return await queries.unanswered(db)


async def number_unanswered(db: AsyncSession, actor: Person | None) -> int:
    """Raises Forbidden."""
    await access.organiser(db, actor)
    return await queries.number_unanswered(db)


async def about(db: AsyncSession, person: Person | None, session_id: int, *, now: datetime) -> TrainingSession | None:
    """The session that a question may be about: one that this person may see; None for any other, and for 0."""
    try:
        return (await sessions.card(db, person, session_id, now=now)).session
    except (Forbidden, Gone):
        return None


async def without_topic(db: AsyncSession, person: Person) -> list[int]:
    """The organisers' groups (chat ids) that have topics, and none of this person's yet."""
    known = [group.chat_id for group in await queries.groups(db) if group.topics]
    return [chat_id for chat_id in known if await queries.topic(db, chat_id, person.id) is None]


async def keep_topic(db: AsyncSession, group_id: int, person: Person, thread_id: int) -> None:
    """Of two topics made at once, the first stays."""
    await insert_once(db, QuestionTopic, group_id=group_id, person_id=person.id, thread_id=thread_id)


async def _open(db: AsyncSession, person: Person, session: TrainingSession | None, now: datetime) -> Question:
    question = Question(person_id=person.id, session_id=session.id if session else None, opened_at=now)
    db.add(question)
    await db.flush()
    return question


async def _locked(db: AsyncSession, question_id: int) -> Question:
    question = await queries.find(db, question_id, lock=True)
    if question is None:
        raise Gone("question")
    return question


async def _write(
    db: AsyncSession, question: Question, author: Person, text: str, now: datetime, *, from_team: bool
) -> QuestionMessage:
    written = QuestionMessage(
        question_id=question.id, author_id=author.id, from_team=from_team, text=text, written_at=now
    )
    db.add(written)
    await db.flush()
    return written
