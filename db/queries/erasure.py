"""What an erasure takes away, beside the person's own row."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Attendance,
    Evaluation,
    EvaluationDraft,
    EvaluationReceipt,
    EvaluationState,
    Nomination,
    PersonalLink,
    Replacement,
    Role,
    RoleGrant,
    Upload,
)

_ROLES = 0x524F4C45
"""The name of the lock under which the last administrator is counted."""


async def lock_roles(db: AsyncSession) -> None:
    """Two administrators who leave at once leave one after the other. SQLite's only writer is alone already."""
    if db.get_bind().dialect.name == "postgresql":
        await db.execute(select(func.pg_advisory_xact_lock(_ROLES)))


async def administrators(db: AsyncSession) -> Sequence[int]:
    """Who is an administrator, by id."""
    wanted = select(RoleGrant.person_id).where(RoleGrant.role == Role.ADMINISTRATOR).order_by(RoleGrant.person_id)
    return list(await db.scalars(wanted))


async def open_evaluations(db: AsyncSession, person_id: int) -> Sequence[Evaluation]:
    """Those that somebody may have answered, of sessions where they were marked, and that are not closed."""
    there = select(Attendance.session_id).where(Attendance.person_id == person_id)
    wanted = select(Evaluation).where(Evaluation.state == EvaluationState.OPEN, Evaluation.session_id.in_(there))
    return (await db.scalars(wanted)).all()


async def forget_answers(
    db: AsyncSession, person_id: int, evaluation_ids: Collection[int], keys: Collection[str]
) -> None:
    """Their drafts, and that they answered, of these evaluations."""
    await db.execute(delete(EvaluationDraft).where(EvaluationDraft.key.in_(keys)))
    theirs = delete(EvaluationReceipt).where(EvaluationReceipt.person_id == person_id)
    await db.execute(theirs.where(EvaluationReceipt.evaluation_id.in_(evaluation_ids)))


async def forget_what_names(db: AsyncSession, person_id: int) -> None:
    """Their roles, links and files; what lists and proposals say of them, here and where they came in."""
    for model in (RoleGrant, PersonalLink, Upload):
        await db.execute(delete(model).where(model.person_id == person_id))
    listed = update(Nomination).where(Nomination.person_id == person_id)
    await db.execute(listed.values(keys=[], phone=None))
    await db.execute(update(Replacement).where(Replacement.proposed_by_id == person_id).values(line=None))
