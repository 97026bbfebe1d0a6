"""Seats that are offered to who waits. Whoever changes an offer has locked its session. Times are programme time."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager

from db.models import OfferState, OutboxMessage, OutboxState, Person, Registration, Seat, SeatOffer, TrainingSession
from db.queries.programme import HAPPENING


async def find(db: AsyncSession, offer_id: int) -> SeatOffer | None:
    """An offer with its registration and its session, read afresh."""
    wanted = select(SeatOffer).join(SeatOffer.registration).join(Registration.session)
    loaded = wanted.options(contains_eager(SeatOffer.registration).contains_eager(Registration.session))
    fresh = loaded.where(SeatOffer.id == offer_id).execution_options(populate_existing=True)
    return (await db.scalars(fresh)).one_or_none()


async def several(db: AsyncSession, offer_ids: Iterable[int]) -> Sequence[SeatOffer]:
    """The same, of several, as they are known."""
    wanted = select(SeatOffer).join(SeatOffer.registration).join(Registration.session)
    loaded = wanted.options(contains_eager(SeatOffer.registration).contains_eager(Registration.session))
    return (await db.scalars(loaded.where(SeatOffer.id.in_(list(offer_ids))))).all()


async def pending(db: AsyncSession, session_id: int) -> Sequence[SeatOffer]:
    """The pending offers of a session, expired or not, with their registrations, by place in line; read afresh."""
    wanted = select(SeatOffer).join(SeatOffer.registration).options(contains_eager(SeatOffer.registration))
    these = wanted.where(SeatOffer.session_id == session_id, SeatOffer.state == OfferState.PENDING)
    ordered = these.order_by(Registration.place_in_line).execution_options(populate_existing=True)
    return (await db.scalars(ordered)).all()


async def with_account(db: AsyncSession, person_ids: Iterable[int]) -> set[int]:
    """Which of these people have a Telegram account."""
    theirs = Person.id.in_(list(person_ids)) & Person.telegram_id.is_not(None)
    return set(await db.scalars(select(Person.id).where(theirs)))


async def still_owed(db: AsyncSession, keys: Iterable[str]) -> set[str]:
    """Which of these messages (by key) were not sent yet, nor given up."""
    owed = OutboxMessage.state.in_((OutboxState.PENDING, OutboxState.CLAIMED, OutboxState.SENDING))
    return set(await db.scalars(select(OutboxMessage.key).where(OutboxMessage.key.in_(list(keys)), owed)))


async def standing_of(db: AsyncSession, person_id: int, now: datetime) -> dict[int, SeatOffer]:
    """The offers that this person may accept at `now`, by registration."""
    wanted = select(SeatOffer).join(SeatOffer.registration).where(Registration.person_id == person_id)
    stands = wanted.where(SeatOffer.state == OfferState.PENDING, SeatOffer.expires_at > now)
    return {offer.registration_id: offer for offer in await db.scalars(stands)}


async def sessions_to_look_at(db: AsyncSession, now: datetime, limit: int) -> list[int]:
    """At most `limit` sessions where an offer has expired, or more seats are reserved than there are.

    Of sessions ahead, those too where a seat is free and somebody waits without an offer. The nearest first.
    """
    offered = select(func.count()).where(
        SeatOffer.session_id == TrainingSession.id, SeatOffer.state == OfferState.PENDING
    )
    standing = SeatOffer.expires_at > now
    held = offered.where(standing, SeatOffer.holds_seat).scalar_subquery()
    there = select(func.count()).where(Registration.session_id == TrainingSession.id)
    seated = there.where(Registration.seat.in_((Seat.SEATED, Seat.REQUESTED))).scalar_subquery()
    told = there.where(Person.id == Registration.person_id, Person.telegram_id.is_not(None))
    waiting = told.where(Registration.seat == Seat.WAITING).scalar_subquery()
    ahead = TrainingSession.state.in_(HAPPENING) & (TrainingSession.starts_at > now)
    some_wait = (waiting > offered.scalar_subquery()) & (seated + held < TrainingSession.capacity)
    too_many = (held > 0) & (seated + held > TrainingSession.capacity)
    expired = select(SeatOffer.session_id).where(SeatOffer.state == OfferState.PENDING, SeatOffer.expires_at <= now)
    wanted = select(TrainingSession.id).where(or_(TrainingSession.id.in_(expired), too_many, ahead & some_wait))
    return list(await db.scalars(wanted.order_by(TrainingSession.starts_at, TrainingSession.id).limit(limit)))
