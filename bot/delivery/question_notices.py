"""What is owed about questions to the team, as pages. None where today's facts leave nothing to say."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.language import Words
from bot.views import questions as views
from bot.views.page import Page
from db.models import Person
from db.queries import questions as queries
from db.queries.outbox import Claimed
from training import access
from training.notices import QuestionAnswered, QuestionAsked, QuestionWaits


async def asked(db: AsyncSession, row: Claimed, t: Words, now: datetime) -> Page | None:
    """To a group, in the person's topic where it has one. Void once the text is forgotten."""
    found = await queries.message(db, QuestionAsked.unpack(row.payload).message_id)
    if found is None or found[0].text is None or row.group_id is None:
        return None
    written, question = found
    return views.posted(t, question, written.text or "", await queries.topic(db, row.group_id, question.person_id))


async def waits(db: AsyncSession, row: Claimed, person: Person, t: Words, now: datetime) -> Page | None:
    """Void once it is answered or closed, or when the addressee is an organiser no more."""
    question = await queries.find(db, QuestionWaits.unpack(row.payload).question_id)
    if question is None or question.answered or question.closed_at or not await access.roles(db, person):
        return None
    return views.waits(t, question)


async def answered(db: AsyncSession, row: Claimed, person: Person, t: Words, now: datetime) -> Page | None:
    question = await queries.find(db, QuestionAnswered.unpack(row.payload).question_id)
    return views.answered(t, question) if question and question.person_id == person.id else None
