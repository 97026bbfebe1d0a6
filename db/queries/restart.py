"""The only process starts again: what the one before it held is nobody's, whatever its lease says."""

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from db.machine_time import machine_time
from db.models import InboxState, InboxUpdate, OutboxMessage, OutboxState


async def strand_all(db: AsyncSession) -> None:
    """End every lease: pages never shown are shown, messages claimed or on the wire are settled as overdue."""
    held = OutboxMessage.state.in_([OutboxState.CLAIMED, OutboxState.SENDING])
    await db.execute(update(OutboxMessage).where(held).values(lease_machine=machine_time(-1)))
    unshown = InboxUpdate.state == InboxState.APPLIED
    await db.execute(update(InboxUpdate).where(unshown).values(lease_machine=machine_time(-1)))
