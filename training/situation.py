"""« Ma situation »: everything that concerns one person now."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Evaluation, Person, TrainingSession
from db.queries import attendance, nominations
from db.queries import situation as queries
from training import access, sessions
from training.sessions import MyRegistrations


@dataclass(frozen=True)
class AwaitedFeedback:
    """An open questionnaire that this person has neither sent nor declined."""

    evaluation: Evaluation
    session: TrainingSession


@dataclass(frozen=True)
class Situation:
    """Registrations by date, feedback by the nearest close. `organiser`: whether the person holds a role.

    `nominated`: the sessions (ids) that their service put them forward for. `half_days`: how many they were marked
    present in, of all their sessions.
    """

    registrations: MyRegistrations
    feedback: tuple[AwaitedFeedback, ...]
    organiser: bool
    nominated: frozenset[int] = frozenset()
    half_days: int = 0


async def of(db: AsyncSession, person: Person | None, *, now: datetime) -> Situation:
    """The situation of somebody verified. Raises Forbidden."""
    known = access.verified(person)
    awaited = await queries.feedback_awaited(db, known.id, now)
    return Situation(
        registrations=await sessions.my_registrations(db, known, now=now),
        feedback=tuple(AwaitedFeedback(evaluation, session) for evaluation, session in awaited),
        organiser=bool(await access.roles(db, known)),
        nominated=frozenset(await nominations.sessions_of(db, known.id)),
        half_days=sum((await attendance.half_days_present(db, known.id)).values()),
    )
