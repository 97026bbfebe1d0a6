"""Opening and closing registrations: a draft becomes visible to its publics, reminders and evaluation are armed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, SessionState, TrainingSession
from db.queries import publication as queries
from training import access, evaluation, finding, journal, reminders
from training.errors import Stale


@dataclass(frozen=True)
class Published:
    """Registrations are now `state`; `again`: they were before, nothing changed."""

    state: SessionState
    again: bool


async def open_registrations(db: AsyncSession, actor: Person | None, session_id: int, *, now: datetime) -> Published:
    """« Ouvrir les inscriptions », of a draft or of a session whose registrations were closed.

    Raises Forbidden, Gone for no session, Stale for one that has started, is finished or cancelled.
    """
    known = await access.organiser(db, actor)
    session = await finding.locked_session(db, session_id)
    if session.state is SessionState.OPEN:
        return Published(SessionState.OPEN, again=True)
    if session.state not in (SessionState.DRAFT, SessionState.CLOSED) or session.starts_at <= now:
        raise Stale("session")
    await _open(db, session)
    journal.record(db, known.id, "open_registrations", "session", session.id, now=now)
    return Published(SessionState.OPEN, again=False)


async def open_all_drafts(db: AsyncSession, actor: Person | None, *, now: datetime) -> int:
    """Open every draft that has not started; how many. Raises Forbidden."""
    known = await access.organiser(db, actor)
    drafts = await queries.lock_drafts_ahead(db, now)
    for session in drafts:
        await _open(db, session)
    if drafts:
        journal.record(db, known.id, "open_all_drafts", "programme", None, now=now, sessions=len(drafts))
    return len(drafts)


async def drafts_ahead(db: AsyncSession, actor: Person | None, *, now: datetime) -> int:
    """How many drafts `open_all_drafts` would open now. Raises Forbidden."""
    await access.organiser(db, actor)
    return await queries.number_of_drafts_ahead(db, now)


async def close_registrations(db: AsyncSession, actor: Person | None, session_id: int, *, now: datetime) -> Published:
    """No new registration; who has a seat keeps it, reminders go on. Raises Forbidden, Gone, Stale unless open."""
    known = await access.organiser(db, actor)
    session = await finding.locked_session(db, session_id)
    if session.state is SessionState.CLOSED:
        return Published(SessionState.CLOSED, again=True)
    if session.state is not SessionState.OPEN:
        raise Stale("session")
    session.state = SessionState.CLOSED
    journal.record(db, known.id, "close_registrations", "session", session.id, now=now)
    return Published(SessionState.CLOSED, again=False)


async def _open(db: AsyncSession, session: TrainingSession) -> None:
    session.state = SessionState.OPEN
    await reminders.arm(db, session)
    await evaluation.schedule(db, session)
