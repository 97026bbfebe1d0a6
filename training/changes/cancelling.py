"""A session does not take place: everybody registered or waiting is told why, and of the other dates."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import ChangeKind, Person, Seat, SessionState, TrainingSession
from db.queries import changes as queries
from training import audience, text
from training.changes import common
from training.changes.common import Changed
from training.errors import TrainingError
from training.notices import SessionCancelled
from training.waiting_line import void

REASON_MAX = 120


class NotAReason(TrainingError):
    """Nothing, too much, or what no sentence needs."""


def check_reason(typed: str) -> str:
    """A reason that everybody reads. Raises NotAReason."""
    tidied = text.tidy(typed).rstrip(".")
    if not tidied or len(tidied) > REASON_MAX or text.unprintable(tidied):
        raise NotAReason
    return tidied


async def cancel(
    db: AsyncSession, actor: Person | None, session_id: int, reason: str, *, version: int, now: datetime
) -> Changed:
    """It does not take place, in the version that the organiser saw: reminders end, offers too.

    Raises Forbidden, Gone, Stale (it changed meanwhile, has started, does not take place any more), NotAReason.
    """
    organiser, session = await common.locked(db, actor, session_id, version, now)
    change = common.note(db, organiser.id, session, ChangeKind.CANCELLED, now)
    change.reason = check_reason(reason)
    session.state = SessionState.CANCELLED
    for waiting in await queries.registered(db, session.id, (Seat.WAITING,)):
        await void(db, session, of=waiting)
    return Changed(change, await common.tell(db, session, change, SessionCancelled, now=now))


async def other_dates(
    db: AsyncSession, person: Person, session: TrainingSession, *, now: datetime
) -> Sequence[TrainingSession]:
    """Sessions of the same activity that this person may still register in, the nearest first."""
    return await audience.only_open_to(db, person, await queries.other_dates(db, session, now))
