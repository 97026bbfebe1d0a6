"""What became of the messages of a dispatch, for those who follow it: how fast, how well, whom it did not reach."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Acknowledgement, Dispatch, OutboxMessage, OutboxState, Person, Reference
from db.queries.dispatches import recalled

TRIED = (OutboxState.SENT, OutboxState.FAILED, OutboxState.UNCERTAIN)
"""States of a message that was put on the wire and is done with."""
LOST = (OutboxState.FAILED, OutboxState.UNCERTAIN)


@dataclass(frozen=True)
class Since:
    """Of the messages that were tried since an instant: when the first was due, how many, how many were lost."""

    begun_at: datetime | None
    tried: int
    lost: int


@dataclass(frozen=True)
class Arrived:
    """How many messages of a dispatch arrived and can be named to Telegram; the first and the last of them."""

    n: int
    first_at: datetime | None
    last_at: datetime | None


@dataclass(frozen=True)
class Line:
    """One recipient of a dispatch and what became of the message; `read`: they have acknowledged the announcement."""

    first_name: str | None
    last_name: str | None
    institution: str | None
    phone: str | None
    state: OutboxState
    error: str | None
    settled_at: datetime | None
    read: bool


async def counts(db: AsyncSession, dispatch_id: int) -> dict[OutboxState, int]:
    """How many messages of a dispatch are in each state, or were before they were forgotten."""
    kept = await db.scalar(select(Dispatch.forgotten).where(Dispatch.id == dispatch_id))
    if kept is not None:
        return {OutboxState(name): int(number) for name, number in kept["states"].items()}
    statement = (
        select(OutboxMessage.state, func.count())
        .where(OutboxMessage.dispatch_id == dispatch_id)
        .group_by(OutboxMessage.state)
    )
    return {state: int(count) for state, count in (await db.execute(statement)).all()}


async def since(db: AsyncSession, dispatch_id: int, instant: datetime) -> Since:
    """The messages of a dispatch that were tried since this instant."""
    lost = func.count().filter(OutboxMessage.state.in_(LOST))
    wanted = select(func.min(OutboxMessage.due_at), func.count(), lost).where(
        OutboxMessage.dispatch_id == dispatch_id,
        OutboxMessage.state.in_(TRIED),
        OutboxMessage.settled_at >= instant,
    )
    begun_at, tried, failed = (await db.execute(wanted)).one()
    return Since(begun_at, int(tried), int(failed))


async def latest(db: AsyncSession, dispatch_id: int, instant: datetime, limit: int) -> Sequence[OutboxState]:
    """The states of the messages that were tried last, the latest first."""
    wanted = (
        select(OutboxMessage.state)
        .where(
            OutboxMessage.dispatch_id == dispatch_id,
            OutboxMessage.state.in_(TRIED),
            OutboxMessage.settled_at >= instant,
        )
        .order_by(OutboxMessage.settled_at.desc(), OutboxMessage.id.desc())
        .limit(limit)
    )
    return (await db.scalars(wanted)).all()


async def errors(db: AsyncSession, dispatch_id: int) -> dict[str, int]:
    """Why messages of a dispatch failed, and how many for each reason."""
    wanted = (
        select(OutboxMessage.last_error, func.count())
        .where(OutboxMessage.dispatch_id == dispatch_id, OutboxMessage.state == OutboxState.FAILED)
        .group_by(OutboxMessage.last_error)
    )
    return {error or "": int(count) for error, count in (await db.execute(wanted)).all()}


async def arrived(db: AsyncSession, dispatch_id: int, sent_after: datetime | None = None) -> Arrived:
    """The messages of a dispatch that arrived and were not recalled, after an instant if one is given."""
    wanted = select(func.count(), func.min(OutboxMessage.settled_at), func.max(OutboxMessage.settled_at)).where(
        OutboxMessage.dispatch_id == dispatch_id,
        OutboxMessage.state == OutboxState.SENT,
        OutboxMessage.message_id.is_not(None),
        ~recalled(OutboxMessage),
    )
    if sent_after is not None:
        wanted = wanted.where(OutboxMessage.settled_at > sent_after)
    n, first_at, last_at = (await db.execute(wanted)).one()
    return Arrived(int(n), first_at, last_at)


async def lines(db: AsyncSession, dispatch_id: int, announcement_id: int) -> Sequence[Line]:
    """Every recipient of a dispatch, by name."""
    read = select(Acknowledgement.at).where(
        Acknowledgement.announcement_id == announcement_id, Acknowledgement.person_id == Person.id
    )
    wanted = (
        select(
            Person.first_name,
            Person.last_name,
            Reference.label,
            Person.phone,
            OutboxMessage.state,
            OutboxMessage.last_error,
            OutboxMessage.settled_at,
            read.exists(),
        )
        .join(Person, OutboxMessage.person_id == Person.id)
        .outerjoin(Reference, Reference.id == Person.institution_id)
        .where(OutboxMessage.dispatch_id == dispatch_id)
        .order_by(Person.last_name, Person.first_name, Person.id)
    )
    return [Line(*row) for row in (await db.execute(wanted)).all()]


async def people(db: AsyncSession, dispatch_id: int, states: Collection[OutboxState]) -> Sequence[Person]:
    """The people whose message is in one of these states, by name."""
    wanted = (
        select(Person)
        .join(OutboxMessage, OutboxMessage.person_id == Person.id)
        .where(OutboxMessage.dispatch_id == dispatch_id, OutboxMessage.state.in_(states))
        .order_by(Person.last_name, Person.first_name, Person.id)
    )
    return (await db.scalars(wanted)).all()
