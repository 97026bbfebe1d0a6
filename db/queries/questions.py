"""Questions to the team."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CursorResult, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from db.models import (
    OrganisersGroup,
    Person,
    Question,
    QuestionMessage,
    QuestionTopic,
)

WAITS = Question.closed_at.is_(None) & Question.answered.is_(False)


async def find(db: AsyncSession, question_id: int, *, lock: bool = False) -> Question | None:
    """One question with its session, its person and their corps, read afresh."""
    wanted = select(Question).where(Question.id == question_id)
    loaded = wanted.options(joinedload(Question.session), joinedload(Question.person).joinedload(Person.corps))
    if lock:
        loaded = loaded.with_for_update(of=Question)
    return (await db.scalars(loaded.execution_options(populate_existing=True))).unique().one_or_none()


async def open_of(db: AsyncSession, person_id: int) -> Question | None:
    """The question of somebody that is still open; their row is locked by who asks."""
    wanted = select(Question).where(Question.person_id == person_id, Question.closed_at.is_(None))
    return (await db.scalars(wanted.order_by(Question.id.desc()).limit(1))).one_or_none()


async def unanswered(db: AsyncSession) -> Sequence[Question]:
    """Those that wait for the team, the longest waiting first, with their people."""
    loaded = select(Question).options(
        joinedload(Question.session), joinedload(Question.person).joinedload(Person.corps)
    )
    return (await db.scalars(loaded.where(WAITS).order_by(Question.id))).unique().all()


async def number_unanswered(db: AsyncSession) -> int:
    return await db.scalar(select(func.count()).select_from(Question).where(WAITS)) or 0


async def messages(db: AsyncSession, question_id: int) -> Sequence[QuestionMessage]:
    """What was written, the newest first."""
    wanted = select(QuestionMessage).where(QuestionMessage.question_id == question_id)
    return (await db.scalars(wanted.order_by(QuestionMessage.id.desc()))).all()


async def message(db: AsyncSession, message_id: int) -> tuple[QuestionMessage, Question] | None:
    """One message with its question, whose session is loaded."""
    found = await db.get(QuestionMessage, message_id)
    question = await find(db, found.question_id) if found else None
    return (found, question) if found and question else None


async def since_the_answer(db: AsyncSession, question_id: int) -> int:
    """How many messages the person wrote since the team's last word."""
    last = select(func.max(QuestionMessage.id)).where(
        QuestionMessage.question_id == question_id, QuestionMessage.from_team.is_(True)
    )
    counted = select(func.count()).where(
        QuestionMessage.question_id == question_id, QuestionMessage.id > func.coalesce(last.scalar_subquery(), 0)
    )
    return await db.scalar(counted) or 0


async def of_person(db: AsyncSession, person_id: int) -> Sequence[tuple[Question, QuestionMessage]]:
    """Everything that was written in their questions, by time."""
    wanted = select(Question, QuestionMessage).join(QuestionMessage, QuestionMessage.question_id == Question.id)
    rows = await db.execute(wanted.where(Question.person_id == person_id).order_by(QuestionMessage.id))
    return [(question, written) for question, written in rows.all()]


async def groups(db: AsyncSession) -> Sequence[OrganisersGroup]:
    """Every group of the organisers."""
    return (await db.scalars(select(OrganisersGroup).order_by(OrganisersGroup.chat_id))).all()


async def topic(db: AsyncSession, group_id: int, person_id: int) -> int | None:
    """The topic of somebody in a group."""
    wanted = select(QuestionTopic.thread_id).where(QuestionTopic.group_id == group_id)
    return await db.scalar(wanted.where(QuestionTopic.person_id == person_id))


async def forget_texts(db: AsyncSession, before: datetime) -> int:
    """What was written in questions where nothing was since then; how many messages."""
    alive = exists().where(QuestionMessage.question_id == Question.id, QuestionMessage.written_at >= before)
    over = select(Question.id).where(~alive)
    return await _forget(db, over.scalar_subquery())


async def forget_texts_of(db: AsyncSession, person_id: int) -> int:
    """What was written in somebody's questions, and by them in others'."""
    theirs = select(Question.id).where(Question.person_id == person_id)
    return await _forget(db, theirs.scalar_subquery())


async def _forget(db: AsyncSession, question_ids: object) -> int:
    forgotten = update(QuestionMessage).where(
        QuestionMessage.text.is_not(None),
        QuestionMessage.question_id.in_(question_ids),  # type: ignore[arg-type]
    )
    result = await db.execute(forgotten.values(text=None), execution_options={"synchronize_session": False})
    assert isinstance(result, CursorResult)
    return result.rowcount
