"""Whom a change of a session concerns, and what they have answered."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager

from db.models import (
    ChangeKind,
    Intention,
    OutboxMessage,
    OutboxState,
    Registration,
    Seat,
    SessionChange,
    SessionState,
    TrainingSession,
)


@dataclass(frozen=True)
class Answers:
    """Of those who had a seat when the session moved: how many confirm, gave their seat up, have not answered."""

    confirmed: int
    declined: int
    silent: int


async def people(db: AsyncSession, session_id: int, seats: Collection[Seat]) -> list[int]:
    """The ids of who stands so to a session, in their order."""
    wanted = select(Registration.person_id).where(Registration.session_id == session_id, Registration.seat.in_(seats))
    return list(await db.scalars(wanted.order_by(Registration.person_id)))


async def registered(db: AsyncSession, session_id: int, seats: Collection[Seat]) -> Sequence[Registration]:
    """Who stands so to a session, with the person, the last in line first; read afresh."""
    wanted = select(Registration).join(Registration.person).options(contains_eager(Registration.person))
    these = wanted.where(Registration.session_id == session_id, Registration.seat.in_(seats))
    ordered = these.order_by(Registration.place_in_line.desc()).execution_options(populate_existing=True)
    return (await db.scalars(ordered)).all()


async def forget_intentions(db: AsyncSession, session_id: int) -> None:
    """Nobody has said yet that they come on the new days."""
    seated = (Registration.session_id == session_id) & (Registration.seat == Seat.SEATED)
    await db.execute(update(Registration).where(seated).values(intention=Intention.UNKNOWN))


async def latest(db: AsyncSession, session_id: int, kind: ChangeKind) -> SessionChange | None:
    """The last change of a kind."""
    wanted = select(SessionChange).where(SessionChange.session_id == session_id, SessionChange.kind == kind)
    return (await db.scalars(wanted.order_by(SessionChange.id.desc()).limit(1))).first()


async def answers(db: AsyncSession, change: SessionChange) -> Answers:
    """What people have said since a session moved."""
    here = Registration.session_id == change.session_id
    seated = Registration.seat == Seat.SEATED
    confirmed = func.count().filter(seated, Registration.intention == Intention.CONFIRMED)
    silent = func.count().filter(seated, Registration.intention == Intention.UNKNOWN)
    declined = func.count().filter(
        Registration.seat == Seat.WITHDRAWN,
        Registration.changed_at >= change.changed_at,
        Registration.registered_at <= change.changed_at,
    )
    found = (await db.execute(select(confirmed, declined, silent).where(here))).one()
    return Answers(*map(int, found))


async def reminded_of(db: AsyncSession, person_id: int, moved: SessionChange) -> datetime | None:
    """When somebody last received a reminder of the days before this move; None when they did not."""
    since = select(func.coalesce(func.max(SessionChange.version), 1)).where(
        SessionChange.session_id == moved.session_id,
        SessionChange.kind == ChangeKind.MOVED,
        SessionChange.id < moved.id,
    )
    version = OutboxMessage.payload["version"].as_integer()
    wanted = select(func.max(OutboxMessage.settled_at)).where(
        OutboxMessage.person_id == person_id,
        OutboxMessage.key.startswith(f"reminder:{moved.session_id}:"),
        OutboxMessage.state.in_((OutboxState.SENT, OutboxState.UNCERTAIN)),
        version >= since.scalar_subquery(),
        version < moved.version,
    )
    return await db.scalar(wanted)


async def other_dates(db: AsyncSession, session: TrainingSession, now: datetime) -> Sequence[TrainingSession]:
    """Other sessions of the same activity that are open and have not started, the nearest first."""
    same = (TrainingSession.title == session.title) & (TrainingSession.id != session.id)
    is_open = (TrainingSession.state == SessionState.OPEN) & (TrainingSession.starts_at > now)
    return (await db.scalars(select(TrainingSession).where(same, is_open).order_by(TrainingSession.starts_at))).all()


async def first_place(db: AsyncSession, session_id: int) -> int:
    """The lowest place in line that a session has ever given, to anybody."""
    lowest = select(func.min(Registration.place_in_line)).where(Registration.session_id == session_id)
    return int(await db.scalar(lowest) or 0)


async def spans(db: AsyncSession, session_id: int) -> list[timedelta]:
    """From the first day to the last one, before each change of a session."""
    wanted = select(SessionChange.first_day, SessionChange.last_day).where(SessionChange.session_id == session_id)
    return [last - first for first, last in (await db.execute(wanted)).all()]
