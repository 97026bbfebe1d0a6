"""Departures at a time, or so many days before a session: found by a tick; one that is too late is asked about."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Announcement, AnnouncementState, Person, TrainingSession
from db.queries import announcements as queries
from db.queries import programme
from training import journal
from training.announcements import departure, drafting, objections
from training.announcements.departure import Awaiting, NobodyElse, Sending
from training.announcements.objections import Rules
from training.errors import Stale, TrainingError

A_TICK = 20
WAITING = (AnnouncementState.SCHEDULED, AnnouncementState.HELD)
EARLIEST = timedelta(minutes=1)
EARLIEST_DAYS = 366
"""Days before its session that an announcement may leave at the earliest."""


class TooSoon(TrainingError):
    """The instant is past, or the session will have begun."""


async def at(
    db: AsyncSession, actor: Person, announcement_id: int, when: datetime | None, *, now: datetime
) -> Announcement:
    """A draft shall leave at this instant (UTC), or at once (None) when it is agreed to.

    Raises Forbidden, Gone, Stale, TooSoon.
    """
    found = await drafting.locked_draft(db, actor, announcement_id)
    if when is not None and when < now + EARLIEST:
        raise TooSoon
    drafting.leave(found, when)
    return found


async def before_session(
    db: AsyncSession, actor: Person, announcement_id: int, days: int, hour: time, *, now: datetime
) -> Announcement:
    """A draft shall leave so many days before its session, at this hour of the venue, wherever the session moves.

    Raises Forbidden, Gone, Stale (no longer a draft, or about no session), TooSoon.
    """
    found = await drafting.locked_draft(db, actor, announcement_id)
    session = await programme.find(db, found.session_id) if found.session_id is not None else None
    if session is None:
        raise Stale("announcement")
    if not 0 <= days <= EARLIEST_DAYS:
        raise TooSoon
    when = drafting.relative(session, days, hour)
    if when < now + EARLIEST or when >= session.starts_at:
        raise TooSoon
    drafting.leave(found, when, days, hour)
    return found


async def follow(db: AsyncSession, session: TrainingSession) -> int:
    """A session has moved: what leaves so many days before it moves as well; how many announcements."""
    theirs = select(Announcement).where(
        Announcement.session_id == session.id,
        Announcement.days_before.is_not(None),
        Announcement.state.not_in((AnnouncementState.OUT, AnnouncementState.CANCELLED)),
    )
    moved = 0
    for found in await db.scalars(theirs.with_for_update(key_share=True)):
        assert found.days_before is not None and found.at_hour is not None
        found.due_at = drafting.relative(session, found.days_before, found.at_hour)
        moved += 1
    return moved


async def due(db: AsyncSession, rules: Rules, *, now: datetime) -> int:
    """The tick: what is due leaves; what should not, unasked (see `Why`), is held and its author asked."""
    done = 0
    for announcement_id in await _due(db, now):
        found = await queries.locked(db, announcement_id)
        if found is not None and found.state is AnnouncementState.SCHEDULED and _is_due(found, now):
            await _take_up(db, found, rules, now)
            done += 1
    return done


async def _take_up(db: AsyncSession, found: Announcement, rules: Rules, now: datetime) -> None:
    if await objections.objection(db, found, rules, now=now):
        await departure.hold(db, found, now=now)
        return
    await departure.leave(db, found, rules, actor_id=None, now=now)


async def release(
    db: AsyncSession, actor: Person, announcement_id: int, rules: Rules, *, now: datetime
) -> Sending | Awaiting | NobodyElse | None:
    """« Envoyer maintenant » for one that waits for its time or was held; None when it does neither any more.

    For many people it needs a second organiser still, unless this one had no part in it: it then leaves as soon as
    that one agrees. Raises Forbidden, Gone, EmptyField.
    """
    found = await departure.lock_with_sessions(db, actor, announcement_id)
    if found.state not in WAITING:
        return None
    await objections.refuse_blanks(db, found)
    if many := await objections.unreviewed(db, found, rules):
        if actor.id in objections.hands(found):
            drafting.leave(found, None)
            return await departure.ask_another(db, actor, found, many, now=now)
        departure.note_approval(db, found, actor, now=now)
    return await departure.leave(db, found, rules, actor_id=actor.id, now=now)


async def cancel(db: AsyncSession, actor: Person, announcement_id: int, *, now: datetime) -> bool:
    """What waits for its time, or was held, does not leave; whether it still waited. Raises Forbidden, Gone."""
    found = await drafting.locked(db, actor, announcement_id)
    if found.state not in WAITING:
        return False
    found.state = AnnouncementState.CANCELLED
    journal.record(db, actor.id, "announcement_cancelled", "announcement", found.id, now=now)
    return True


def _is_due(found: Announcement, now: datetime) -> bool:
    return found.due_at is not None and found.due_at <= now


async def _due(db: AsyncSession, now: datetime) -> Sequence[int]:
    waiting = (Announcement.state == AnnouncementState.SCHEDULED) & (Announcement.due_at <= now)
    return (await db.scalars(select(Announcement.id).where(waiting).order_by(Announcement.due_at).limit(A_TICK))).all()
