"""Announcements: their audience, their deliveries as outbox rows, and the line that shows their progress."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, CursorResult, Select, String, case, cast, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Announcement, AnnouncementState, Lane, OutboxMessage, OutboxState, Person, Registration, Seat
from db.queries.upsert import insert_for

UNSETTLED = (OutboxState.PENDING, OutboxState.CLAIMED, OutboxState.SENDING)
"""States of a message that is still to be sent, or on its way."""


@dataclass(frozen=True)
class Delivery:
    """Every recipient's message: the same payload, under keys that begin alike."""

    announcement_id: int
    kind: str
    payload: dict[str, object]
    due_at: datetime
    now: datetime


async def locked(db: AsyncSession, announcement_id: int) -> Announcement | None:
    """The announcement, locked until the end of the transaction and read afresh."""
    wanted = select(Announcement).where(Announcement.id == announcement_id).with_for_update(key_share=True)
    return (await db.scalars(wanted.execution_options(populate_existing=True))).one_or_none()


async def audience(db: AsyncSession, session_id: int, seats: Collection[Seat]) -> tuple[int, int]:
    """How many people with such a seat can be reached, and how many cannot."""
    reached = func.count().filter(_reachable())
    statement = _people(session_id, seats).with_only_columns(reached, func.count() - reached)
    found = (await db.execute(statement)).one()
    return int(found[0]), int(found[1])


async def deliver(db: AsyncSession, what: Delivery, session_id: int, seats: Collection[Seat]) -> None:
    """Owe the announcement to everybody with such a seat; whom nothing reaches is unreachable from the start."""
    table = OutboxMessage.__table__.c
    pending, lost = (literal(s, table.state.type) for s in (OutboxState.PENDING, OutboxState.UNREACHABLE))
    columns: dict[str, ColumnElement[Any]] = {
        "key": literal(f"announcement:{what.announcement_id}:").concat(cast(Person.id, String)),
        "person_id": Person.__table__.c.id,
        "kind": literal(what.kind),
        "payload": literal(what.payload, JSON()),
        "announcement_id": literal(what.announcement_id),
        "lane": literal(int(Lane.BULK)),
        "state": case((_reachable(), pending), else_=lost),
        "due_at": literal(what.due_at, table.due_at.type),
        "settled_at": case((_reachable(), None), else_=literal(what.now, table.settled_at.type)),
    }
    rows = _people(session_id, seats).with_only_columns(*columns.values())
    await db.execute(insert_for(db, OutboxMessage).from_select(list(columns), rows).on_conflict_do_nothing())


async def counts(db: AsyncSession, announcement_id: int) -> dict[OutboxState, int]:
    """How many messages of an announcement are in each state."""
    statement = (
        select(OutboxMessage.state, func.count())
        .where(OutboxMessage.announcement_id == announcement_id)
        .group_by(OutboxMessage.state)
    )
    return {state: int(count) for state, count in (await db.execute(statement)).all()}


async def recipients(db: AsyncSession, announcement_id: int, states: Collection[OutboxState]) -> Sequence[Person]:
    """The people whose message is in one of these states, by name."""
    statement = (
        select(Person)
        .join(OutboxMessage, OutboxMessage.person_id == Person.id)
        .where(OutboxMessage.announcement_id == announcement_id, OutboxMessage.state.in_(states))
        .order_by(Person.last_name, Person.first_name, Person.id)
    )
    return (await db.scalars(statement)).all()


async def under_way(db: AsyncSession) -> Sequence[int]:
    """Announcements with something left to send, or whose line could not be shown when they were done."""
    unshown = Announcement.progress_message_id.is_not(None) & Announcement.progress_shown.is_(None)
    last = (Announcement.state == AnnouncementState.DONE) & unshown
    wanted = select(Announcement.id).where((Announcement.state == AnnouncementState.SENDING) | last)
    return (await db.scalars(wanted.order_by(Announcement.id))).all()


async def note_line(db: AsyncSession, announcement_id: int, message_id: int) -> None:
    """The progress is shown in this message from now on."""
    statement = update(Announcement).where(Announcement.id == announcement_id).values(progress_message_id=message_id)
    await db.execute(statement.execution_options(synchronize_session=False))


async def swap_shown(db: AsyncSession, announcement_id: int, before: str | None, after: str | None) -> bool:
    """Note what the progress line shows; False when another process changed it since it was read."""
    statement = (
        update(Announcement)
        .where(Announcement.id == announcement_id, Announcement.progress_shown.is_not_distinct_from(before))
        .values(progress_shown=after)
        .execution_options(synchronize_session=False)
    )
    result = await db.execute(statement)
    assert isinstance(result, CursorResult)
    return bool(result.rowcount)


def _people(session_id: int, seats: Collection[Seat]) -> Select[Person]:
    there = (Registration.session_id == session_id) & Registration.seat.in_(seats)
    return select(Person).join(Registration, Registration.person_id == Person.id).where(there)


def _reachable() -> ColumnElement[bool]:
    return Person.telegram_id.is_not(None) & Person.reachable.is_(True)
