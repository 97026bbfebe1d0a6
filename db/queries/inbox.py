"""The inbox: raw updates from the wire to the page. Times here are machine time, in UTC.

received -> applied (committed with the effects) -> shown. `quarantined` after too many failures.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import InboxState, InboxUpdate, Person, Screen
from db.queries.upsert import insert_for

LEASE = timedelta(seconds=20)
"""How long the process that applied an update has to show its page before another one shows it."""
AT_HAND = timedelta(seconds=1)
"""How long an update is left to the process that received it before any other one takes it."""
NO_SYNC = {"synchronize_session": False}


async def receive(db: AsyncSession, updates: Sequence[tuple[int, int, str]], machine: datetime) -> set[int]:
    """Keep raw updates (id, chat, content); the ids of the new ones: Telegram repeats what was not acknowledged."""
    rows = [
        {"update_id": update_id, "chat_id": chat_id, "payload": payload, "received_machine": machine}
        for update_id, chat_id, payload in updates
    ]
    statement = insert_for(db, InboxUpdate).on_conflict_do_nothing().returning(InboxUpdate.update_id)
    return set(await db.scalars(statement, rows))


async def waiting_chats(db: AsyncSession, machine: datetime, limit: int = 200) -> list[int]:
    """Chats with something that nobody does: an update to apply, or a page that its process never got to show."""
    orphan = (InboxUpdate.state == InboxState.APPLIED) & (InboxUpdate.lease_machine < machine)
    forgotten = InboxUpdate.lease_machine.is_(None) & (InboxUpdate.received_machine <= machine - AT_HAND)
    due = (InboxUpdate.state == InboxState.RECEIVED) & or_(forgotten, InboxUpdate.lease_machine < machine)
    oldest = func.min(InboxUpdate.update_id)
    found = await db.scalars(
        select(InboxUpdate.chat_id).where(or_(due, orphan)).group_by(InboxUpdate.chat_id).order_by(oldest).limit(limit)
    )
    return list(found)


async def oldest(db: AsyncSession, chat_id: int) -> InboxUpdate | None:
    """The chat's oldest update that was not applied, without a lock."""
    wanted = select(InboxUpdate).where(InboxUpdate.chat_id == chat_id, InboxUpdate.state == InboxState.RECEIVED)
    return (await db.scalars(wanted.order_by(InboxUpdate.update_id).limit(1))).first()


@dataclass(frozen=True)
class Taken:
    """What a turn begins with: who it is, and the last message with buttons in their chat."""

    person: Person | None
    screen: int | None


TAKE = (
    select(InboxUpdate.update_id)
    .where(InboxUpdate.chat_id == bindparam("chat"), InboxUpdate.state == InboxState.RECEIVED)
    .order_by(InboxUpdate.update_id)
    .limit(1)
    .with_for_update()
)
KNOWN = select(
    Person, select(Screen.message_id).where(Screen.chat_id == bindparam("chat")).scalar_subquery()
).select_from(select(literal(1).label("one")).subquery().outerjoin(Person, Person.telegram_id == bindparam("telegram")))
APPLY = (
    update(InboxUpdate)
    .where(InboxUpdate.update_id == bindparam("applied"))
    .values(state=InboxState.APPLIED, lease_machine=bindparam("lease"))
)
APPLY_BLANK = APPLY.values(payload=None)
"""Made once, as every update runs them: building a statement costs more than a small one's execution."""


async def take(db: AsyncSession, chat_id: int, update_id: int, telegram_id: int) -> Taken | None:
    """Lock the chat's oldest unapplied update; None when it is not `update_id` (another process did that one).

    The person is read by a second statement: who waited for the lock would see them, in the first one's snapshot, as
    they were before the other process committed.
    """
    if await db.scalar(TAKE, {"chat": chat_id}) != update_id:
        return None
    found = (await db.execute(KNOWN, {"telegram": telegram_id, "chat": chat_id})).one()
    return Taken(found[0], found[1])


async def apply(db: AsyncSession, update_id: int, machine: datetime, *, blank: bool) -> None:
    """Mark as applied, in the transaction of its effects; `blank` also forgets its content there and then."""
    values = {"applied": update_id, "lease": machine + LEASE}
    await db.execute(APPLY_BLANK if blank else APPLY, values, execution_options=NO_SYNC)


async def finish(db: AsyncSession, update_ids: Sequence[int]) -> None:
    """The pages were shown (or there was none to show): all that is kept is that they were seen."""
    done = {"state": InboxState.SHOWN, "lease_machine": None, "payload": None, "chat_id": 0}
    statement = update(InboxUpdate).where(InboxUpdate.update_id.in_(update_ids)).values(**done)
    await db.execute(statement, execution_options=NO_SYNC)


async def fail(db: AsyncSession, update_id: int, incident: str, machine: datetime, *, give_up_after: int) -> bool:
    """Count a failure of an unapplied update; whether it is now quarantined instead of tried again, later each time."""
    row = await db.get(InboxUpdate, update_id, with_for_update=True)
    if row is None or row.state is not InboxState.RECEIVED:
        return False
    row.lease_machine = machine + timedelta(seconds=2**row.attempts)
    row.attempts += 1
    row.incident = incident
    if row.attempts >= give_up_after:
        row.state, row.payload, row.chat_id = InboxState.QUARANTINED, None, 0
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
    """Forget updates that are done with, given up or not, and were received before `before` (machine time)."""
    done = InboxUpdate.state.in_((InboxState.SHOWN, InboxState.QUARANTINED))
    old = done & (InboxUpdate.received_machine < before)
    await db.execute(delete(InboxUpdate).where(old))
