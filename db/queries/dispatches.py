"""Ways through the recipients of an announcement: their messages as outbox rows, counted, paused, tried again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    CursorResult,
    Insert,
    Select,
    String,
    Update,
    case,
    cast,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.models import Dispatch, DispatchKind, DispatchState, Lane, OutboxMessage, OutboxState, Person
from db.queries.announcements import reachable
from db.queries.upsert import insert_for

UNSETTLED = (OutboxState.PENDING, OutboxState.HELD, OutboxState.CLAIMED, OutboxState.SENDING)
"""States of a message that is still to be sent, or on its way."""


LEFT = "left the audience"
"""Why a message was not sent to somebody who was not among its recipients any more."""


@dataclass(frozen=True)
class Delivery:
    """Every recipient's message: the same payload, under keys that begin alike."""

    announcement_id: int
    dispatch_id: int
    kind: str
    payload: dict[str, object]
    due_at: datetime
    now: datetime


async def locked(db: AsyncSession, dispatch_id: int) -> Dispatch | None:
    """The dispatch, locked until the end of the transaction and read afresh."""
    wanted = select(Dispatch).where(Dispatch.id == dispatch_id).with_for_update(key_share=True)
    return (await db.scalars(wanted.execution_options(populate_existing=True))).one_or_none()


async def of(db: AsyncSession, announcement_id: int, kind: DispatchKind | None = None) -> Dispatch | None:
    """The latest dispatch of an announcement, of one kind or of any."""
    wanted = select(Dispatch).where(Dispatch.announcement_id == announcement_id)
    if kind is not None:
        wanted = wanted.where(Dispatch.kind == kind)
    return (await db.scalars(wanted.order_by(Dispatch.id.desc()).limit(1))).first()


async def every(db: AsyncSession, announcement_id: int, kind: DispatchKind) -> Sequence[Dispatch]:
    """The dispatches of an announcement of one kind, the first one first."""
    theirs = (Dispatch.announcement_id == announcement_id) & (Dispatch.kind == kind)
    return (await db.scalars(select(Dispatch).where(theirs).order_by(Dispatch.id))).all()


async def deliver(db: AsyncSession, what: Delivery, recipients: Select[Person]) -> int:
    """Owe the announcement to all of them, once each; whom nothing reaches is unreachable from the start. How many."""
    table = OutboxMessage.__table__.c
    pending, lost = (literal(s, table.state.type) for s in (OutboxState.PENDING, OutboxState.UNREACHABLE))
    columns: dict[str, ColumnElement[Any]] = {
        "key": literal(f"announcement:{what.announcement_id}:").concat(cast(Person.id, String)),
        "person_id": Person.__table__.c.id,
        "kind": literal(what.kind),
        "payload": literal(what.payload, JSON()),
        "dispatch_id": literal(what.dispatch_id),
        "lane": literal(int(Lane.BULK)),
        "state": case((reachable(), pending), else_=lost),
        "due_at": literal(what.due_at, table.due_at.type),
        "settled_at": case((reachable(), None), else_=literal(what.now, table.settled_at.type)),
    }
    # Looked for first: a conflict costs PostgreSQL a number each, and latecomers are looked for all the time.
    owed = select(OutboxMessage.id).where(OutboxMessage.key == columns["key"]).correlate(Person)
    rows = recipients.where(~owed.exists()).with_only_columns(*columns.values())
    return await _rows(db, insert_for(db, OutboxMessage).from_select(list(columns), rows).on_conflict_do_nothing())


async def revive(db: AsyncSession, what: Delivery, recipients: Select[Person]) -> int:
    """Owe it to those of them whom nothing reached, or who had left its audience, and who are back; how many."""
    left = (OutboxMessage.state == OutboxState.CANCELLED) & (OutboxMessage.last_error == LEFT)
    lost = (OutboxMessage.state == OutboxState.UNREACHABLE) | left
    back = recipients.where(reachable()).with_only_columns(Person.__table__.c.id)
    theirs = (OutboxMessage.dispatch_id == what.dispatch_id) & lost & OutboxMessage.person_id.in_(back)
    fresh = {"state": OutboxState.PENDING, "due_at": what.due_at, "settled_at": None, "last_error": None, "attempt": 0}
    return await _rows(db, update(OutboxMessage).where(theirs).values(**fresh))


async def under_way(db: AsyncSession) -> Sequence[int]:
    """Dispatches with something left to send, or with a line that does not show their end yet."""
    running = Dispatch.state.in_((DispatchState.RUNNING, DispatchState.PAUSED))
    wanted = select(Dispatch.id).where(running | Dispatch.progress_message_id.is_not(None))
    return (await db.scalars(wanted.order_by(Dispatch.id))).all()


async def note_line(db: AsyncSession, dispatch_id: int, message_id: int) -> None:
    """The progress is shown in this message from now on."""
    statement = update(Dispatch).where(Dispatch.id == dispatch_id).values(progress_message_id=message_id)
    await db.execute(statement.execution_options(synchronize_session=False))


async def doubt_line(db: AsyncSession, dispatch_id: int, message_id: int) -> None:
    """The progress is in this message, and what that message says is unknown."""
    values = {"progress_message_id": message_id, "progress_shown": None}
    statement = update(Dispatch).where(Dispatch.id == dispatch_id).values(**values)
    await db.execute(statement.execution_options(synchronize_session=False))


async def forget_shown(db: AsyncSession, dispatch_id: int) -> None:
    """What the progress line says is unknown."""
    statement = update(Dispatch).where(Dispatch.id == dispatch_id).values(progress_shown=None)
    await db.execute(statement.execution_options(synchronize_session=False))


