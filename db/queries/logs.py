"""What was written to whom, once it is to be forgotten. `before` is programme time."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CursorResult, delete, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.models import Acknowledgement, Announcement, Dispatch, DispatchState, OutboxMessage

ENDED = (DispatchState.DONE, DispatchState.CANCELLED)


async def dispatches_over(db: AsyncSession, before: datetime, limit: int) -> Sequence[Dispatch]:
    """The dispatches of at most `limit` announcements all of which ended before, and are not forgotten yet; locked.

    Of an announcement that still reaches latecomers nothing is forgotten: all would be latecomers then.
    Those that edit or delete messages come before the sending that made these.
    """
    other = aliased(Dispatch)
    under_way = other.state.not_in(ENDED) | other.ended_at.is_(None) | (other.ended_at >= before)
    alive = exists().where(other.announcement_id == Dispatch.announcement_id, under_way)
    closed = select(Announcement.id).where(Announcement.reaches_latecomers.is_(False))
    over = Dispatch.forgotten.is_(None) & Dispatch.announcement_id.in_(closed) & ~alive
    wanted = select(Dispatch.announcement_id).where(over).distinct().limit(limit)
    ids = (await db.scalars(wanted)).all()
    theirs = select(Dispatch).where(Dispatch.announcement_id.in_(ids), Dispatch.forgotten.is_(None))
    return (await db.scalars(theirs.order_by(Dispatch.id.desc()).with_for_update())).all()


async def forget_messages_of(db: AsyncSession, dispatch: Dispatch) -> None:
    """Whom a dispatch was for; and who read its announcement."""
    await db.execute(delete(OutboxMessage).where(OutboxMessage.dispatch_id == dispatch.id))
    read = Acknowledgement.announcement_id == dispatch.announcement_id
    await db.execute(delete(Acknowledgement).where(read))


async def forget_messages(db: AsyncSession, before: datetime, limit: int) -> int:
    """Other messages that were settled before; how many, `limit` at most."""
    settled = (OutboxMessage.settled_at < before) & OutboxMessage.dispatch_id.is_(None)
    some = select(OutboxMessage.id).where(settled).order_by(OutboxMessage.id).limit(limit)
    result = await db.execute(delete(OutboxMessage).where(OutboxMessage.id.in_(some.scalar_subquery())))
    assert isinstance(result, CursorResult)
    return result.rowcount
