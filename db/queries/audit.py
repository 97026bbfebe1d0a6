"""What an audit of the seats reads. Nothing is locked, nothing is written."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager

from db.models import Action, OfferState, Registration, Seat, SeatOffer, TrainingSession

SEATS = tuple(
    f"registration.{verb}"
    for verb in (
        "seated",
        "requested",
        "waiting",
        "withdrawn",
        "confirmed",
        "offer_accepted",
        "offer_declined",
        "offer_expired",
    )
)
"""The verbs of the action log that change a registration."""


async def registrations(db: AsyncSession) -> Sequence[Registration]:
    """All of them, with their sessions."""
    wanted = select(Registration).join(Registration.session).options(contains_eager(Registration.session))
    return (await db.scalars(wanted.order_by(Registration.id))).all()


async def registration_actions(db: AsyncSession) -> Sequence[Action]:
    """What the action log says of registrations, the oldest first."""
    return (await db.scalars(select(Action).where(Action.verb.in_(SEATS)).order_by(Action.id))).all()


async def sessions_with_too_many(db: AsyncSession, now: datetime) -> list[tuple[str, int]]:
    """Sessions with more people seated than seats; and those ahead with more, once the reserved seats are counted."""
    seated = (
        select(func.count())
        .where(Registration.session_id == TrainingSession.id, Registration.seat.in_((Seat.SEATED, Seat.REQUESTED)))
        .scalar_subquery()
    )
    standing = (SeatOffer.state == OfferState.PENDING) & (SeatOffer.expires_at > now) & SeatOffer.holds_seat
    held = select(func.count()).where(SeatOffer.session_id == TrainingSession.id, standing).scalar_subquery()
    capacity = TrainingSession.capacity
    wanted = select(TrainingSession.id, seated > capacity, (held > 0) & (seated + held > capacity))
    found = await db.execute(wanted.where(seated + held > capacity))
    return [
        (rule, session_id)
        for session_id, oversold, reserved in found
        for rule, broken in (
            ("more people than seats", oversold),
            ("more seats given and reserved than there are", reserved),
        )
        if broken
    ]


async def sessions_with_ties(db: AsyncSession) -> list[int]:
    """Sessions where two registrations have the same place in line."""
    grouped = select(Registration.session_id).group_by(Registration.session_id, Registration.place_in_line)
    return list(await db.scalars(grouped.having(func.count() > 1).distinct()))


async def offers_to_nobody(db: AsyncSession, now: datetime) -> list[tuple[int, int]]:
    """Offers that stand although nobody waits: (session, registration)."""
    wanted = select(SeatOffer.session_id, SeatOffer.registration_id).join(SeatOffer.registration)
    standing = wanted.where(SeatOffer.state == OfferState.PENDING, SeatOffer.expires_at > now)
    return [(row[0], row[1]) for row in await db.execute(standing.where(Registration.seat != Seat.WAITING))]


async def offers_beyond_the_start(db: AsyncSession) -> list[tuple[int, int]]:
    """Offers that could be answered once the session has started: (session, registration)."""
    wanted = select(SeatOffer.session_id, SeatOffer.registration_id).join(
        TrainingSession, TrainingSession.id == SeatOffer.session_id
    )
    beyond = wanted.where(SeatOffer.state == OfferState.PENDING, SeatOffer.expires_at > TrainingSession.starts_at)
    return [(row[0], row[1]) for row in await db.execute(beyond)]


async def offers_accepted_late(db: AsyncSession) -> list[tuple[int, int]]:
    """Offers that were accepted when they had expired: (session, registration)."""
    wanted = select(SeatOffer.session_id, SeatOffer.registration_id)
    late = wanted.where(SeatOffer.state == OfferState.ACCEPTED, SeatOffer.answered_at >= SeatOffer.expires_at)
    return [(row[0], row[1]) for row in await db.execute(late)]
