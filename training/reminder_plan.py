"""The reminders of one session, as its organisers see and change them. Nothing is sent by a change."""

import enum
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, ReminderKind, ReminderState, SessionReminder, TrainingSession
from db.queries import programme
from training import access, finding, journal, reminders
from training.errors import Gone
from training.reminder_times import When, chosen, falls_due, possible

Kind = ReminderKind
KINDS = {kind.value: kind for kind in ReminderKind}
"""The reminders, by the names that buttons carry."""


class Refused(enum.StrEnum):
    """Why nothing changed."""

    GONE_OUT = "gone_out"
    PAST = "past"
    AFTER_THE_START = "after_the_start"


@dataclass(frozen=True)
class Planned:
    """`when` is None for what is not sent. `due_at` in UTC; `state` is None before the session is published."""

    kind: ReminderKind
    when: When | None
    due_at: datetime | None
    state: ReminderState | None

    @property
    def settled(self) -> bool:
        """Whether it has gone out, or was missed."""
        return self.state in (ReminderState.SENT, ReminderState.MISSED)


@dataclass(frozen=True)
class Plan:
    """The four reminders of the session's present dates, in the order of the kinds."""

    session: TrainingSession
    reminders: tuple[Planned, ...]

    def of(self, kind: ReminderKind) -> Planned:
        return next(each for each in self.reminders if each.kind is kind)


async def plan(db: AsyncSession, actor: Person | None, session_id: int) -> Plan:
    """Raises Forbidden, Gone."""
    await access.organiser(db, actor)
    return await _plan(db, await finding.session(db, session_id))


async def change(
    db: AsyncSession, actor: Person | None, session_id: int, kind: ReminderKind, when: When | None, *, now: datetime
) -> Plan | Refused:
    """Have a reminder go out at another time, or not at all (None). Raises Forbidden, Gone.

    Refused once it has gone out, and for a time that is past or not before the session.
    """
    by = await access.organiser(db, actor)
    session = await finding.locked_session(db, session_id)
    if when is not None and not possible(kind, when):
        raise Gone("reminder")
    row = await programme.lock_reminder(db, session, kind)
    due_at = falls_due(session, kind, when) if when else None
    refused = _refused(session, row, due_at, now)
    if refused:
        return refused
    session.reminder_times = {**session.reminder_times, kind.value: list(when or ())}
    if row is not None:
        await db.delete(row)
        await db.flush()
    if session.state in programme.HAPPENING:
        await reminders.arm(db, session, after=now)
    journal.record(
        db, by.id, "reminder_changed", "session", session.id, now=now, kind=kind.value, when=list(when or ())
    )
    return await _plan(db, session)


def _refused(
    session: TrainingSession, row: SessionReminder | None, due_at: datetime | None, now: datetime
) -> Refused | None:
    if session.starts_at <= now or (row and row.state is not ReminderState.ARMED):
        return Refused.GONE_OUT
    if due_at is not None and due_at >= session.starts_at:
        return Refused.AFTER_THE_START
    return Refused.PAST if due_at is not None and due_at <= now else None


async def _plan(db: AsyncSession, session: TrainingSession) -> Plan:
    rows = {row.kind: row for row in await programme.reminders(db, session)}
    return Plan(session, tuple(_planned(session, kind, rows.get(kind)) for kind in ReminderKind))


def _planned(session: TrainingSession, kind: ReminderKind, row: SessionReminder | None) -> Planned:
    when = chosen(session, kind)
    if row is not None:
        return Planned(kind, when, row.due_at, row.state)
    due_at = falls_due(session, kind, when) if when else None
    return Planned(kind, when, due_at if due_at and due_at < session.starts_at else None, None)
