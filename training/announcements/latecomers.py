"""Late arrivals: an announcement to a session's people reaches those who join until the session ends, once each."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Announcement, AnnouncementState, Dispatch, DispatchKind, DispatchState
from db.queries import dispatches, programme
from training import quiet
from training.announcements import departure
from training.announcements.audience import Audience

OPEN = (DispatchState.RUNNING, DispatchState.DONE)


async def reach(db: AsyncSession, *, now: datetime) -> int:
    """The tick: owe each open announcement to whoever has joined its audience since; how many messages."""
    wanted = (
        select(Announcement, Dispatch)
        .join(Dispatch, Dispatch.announcement_id == Announcement.id)
        .where(
            Announcement.state == AnnouncementState.OUT,
            Announcement.reaches_latecomers.is_(True),
            Dispatch.kind == DispatchKind.SENDING,
            Dispatch.state.in_(OPEN),
        )
        .order_by(Announcement.id)
    )
    reached = 0
    for found, dispatch in (await db.execute(wanted)).all():
        reached += await _reach(db, found, dispatch, now)
    return reached


async def _reach(db: AsyncSession, found: Announcement, dispatch: Dispatch, now: datetime) -> int:
    zone = await _open_zone(db, found, now)
    if zone is None:
        found.reaches_latecomers = False
        return 0
    due_at = now if found.urgent else quiet.shift(now, zone)
    before = sum((await dispatches.counts(db, dispatch.id)).values())
    await departure.owe(db, found, dispatch, due_at=due_at, now=now)
    new = sum((await dispatches.counts(db, dispatch.id)).values()) - before
    if new and dispatch.state is DispatchState.DONE:
        dispatch.state, dispatch.ended_at, dispatch.resumed_at = DispatchState.RUNNING, None, now
    return new


async def _open_zone(db: AsyncSession, found: Announcement, now: datetime) -> str | None:
    """The zone of the last of its sessions that has not ended; None once all have."""
    ids = Audience.unpack(found.audience).sessions
    sessions = [session for each in ids if (session := await programme.find(db, each)) and session.ends_at > now]
    return max(sessions, key=lambda session: session.ends_at).zone if sessions else None
