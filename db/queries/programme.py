"""Training sessions: read, listed, locked. `now` is programme time."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Area, ReminderKind, ReminderState, SessionReminder, SessionState, TrainingSession

HAPPENING = (SessionState.OPEN, SessionState.CLOSED)
"""States of a session that will take place: registrations may be over, reminders and seats are not."""


LOCK_SESSION = (
    select(TrainingSession)
    .where(TrainingSession.id == bindparam("session"))
    .with_for_update(of=TrainingSession, key_share=True)
    .execution_options(populate_existing=True)
)


async def lock_session(db: AsyncSession, session_id: int) -> TrainingSession | None:
    """The session, locked until the end of the transaction and read afresh: what is counted next is up to date.

    NO KEY UPDATE: it stands in nobody's way who merely writes a row that points to the session. Lock people first.
    """
    return (await db.scalars(LOCK_SESSION, {"session": session_id})).one_or_none()


async def find(db: AsyncSession, session_id: int) -> TrainingSession | None:
    return await db.get(TrainingSession, session_id)


async def by_code(db: AsyncSession, code: str) -> TrainingSession | None:
    return (await db.scalars(select(TrainingSession).where(TrainingSession.code == code))).one_or_none()


async def open_ahead(db: AsyncSession, now: datetime, area_id: int | None = None) -> Sequence[TrainingSession]:
    """Sessions open for registration that have not started, by area, then date."""
    wanted = select(TrainingSession).join(TrainingSession.area)
    wanted = wanted.where(TrainingSession.state == SessionState.OPEN, TrainingSession.starts_at > now)
    if area_id is not None:
        wanted = wanted.where(TrainingSession.area_id == area_id)
    ordered = wanted.order_by(Area.number, Area.id, TrainingSession.starts_at, TrainingSession.code)
    return (await db.scalars(ordered)).all()


async def ahead(db: AsyncSession, now: datetime, limit: int, offset: int) -> Sequence[TrainingSession]:
    """Sessions under way and to come, drafts included: the nearest first."""
    wanted = select(TrainingSession).where(TrainingSession.ends_at > now)
    ordered = wanted.order_by(TrainingSession.starts_at, TrainingSession.id)
    return (await db.scalars(ordered.limit(limit).offset(offset))).all()


async def ended(db: AsyncSession, now: datetime, limit: int, offset: int) -> Sequence[TrainingSession]:
    """Sessions that have ended, the latest first."""
    wanted = select(TrainingSession).where(TrainingSession.ends_at <= now)
    ordered = wanted.order_by(TrainingSession.ends_at.desc(), TrainingSession.id.desc())
    return (await db.scalars(ordered.limit(limit).offset(offset))).all()


async def numbers(db: AsyncSession, now: datetime) -> tuple[int, int]:
    """How many sessions are under way or to come, and how many have ended."""
    over = func.coalesce(func.sum(case((TrainingSession.ends_at <= now, 1), else_=0)), 0)
    whole, gone = (await db.execute(select(func.count(), over).select_from(TrainingSession))).one()
    return int(whole) - int(gone), int(gone)


async def reminders(db: AsyncSession, session: TrainingSession) -> Sequence[SessionReminder]:
    """The reminders of the session's present version, the earliest first."""
    present = (SessionReminder.session_id == session.id) & (SessionReminder.version == session.version)
    return (await db.scalars(select(SessionReminder).where(present).order_by(SessionReminder.due_at))).all()


async def lock_reminder(db: AsyncSession, session: TrainingSession, kind: ReminderKind) -> SessionReminder | None:
    """This reminder of the session's present version, read afresh and locked against the tick."""
    present = (SessionReminder.session_id == session.id) & (SessionReminder.version == session.version)
    locked = select(SessionReminder).where(present, SessionReminder.kind == kind).with_for_update()
    return (await db.scalars(locked.execution_options(populate_existing=True))).one_or_none()


async def sessions_to_remind(db: AsyncSession, now: datetime, limit: int) -> list[int]:
    """At most `limit` sessions with an armed reminder that is due, the longest due first."""
    due = (SessionReminder.state == ReminderState.ARMED) & (SessionReminder.due_at <= now)
    oldest = func.min(SessionReminder.due_at)
    grouped = select(SessionReminder.session_id).where(due).group_by(SessionReminder.session_id)
    return list(await db.scalars(grouped.order_by(oldest, SessionReminder.session_id).limit(limit)))


async def take_due_reminders(db: AsyncSession, session_id: int, now: datetime) -> Sequence[SessionReminder]:
    """Lock what is due of this session, of any version, the earliest first; what another process holds is left out."""
    due = (SessionReminder.state == ReminderState.ARMED) & (SessionReminder.due_at <= now)
    wanted = select(SessionReminder).where(SessionReminder.session_id == session_id, due)
    locked = wanted.order_by(SessionReminder.due_at).with_for_update(skip_locked=True)
    return (await db.scalars(locked.execution_options(populate_existing=True))).all()
