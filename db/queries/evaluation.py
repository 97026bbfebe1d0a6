"""Evaluations: what is open, for whom, what was answered. `now` is programme time."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CursorResult, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Attendance,
    Dialog,
    Evaluation,
    EvaluationAnswers,
    EvaluationComment,
    EvaluationDraft,
    EvaluationReceipt,
    EvaluationState,
    Registration,
    Seat,
    SessionState,
    TrainingSession,
)

TAKES_PLACE = (SessionState.OPEN, SessionState.CLOSED, SessionState.FINISHED)


async def of_session(db: AsyncSession, session_id: int, questionnaire: str = "hot") -> Evaluation | None:
    wanted = (Evaluation.session_id == session_id) & (Evaluation.questionnaire == questionnaire)
    return (await db.scalars(select(Evaluation).where(wanted))).one_or_none()


async def all_of_session(db: AsyncSession, session_id: int) -> Sequence[Evaluation]:
    return (await db.scalars(select(Evaluation).where(Evaluation.session_id == session_id))).all()


async def lock(db: AsyncSession, evaluation_id: int, *, to_close: bool) -> Evaluation | None:
    """The evaluation, read afresh and locked: shared by those who answer, alone for the close.

    So an answer is either in before the close rewrites everything, or finds the evaluation closed.
    """
    locked = select(Evaluation).where(Evaluation.id == evaluation_id).with_for_update(read=not to_close)
    return (await db.scalars(locked.execution_options(populate_existing=True))).one_or_none()


async def lock_of_session(db: AsyncSession, session_id: int, questionnaire: str) -> Evaluation | None:
    """A session's evaluation, read afresh and locked alone, to open it."""
    wanted = (Evaluation.session_id == session_id) & (Evaluation.questionnaire == questionnaire)
    locked = select(Evaluation).where(wanted).with_for_update()
    return (await db.scalars(locked.execution_options(populate_existing=True))).one_or_none()


async def lock_all_of_session(db: AsyncSession, session_id: int) -> Sequence[Evaluation]:
    """All of a session's evaluations, read afresh and locked, shared with those who answer or mark."""
    locked = select(Evaluation).where(Evaluation.session_id == session_id).order_by(Evaluation.id)
    locked = locked.with_for_update(read=True).execution_options(populate_existing=True)
    return (await db.scalars(locked)).all()


async def to_open(db: AsyncSession, now: datetime) -> Sequence[Evaluation]:
    """Evaluations that are due to open, of sessions that took place; what another process holds is left out."""
    due = (Evaluation.state == EvaluationState.SCHEDULED) & (Evaluation.opens_at <= now) & (Evaluation.closes_at > now)
    wanted = select(Evaluation).join(TrainingSession, TrainingSession.id == Evaluation.session_id)
    wanted = wanted.where(due, TrainingSession.state.in_(TAKES_PLACE)).order_by(Evaluation.opens_at)
    locked = wanted.with_for_update(of=Evaluation, skip_locked=True).execution_options(populate_existing=True)
    return (await db.scalars(locked)).all()


async def to_ask_again(db: AsyncSession, now: datetime) -> Sequence[Evaluation]:
    """Open evaluations of which it is time to remind people; what another process holds is left out."""
    due = (Evaluation.asks_again_at <= now) & (Evaluation.state == EvaluationState.OPEN) & (Evaluation.closes_at > now)
    locked = select(Evaluation).where(due).order_by(Evaluation.asks_again_at)
    locked = locked.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    return (await db.scalars(locked)).all()


async def to_close(db: AsyncSession, now: datetime) -> list[int]:
    """Evaluations whose time is over but that are not closed."""
    unclosed = Evaluation.state.in_((EvaluationState.SCHEDULED, EvaluationState.OPEN))
    wanted = select(Evaluation.id).where(unclosed, Evaluation.closes_at <= now)
    return list(await db.scalars(wanted.order_by(Evaluation.closes_at)))


async def unscrubbed(db: AsyncSession) -> list[int]:
    """Evaluations that are closed, while the files may still hold what the close deleted."""
    wanted = select(Evaluation.id).where(Evaluation.state == EvaluationState.CLOSED, Evaluation.scrubbed.is_(False))
    return list(await db.scalars(wanted))


async def note_scrubbed(db: AsyncSession, evaluation_ids: Sequence[int]) -> None:
    """The files hold nothing any more of what these deleted at their close."""
    await db.execute(update(Evaluation).where(Evaluation.id.in_(evaluation_ids)).values(scrubbed=True))


