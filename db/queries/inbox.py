"""The inbox: raw updates from the wire to the page. Times here are machine time, in UTC.

received -> applied (committed with the effects) -> shown. `quarantined` after too many failures.
"""

from datetime import datetime, timedelta

from sqlalchemy import Select, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import InboxState, InboxUpdate
from db.queries.upsert import insert_once

LEASE = timedelta(seconds=20)
"""How long the process that applied an update has to show its page before another one shows it."""


async def receive(db: AsyncSession, update_id: int, chat_id: int, payload: str, machine: datetime) -> bool:
    """Keep a raw update; whether it is new (Telegram repeats what was not acknowledged)."""
    return await insert_once(
        db, InboxUpdate, update_id=update_id, chat_id=chat_id, payload=payload, received_machine=machine
    )


async def waiting_chats(db: AsyncSession, machine: datetime, limit: int = 200) -> list[int]:
    """Chats with something to do: an update to apply, or a page that its process never got to show."""
    orphan = (InboxUpdate.state == InboxState.APPLIED) & (InboxUpdate.lease_machine < machine)
    due = (InboxUpdate.state == InboxState.RECEIVED) & (
        or_(InboxUpdate.lease_machine.is_(None), InboxUpdate.lease_machine < machine)
    )
    oldest = func.min(InboxUpdate.update_id)
    found = await db.scalars(
        select(InboxUpdate.chat_id).where(or_(due, orphan)).group_by(InboxUpdate.chat_id).order_by(oldest).limit(limit)
    )
    return list(found)


async def oldest(db: AsyncSession, chat_id: int) -> InboxUpdate | None:
    """The chat's oldest update that was not applied, without a lock."""
    return (await db.scalars(_oldest_received(chat_id))).first()


async def take(db: AsyncSession, chat_id: int, update_id: int) -> bool:
    """Lock the chat's oldest unapplied update; whether it is still `update_id` (else another process did it)."""
    found = (await db.scalars(_oldest_received(chat_id).with_for_update())).first()
    return found is not None and found.update_id == update_id


async def apply(db: AsyncSession, update_id: int, machine: datetime, *, blank: bool) -> None:
    """Mark as applied, in the transaction of its effects; `blank` also forgets its content there and then."""
    values: dict[str, object] = {"state": InboxState.APPLIED, "lease_machine": machine + LEASE}
    if blank:
        values["payload"] = None
    await db.execute(update(InboxUpdate).where(InboxUpdate.update_id == update_id).values(**values))


async def finish(db: AsyncSession, update_id: int) -> None:
    """The page was shown (or there was none to show): all that is kept is that this update was seen."""
    done = {"state": InboxState.SHOWN, "lease_machine": None, "payload": None, "chat_id": 0}
    await db.execute(update(InboxUpdate).where(InboxUpdate.update_id == update_id).values(**done))


async def fail(db: AsyncSession, update_id: int, incident: str, retry_at: datetime, *, give_up_after: int) -> bool:
    """Count a failure of an unapplied update; whether it is now quarantined instead of tried again."""
    row = await db.get(InboxUpdate, update_id, with_for_update=True)
    if row is None or row.state is not InboxState.RECEIVED:
        return False
    row.attempts += 1
    row.incident = incident
    row.lease_machine = retry_at
    if row.attempts >= give_up_after:
        row.state, row.payload = InboxState.QUARANTINED, None
    return row.state is InboxState.QUARANTINED


async def orphans(db: AsyncSession, chat_id: int, machine: datetime) -> list[int]:
    """Updates of this chat that were applied but whose page was never shown; they become ours to show."""
    stranded = (
        (InboxUpdate.chat_id == chat_id)
        & (InboxUpdate.state == InboxState.APPLIED)
        & (InboxUpdate.lease_machine < machine)
    )
    found = await db.scalars(
        update(InboxUpdate).where(stranded).values(lease_machine=machine + LEASE).returning(InboxUpdate.update_id)
    )
    return list(found)


async def depth(db: AsyncSession) -> int:
    """How many updates wait to be applied."""
    count = await db.scalar(select(func.count()).where(InboxUpdate.state == InboxState.RECEIVED))
    return int(count or 0)


async def purge(db: AsyncSession, before: datetime) -> None:
    """Forget shown updates received before `before` (machine time)."""
    old = (InboxUpdate.state == InboxState.SHOWN) & (InboxUpdate.received_machine < before)
    await db.execute(delete(InboxUpdate).where(old))


def _oldest_received(chat_id: int) -> Select[InboxUpdate]:
    return (
        select(InboxUpdate)
        .where(InboxUpdate.chat_id == chat_id, InboxUpdate.state == InboxState.RECEIVED)
        .order_by(InboxUpdate.update_id)
        .limit(1)
    )
