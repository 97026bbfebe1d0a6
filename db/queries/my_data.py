"""Everything else that names somebody, for the file that they may ask for."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import String, cast, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Acknowledgement,
    Action,
    Attendance,
    OutboxMessage,
    OutboxState,
    PersonalLink,
    Registration,
    Replacement,
    SeatOffer,
    TrainingSession,
)


class Sent(NamedTuple):
    """A message that the programme wrote to them: its kind, its state, when it was due and settled."""

    kind: str
    state: OutboxState
    due_at: datetime
    settled_at: datetime | None


async def marks(db: AsyncSession, person_id: int) -> Sequence[tuple[Attendance, str]]:
    """What was ticked of them, with the session's code, by day."""
    wanted = select(Attendance, TrainingSession.code).join(TrainingSession, TrainingSession.id == Attendance.session_id)
    mine = wanted.where(Attendance.person_id == person_id).order_by(Attendance.day, Attendance.half_day)
    return [(mark, code) for mark, code in (await db.execute(mine)).all()]


async def offers(db: AsyncSession, person_id: int) -> Sequence[tuple[SeatOffer, str]]:
    """The seats that were offered to them, with the session's code, by time."""
    wanted = (
        select(SeatOffer, TrainingSession.code)
        .join(Registration, Registration.id == SeatOffer.registration_id)
        .join(TrainingSession, TrainingSession.id == SeatOffer.session_id)
        .where(Registration.person_id == person_id)
        .order_by(SeatOffer.offered_at, SeatOffer.id)
    )
    return [(offer, code) for offer, code in (await db.execute(wanted)).all()]


async def links(db: AsyncSession, person_id: int) -> Sequence[PersonalLink]:
    """The personal links that were made for them."""
    mine = PersonalLink.person_id == person_id
    return (await db.scalars(select(PersonalLink).where(mine).order_by(PersonalLink.id))).all()


async def replacements(db: AsyncSession, person_id: int) -> Sequence[tuple[Replacement, str]]:
    """Whom they proposed in their place, or in whose place they came, with the session's code, by time."""
    wanted = (
        select(Replacement, TrainingSession.code)
        .join(Registration, Registration.id == Replacement.registration_id)
        .join(TrainingSession, TrainingSession.id == Replacement.session_id)
        .where(or_(Registration.person_id == person_id, Replacement.substitute_id == person_id))
        .order_by(Replacement.id)
    )
    return [(one, code) for one, code in (await db.execute(wanted)).all()]


async def acknowledgements(db: AsyncSession, person_id: int) -> Sequence[Acknowledgement]:
    """The announcements that they said they had read."""
    mine = Acknowledgement.person_id == person_id
    return (await db.scalars(select(Acknowledgement).where(mine).order_by(Acknowledgement.at))).all()


async def messages(db: AsyncSession, person_id: int) -> Sequence[Sent]:
    """What was written to them, or is owed."""
    columns = (OutboxMessage.kind, OutboxMessage.state, OutboxMessage.due_at, OutboxMessage.settled_at)
    wanted = select(*columns).where(OutboxMessage.person_id == person_id).order_by(OutboxMessage.id)
    return [Sent(*row) for row in (await db.execute(wanted)).all()]


async def actions(db: AsyncSession, person_id: int) -> Sequence[Action]:
    """What the action log says that they did, or that was done about them."""
    about = (Action.subject == "person") & (Action.subject_id == person_id)
    named = cast(Action.details["person_id"], String) == str(person_id)
    mine = or_(Action.actor_id == person_id, about, named)
    return (await db.scalars(select(Action).where(mine).order_by(Action.id))).all()
