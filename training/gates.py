"""What a session asks of a registration, as organisers set it: the team's agreement, quotas enforced or shown."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, QuotaMode, SessionState, TrainingSession
from db.queries import programme
from training import access, finding, journal, quotas
from training.errors import Gone, Stale
from training.quotas import Quota
from training.waiting_line import offer_free_seats


@dataclass(frozen=True)
class Gates:
    """The rules of a session, and how much of each quota is taken."""

    session: TrainingSession
    quotas: tuple[Quota, ...]


async def gates(db: AsyncSession, actor: Person | None, session_id: int, *, now: datetime) -> Gates:
    """Raises Forbidden, Gone."""
    await access.organiser(db, actor)
    session = await finding.session(db, session_id)
    return Gates(session, tuple(await quotas.listed(db, session, now)))


async def toggle_approval(db: AsyncSession, actor: Person | None, session_id: int, *, now: datetime) -> TrainingSession:
    """A registration needs an organiser's agreement from now on, or does no more; requests that wait go on waiting.

    Raises Forbidden, Gone, Stale (it is over, or does not take place).
    """
    organiser, session = await _locked(db, actor, session_id, now)
    session.needs_approval = not session.needs_approval
    journal.record(db, organiser.id, "session_approval", "session", session.id, now=now, needed=session.needs_approval)
    return session


async def toggle_quotas(db: AsyncSession, actor: Person | None, session_id: int, *, now: datetime) -> TrainingSession:
    """The quotas are enforced from now on, or only shown; who has a seat keeps it. Raises as `toggle_approval`."""
    organiser, session = await _locked(db, actor, session_id, now)
    if not session.quotas:
        raise Stale("session")
    enforced = session.quota_mode is QuotaMode.BLOCK
    session.quota_mode = QuotaMode.WARN if enforced else QuotaMode.BLOCK
    mode = session.quota_mode.value
    journal.record(db, organiser.id, "session_quotas", "session", session.id, now=now, mode=mode)
    await offer_free_seats(db, session, now=now)
    return session


async def _locked(
    db: AsyncSession, actor: Person | None, session_id: int, now: datetime
) -> tuple[Person, TrainingSession]:
    organiser = await access.organiser(db, actor)
    session = await programme.lock_session(db, session_id)
    if session is None:
        raise Gone("session")
    if session.state is SessionState.CANCELLED or session.starts_at <= now:
        raise Stale("session")
    return organiser, session
