"""Reminders of a session: when they fall due, and the tick that owes the latest one. Never a stale one.

Rows belong to a version of the session; people are looked up when a reminder falls due, so latecomers get the next.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import ReminderState, SessionReminder, TrainingSession
from db.queries import programme
from db.queries import registration as registrations
from db.queries.upsert import insert_once
from training import outbox
from training.notices import Reminder
from training.quiet import shift
from training.reminder_times import schedule

SESSIONS_A_TICK = 20


async def arm(db: AsyncSession, session: TrainingSession, *, after: datetime | None = None) -> None:
    """Arm the reminders of the session's present version; arming again changes nothing.

    `after`: what falls due by this instant is left out, since people are told of the session's change now.
    """
    for kind, due_at in schedule(session):
        if after is not None and due_at <= after:
            continue
        await insert_once(
            db,
            SessionReminder,
            session_id=session.id,
            version=session.version,
            kind=kind,
            due_at=due_at,
            state=ReminderState.ARMED,
        )


async def due(db: AsyncSession, *, now: datetime) -> int:
    """The tick: for each session, owe the latest reminder that is due and mark the earlier ones missed.

    After an outage it may be the quiet hours: the reminder is owed for their end, and missed if it is stale by then.
    Takes at most SESSIONS_A_TICK sessions; several ticks catch up. Returns how many messages are owed.
    """
    owed = 0
    for session_id in await programme.sessions_to_remind(db, now, SESSIONS_A_TICK):
        owed += await _remind(db, session_id, now)
    return owed


async def _remind(db: AsyncSession, session_id: int, now: datetime) -> int:
    rows = await programme.take_due_reminders(db, session_id, now)
    session = await programme.find(db, session_id)
    if session is None:
        return 0
    plan = await programme.reminders(db, session)
    latest = _latest(session, plan, now)
    expires_at = _stale_from(session, plan, latest) if latest else session.starts_at
    due_at = shift(now, session.zone)
    going = latest if latest in rows and due_at < expires_at else None
    for row in rows:
        row.state = ReminderState.SENT if row is going else ReminderState.MISSED
    return await _owe_all(db, session, going, due_at, expires_at) if going else 0


def _latest(session: TrainingSession, plan: Sequence[SessionReminder], now: datetime) -> SessionReminder | None:
    """The one reminder that is not stale, if any: `plan` is in order of due time."""
    if session.state not in programme.HAPPENING or session.starts_at <= now:
        return None
    return next((each for each in reversed(plan) if each.due_at <= now), None)


def _stale_from(session: TrainingSession, plan: Sequence[SessionReminder], latest: SessionReminder) -> datetime:
    """When the next reminder, or the session, makes this one stale."""
    return min([session.starts_at, *(each.due_at for each in plan if each.due_at > latest.due_at)])


async def _owe_all(
    db: AsyncSession, session: TrainingSession, reminder: SessionReminder, due_at: datetime, expires_at: datetime
) -> int:
    kind = reminder.kind.value
    seats = await registrations.seats_to_remind(db, session.id)
    notices = {person_id: Reminder(seat_id, session.version, kind) for person_id, seat_id in seats.items()}
    key = f"reminder:{session.id}:{session.version}:{kind}"
    await outbox.owe_all(db, notices, key=key, due_at=due_at, expires_at=expires_at)
    return len(notices)
