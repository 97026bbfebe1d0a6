"""What is owed about questionnaires: that one is open, that it is still open."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.language import Words
from bot.views import notices
from bot.views.page import Page
from db.models import Evaluation, Person, TrainingSession
from db.queries import evaluation as evaluations
from db.queries import programme
from db.queries.outbox import Claimed
from training import evaluation, feedback_desk, questionnaires
from training.notices import EvaluationChased, EvaluationOpened


async def opened(db: AsyncSession, row: Claimed, person: Person, t: Words, now: datetime) -> Page | None:
    """The questionnaire's own opening."""
    found = await _awaited(db, EvaluationOpened.unpack(row.payload).evaluation_id, person, now)
    if found is None:
        return None
    awaited, session = found
    opening = questionnaires.load(awaited.questionnaire).opened(session.code)
    return notices.evaluation_opened(t, awaited.id, opening)


class Again:
    """Says how many questions are left to this person, which only the server's secret can find."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    async def __call__(self, db: AsyncSession, row: Claimed, person: Person, t: Words, now: datetime, /) -> Page | None:
        """Void as the opening is, and for who wants no reminders."""
        found = await _awaited(db, EvaluationChased.unpack(row.payload).evaluation_id, person, now)
        if found is None or not person.reminders:
            return None
        awaited, session = found
        left, total = await feedback_desk.left(db, person.id, awaited, self._secret)
        return notices.evaluation_again(t, session, awaited, left, begun=left < total)


async def _awaited(
    db: AsyncSession, evaluation_id: int, person: Person, now: datetime
) -> tuple[Evaluation, TrainingSession] | None:
    """None once the evaluation is over, when the person has answered or declined, or was not there after all."""
    found = await db.get(Evaluation, evaluation_id)
    if found is None or not evaluation.is_open(found, now):
        return None
    session = await programme.find(db, found.session_id)
    if session is None or await evaluations.receipt(db, person.id, found.id):
        return None
    return (found, session) if await evaluations.was_present(db, session.id, person.id) else None
