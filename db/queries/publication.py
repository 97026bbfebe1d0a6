"""Drafts that can be opened."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import SessionState, TrainingSession


async def number_of_drafts_ahead(db: AsyncSession, now: datetime) -> int:
    wanted = select(func.count()).select_from(TrainingSession)
    ahead = wanted.where(TrainingSession.state == SessionState.DRAFT, TrainingSession.starts_at > now)
    return await db.scalar(ahead) or 0


async def lock_drafts_ahead(db: AsyncSession, now: datetime) -> Sequence[TrainingSession]:
    """Drafts that have not started, locked in the order of their ids."""
    wanted = select(TrainingSession).where(TrainingSession.state == SessionState.DRAFT, TrainingSession.starts_at > now)
    locked = wanted.order_by(TrainingSession.id).with_for_update(of=TrainingSession, key_share=True)
    return (await db.scalars(locked.execution_options(populate_existing=True))).all()
