"""The only process starts again: what the one before it held is nobody's, whatever its lease says."""

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.machine_time import machine_time
from db.models import InboxState, InboxUpdate, Lease, OutboxMessage, OutboxState


async def strand_all(db: AsyncSession) -> None:
    """End every lease: roles are free, pages never shown are shown, what was claimed or on the wire is overdue."""
    held = OutboxMessage.state.in_([OutboxState.CLAIMED, OutboxState.SENDING])
    await db.execute(update(OutboxMessage).where(held).values(lease_machine=machine_time(-1)))
    await db.execute(delete(Lease))
    unshown = InboxUpdate.state == InboxState.APPLIED
    await db.execute(update(InboxUpdate).where(unshown).values(lease_machine=machine_time(-1)))
