"""Late arrivals: an announcement to a session's people reaches those who join until the session ends, once each.

So many that a second organiser would have been asked are not reached without one: the author is told, once.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Announcement, AnnouncementState, Dispatch, DispatchKind, DispatchState
from db.queries import announcements, dispatches, programme
from training import journal, outbox, quiet
from training.announcements import departure, objections
from training.announcements.audience import Audience
from training.announcements.objections import Rules
from training.notices import LatecomersStopped

OPEN = (DispatchState.RUNNING, DispatchState.DONE)


async def reach(db: AsyncSession, rules: Rules, *, now: datetime) -> int:
    """The tick: owe each open announcement to whoever has joined its audience since; how many messages."""
    wanted = (
        select(Announcement.id, Dispatch.id)
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
    for announcement_id, dispatch_id in (await db.execute(wanted)).all():
        reached += await _reach(db, announcement_id, dispatch_id, rules, now)
    return reached


async def _reach(db: AsyncSession, announcement_id: int, dispatch_id: int, rules: Rules, now: datetime) -> int:
    """Locked, and looked at again: an organiser may have stopped or recalled it, another process may have been here."""
    found, dispatch = await announcements.locked(db, announcement_id), await dispatches.locked(db, dispatch_id)
    if found is None or dispatch is None or not found.reaches_latecomers or dispatch.state not in OPEN:
        return 0
    zone = await _open_zone(db, found, now)
    if zone is None:
        found.reaches_latecomers = False
        return 0
    if many := await objections.unreviewed(db, found, rules):
        await _stop(db, found, many, now)
        return 0
    due_at = now if found.urgent else quiet.shift(now, zone)
    new = await departure.owe(db, found, dispatch, due_at=due_at, now=now)
    if new and dispatch.state is DispatchState.DONE:
        dispatch.state, dispatch.ended_at, dispatch.resumed_at = DispatchState.RUNNING, None, now
    return new


async def _stop(db: AsyncSession, found: Announcement, many: int, now: datetime) -> None:
    """What one organiser sent alone shall not go to more people than that one may write to alone."""
    found.reaches_latecomers = False
    journal.record(db, None, "latecomers_stopped", "announcement", found.id, now=now, n=many)
    await outbox.owe(db, found.author_id, LatecomersStopped(found.id), key=f"latecomers:{found.id}", due_at=now)


async def _open_zone(db: AsyncSession, found: Announcement, now: datetime) -> str | None:
    """The zone of the last of its sessions that has not ended; None once all have."""
    ids = Audience.unpack(found.audience).sessions
    sessions = [session for each in ids if (session := await programme.find(db, each)) and session.ends_at > now]
    return max(sessions, key=lambda session: session.ends_at).zone if sessions else None
