"""The tick that asks again who was present and has not answered, on the days that the questionnaire says."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Evaluation, TrainingSession
from db.queries import evaluation as queries
from training import outbox, quiet, timing
from training.notices import EvaluationChased


async def due(db: AsyncSession, *, now: datetime) -> int:
    """The tick that asks again who was present and is silent; how many messages are owed.

    After an outage it asks once, not as often as it should have, and not at all in the quiet hours before the close.
    """
    owed = 0
    for evaluation in await queries.to_ask_again(db, now):
        session = await db.get_one(TrainingSession, evaluation.session_id)
        evaluation.asks_again_at = timing.asks_next(session, evaluation.questionnaire, now)
        expires_at = evaluation.asks_again_at or evaluation.closes_at
        due_at = quiet.shift(now, session.zone)
        if due_at < expires_at:
            owed += await _chase(db, evaluation, due_at, expires_at)
    return owed


async def _chase(db: AsyncSession, evaluation: Evaluation, due_at: datetime, expires_at: datetime) -> int:
    """Owed once at most for each moment at which it expires: the next time, or the close."""
    people = await queries.silent_people(db, evaluation)
    chase = dict.fromkeys(people, EvaluationChased(evaluation.id))
    key = f"evaluation-again:{evaluation.id}:{expires_at:%Y%m%d}"
    await outbox.owe_all(db, chase, key=key, due_at=due_at, expires_at=expires_at)
    return len(people)
