"""What waits for somebody's answer. `now` is programme time."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Attendance, Evaluation, EvaluationReceipt, EvaluationState, Registration, Seat, TrainingSession


async def feedback_awaited(
    db: AsyncSession, person_id: int, now: datetime
) -> Sequence[tuple[Evaluation, TrainingSession]]:
    """Open evaluations of sessions where the person was present, neither answered nor declined; soonest close first."""
    there = exists().where(
        Attendance.session_id == Evaluation.session_id, Attendance.person_id == person_id, Attendance.present
    )
    done = exists().where(EvaluationReceipt.evaluation_id == Evaluation.id, EvaluationReceipt.person_id == person_id)
    mine = (Registration.session_id == Evaluation.session_id) & (Registration.person_id == person_id)
    wanted = (
        select(Evaluation, TrainingSession)
        .join(TrainingSession, TrainingSession.id == Evaluation.session_id)
        .join(Registration, mine & (Registration.seat == Seat.SEATED))
        .where(Evaluation.state == EvaluationState.OPEN, Evaluation.closes_at > now, there, ~done)
        .order_by(Evaluation.closes_at, Evaluation.id)
    )
    return [(evaluation, session) for evaluation, session in await db.execute(wanted)]
