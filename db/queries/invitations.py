"""Codes that let somebody in."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Invitation, InvitationKind


def _can_be_used(now: datetime) -> ColumnElement[bool]:
    left = or_(Invitation.max_uses.is_(None), Invitation.uses < Invitation.max_uses)
    return and_(Invitation.revoked_at.is_(None), Invitation.expires_at > now, left)


async def by_hash(db: AsyncSession, code_hash: str) -> Invitation | None:
    """The invitation whose code has this hash, usable or not."""
    return await db.scalar(select(Invitation).where(Invitation.code_hash == code_hash))


async def count_use(db: AsyncSession, code_hash: str, now: datetime) -> Invitation | None:
    """Count one use if one is left; None otherwise. One statement: the second of two at once sees the first's count."""
    statement = (
        update(Invitation)
        .where(Invitation.code_hash == code_hash, _can_be_used(now))
        .values(uses=Invitation.uses + 1)
        .returning(Invitation)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return await db.scalar(statement)


async def lock(db: AsyncSession, invitation_id: int) -> Invitation | None:
    """One invitation, locked."""
    return await db.get(Invitation, invitation_id, with_for_update=True, populate_existing=True)


async def usable(db: AsyncSession, kinds: Sequence[InvitationKind], now: datetime) -> list[Invitation]:
    """Invitations of these kinds that can be used at `now`, newest first."""
    statement = select(Invitation).where(Invitation.kind.in_(kinds), _can_be_used(now))
    return list(await db.scalars(statement.order_by(Invitation.created_at.desc(), Invitation.id.desc())))