async def count_turn(db: AsyncSession, turns: int) -> int:
    """Count one more turn of the WAL for evaluations scrubbed less than `turns` turns ago; how many there are."""
    wanted = update(Evaluation).where(Evaluation.scrubbed, Evaluation.wal_turns < turns)
    counted = wanted.values(wal_turns=Evaluation.wal_turns + 1).execution_options(synchronize_session=False)
    result = await db.execute(counted)
    assert isinstance(result, CursorResult)
    return result.rowcount


async def present_people(db: AsyncSession, session_id: int) -> list[int]:
    """Who has a seat and was marked present at one half-day at least, by id."""
    there = (Attendance.session_id == session_id) & Attendance.present
    seat = (Registration.session_id == Attendance.session_id) & (Registration.person_id == Attendance.person_id)
    wanted = select(Attendance.person_id).join(Registration, seat).where(there, Registration.seat == Seat.SEATED)
    return list(await db.scalars(wanted.distinct().order_by(Attendance.person_id)))


async def silent_people(db: AsyncSession, evaluation: Evaluation) -> list[int]:
    """Who was present (ids) and has neither sent answers nor declined."""
    wanted = select(EvaluationReceipt.person_id).where(EvaluationReceipt.evaluation_id == evaluation.id)
    heard = set(await db.scalars(wanted))
    return [person_id for person_id in await present_people(db, evaluation.session_id) if person_id not in heard]


async def was_present(db: AsyncSession, session_id: int, person_id: int) -> bool:
    """Whether this person has a seat and was marked present at one half-day at least."""
    mine = (Attendance.session_id == session_id) & (Attendance.person_id == person_id) & Attendance.present
    seat = (Registration.session_id == session_id) & (Registration.person_id == person_id)
    wanted = select(Attendance.person_id).join(Registration, seat & (Registration.seat == Seat.SEATED)).where(mine)
    return (await db.scalars(wanted.limit(1))).first() is not None


async def draft(db: AsyncSession, key: str) -> EvaluationDraft | None:
    """The draft under this key, read afresh."""
    return await db.get(EvaluationDraft, key, populate_existing=True)


async def drafts(db: AsyncSession, evaluation_id: int) -> Sequence[EvaluationDraft]:
    return (await db.scalars(select(EvaluationDraft).where(EvaluationDraft.evaluation_id == evaluation_id))).all()


async def comments(db: AsyncSession, evaluation_id: int) -> list[str]:
    wanted = select(EvaluationComment.text).where(EvaluationComment.evaluation_id == evaluation_id)
    return list(await db.scalars(wanted))


async def answers(db: AsyncSession, evaluation_id: int) -> list[dict[str, int | None]]:
    """The rewritten answers, after the close."""
    wanted = select(EvaluationAnswers.answers).where(EvaluationAnswers.evaluation_id == evaluation_id)
    return list(await db.scalars(wanted))


async def receipt(db: AsyncSession, person_id: int, evaluation_id: int) -> EvaluationReceipt | None:
    mine = (EvaluationReceipt.person_id == person_id) & (EvaluationReceipt.evaluation_id == evaluation_id)
    return (await db.scalars(select(EvaluationReceipt).where(mine))).one_or_none()


async def receipts(db: AsyncSession, person_id: int) -> Sequence[tuple[EvaluationReceipt, Evaluation, TrainingSession]]:
    """What is kept of this person's evaluations, with the session each was about."""
    wanted = (
        select(EvaluationReceipt, Evaluation, TrainingSession)
        .join(Evaluation, Evaluation.id == EvaluationReceipt.evaluation_id)
        .join(TrainingSession, TrainingSession.id == Evaluation.session_id)
        .where(EvaluationReceipt.person_id == person_id)
        .order_by(TrainingSession.starts_at, Evaluation.opens_at)
    )
    return [(receipt, evaluation, session) for receipt, evaluation, session in await db.execute(wanted)]


async def forget_conversations(db: AsyncSession, evaluation_id: int) -> None:
    """Forget who was in the middle of answering: it would link a partial answer to a person."""
    of_this = Dialog.answers["evaluation"].as_integer() == evaluation_id
    await db.execute(
        delete(Dialog).where(Dialog.flow == "evaluation", of_this).execution_options(synchronize_session=False)
    )


async def replace_everything(
    db: AsyncSession, evaluation_id: int, ratings: list[dict[str, object]], comments: list[dict[str, object]]
) -> None:
    """Delete drafts and comments, then insert these rows in this very order."""
    await db.execute(delete(EvaluationDraft).where(EvaluationDraft.evaluation_id == evaluation_id))
    await db.execute(delete(EvaluationComment).where(EvaluationComment.evaluation_id == evaluation_id))
    if ratings:
        await db.execute(insert(EvaluationAnswers), ratings)
    if comments:
        await db.execute(insert(EvaluationComment), comments)