async def close_line(db: AsyncSession, dispatch_id: int, shown: str) -> None:
    """It is over, and its line says so: that message is not edited again, as another page may follow in it."""
    last = (Dispatch.id == dispatch_id) & (Dispatch.progress_shown == shown)
    statement = update(Dispatch).where(last).values(progress_message_id=None)
    await db.execute(statement.execution_options(synchronize_session=False))


async def forget_line(db: AsyncSession, person_id: int, message_id: int) -> None:
    """No progress is shown in this message of somebody's chat."""
    theirs = (Dispatch.shown_to_id == person_id) & (Dispatch.progress_message_id == message_id)
    statement = update(Dispatch).where(theirs).values(progress_message_id=None)
    await db.execute(statement.execution_options(synchronize_session=False))


async def swap_shown(db: AsyncSession, dispatch_id: int, before: str | None, after: str | None) -> bool:
    """Note what the progress line shows; False when another process changed it since it was read."""
    statement = (
        update(Dispatch)
        .where(Dispatch.id == dispatch_id, Dispatch.progress_shown.is_not_distinct_from(before))
        .values(progress_shown=after)
    )
    return bool(await _rows(db, statement))


async def move(
    db: AsyncSession, dispatch_id: int, before: Collection[OutboxState], after: OutboxState, **values: Any
) -> int:
    """Put the messages of a dispatch that are in one of these states into another one; how many."""
    theirs = (OutboxMessage.dispatch_id == dispatch_id) & OutboxMessage.state.in_(before)
    return await _rows(db, update(OutboxMessage).where(theirs).values(state=after, **values))


async def has_received(db: AsyncSession, announcement_id: int, person_id: int) -> bool:
    """Whether an announcement reached somebody, perhaps: a press may come before its outcome is written."""
    sent = OutboxMessage.state.in_((OutboxState.SENT, OutboxState.UNCERTAIN, OutboxState.SENDING))
    return await _has(db, announcement_id, person_id, DispatchKind.SENDING, sent)


async def is_recalled_from(db: AsyncSession, announcement_id: int, person_id: int) -> bool:
    """Whether it was deleted from somebody's conversation, or is about to be."""
    return await _has(db, announcement_id, person_id, DispatchKind.RECALL, OutboxMessage.state.in_(_RECALLED))


def recalled(original: type[OutboxMessage]) -> ColumnElement[bool]:
    """Whether a message was deleted from its conversation, or is about to be."""
    change = aliased(OutboxMessage)
    recall = select(change.id).join(Dispatch, Dispatch.id == change.dispatch_id)
    mine = (change.original_id == original.id) & change.state.in_(_RECALLED)
    return recall.where(mine, Dispatch.kind == DispatchKind.RECALL).correlate(original).exists()


async def _has(
    db: AsyncSession, announcement_id: int, person_id: int, kind: DispatchKind, condition: ColumnElement[bool]
) -> bool:
    theirs = (Dispatch.announcement_id == announcement_id) & (Dispatch.kind == kind)
    found = select(OutboxMessage.id).join(Dispatch, Dispatch.id == OutboxMessage.dispatch_id)
    return await db.scalar(found.where(theirs, OutboxMessage.person_id == person_id, condition).limit(1)) is not None


_RECALLED = (OutboxState.SENT, OutboxState.UNCERTAIN, *UNSETTLED)
"""States of a recall's message after which, or soon after, the announcement is in that conversation no more."""


async def _rows(db: AsyncSession, change: Insert | Update) -> int:
    """Make a change; how many rows it met."""
    result = await db.execute(change.execution_options(synchronize_session=False))
    assert isinstance(result, CursorResult)
    return int(result.rowcount)


@dataclass(frozen=True)
class Amendment:
    """What happens to every message that arrived: an edit, or its deletion."""

    dispatch_id: int
    kind: str
    payload: dict[str, object]
    due_at: datetime


async def amend(db: AsyncSession, dispatch_id: int, what: Amendment, *, sent_after: datetime | None) -> int:
    """Owe this for each message of a dispatch that arrived, after an instant if one is given; how many.

    What was recalled is not there to be changed.
    """
    table = OutboxMessage.__table__.c
    original = aliased(OutboxMessage)
    columns: dict[str, Any] = {
        "key": literal(f"amendment:{what.dispatch_id}:").concat(cast(original.id, String)),
        "person_id": original.person_id,
        "kind": literal(what.kind),
        "payload": literal(what.payload, JSON()),
        "dispatch_id": literal(what.dispatch_id),
        "original_id": original.id,
        "lane": literal(int(Lane.BULK)),
        "state": literal(OutboxState.PENDING, table.state.type),
        "due_at": literal(what.due_at, table.due_at.type),
    }
    arrived = (original.state == OutboxState.SENT) & original.message_id.is_not(None) & ~recalled(original)
    wanted = select(*columns.values()).where(original.dispatch_id == dispatch_id, arrived)
    if sent_after is not None:
        wanted = wanted.where(original.settled_at > sent_after)
    statement = insert_for(db, OutboxMessage).from_select(list(columns), wanted).on_conflict_do_nothing()
    await db.execute(statement)
    counted = select(func.count()).where(OutboxMessage.dispatch_id == what.dispatch_id)
    return await db.scalar(counted) or 0


async def in_doubt(db: AsyncSession, dispatch_id: int) -> int:
    """How many messages of a dispatch may have arrived and have no number by which they could be changed."""
    unknown = (OutboxMessage.state == OutboxState.UNCERTAIN) | (
        (OutboxMessage.state == OutboxState.SENT) & OutboxMessage.message_id.is_(None)
    )
    found = await db.scalar(select(func.count()).where(OutboxMessage.dispatch_id == dispatch_id, unknown))
    return int(found or 0)
