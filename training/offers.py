"""Answering an offer: a seat is theirs who accept in time, or the next person's.

Locks: the person first (their calendar), then the session (its seats, its offers).
"""

import enum
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Intention, OfferState, Person, Seat, SeatOffer, TrainingSession, WithdrawalReason
from db.queries import offers as queries
from db.queries import registration as registrations
from training import access, finding, journal, quotas, requests
from training.errors import Gone, Stale
from training.registration import Refusal, Refused
from training.waiting_line import ahead, leave, offer_free_seats, overlapping, void


class OfferEnd(enum.StrEnum):
    """Why an offer cannot be answered any more."""

    LATE = "late"
    TAKEN = "taken"
    ANSWERED = "answered"


@dataclass(frozen=True)
class Accepted:
    """The seat is theirs, and they intend to come; `again`: it was theirs already.

    `requested`: it is kept for them until an organiser agrees.
    """

    session: TrainingSession
    again: bool
    requested: bool = False


@dataclass(frozen=True)
class Declined:
    """They wait no more, and the seat is offered to the next person."""

    session: TrainingSession


@dataclass(frozen=True)
class Over:
    """Nothing changed. `until`: when a LATE one expired. `waits`: they are still in line, with their rank."""

    session: TrainingSession
    end: OfferEnd
    until: datetime
    waits: bool


async def accept(db: AsyncSession, person: Person | None, offer_id: int, *, now: datetime) -> Accepted | Over | Refused:
    """« J’accepte la place ».

    Raises Forbidden for who is not verified, Gone for an offer to nobody or to somebody else, Stale once the session
    has started or when it does not take place. Refused names the session whose dates overlap; the offer stands.
    """
    session, offer = await _locked(db, person, offer_id, now)
    mine = offer.registration
    if mine.seat in (Seat.SEATED, Seat.REQUESTED):
        return Accepted(session, again=True, requested=mine.seat is Seat.REQUESTED)
    if not offer.stands(now):
        return _over(session, offer)
    other = await overlapping(db, mine.person_id, session)
    if other is not None:
        return Refused(Refusal.OVERLAP, other)
    if not await _a_seat_is_left(db, session, offer, now):
        offer.state = OfferState.VOID
        return _over(session, offer)
    mine.seat = Seat.REQUESTED if session.needs_approval else Seat.SEATED
    mine.intention, mine.changed_at = Intention.CONFIRMED, now
    _answer(db, offer, OfferState.ACCEPTED, now)
    if mine.seat is Seat.REQUESTED:
        await requests.ask(db, mine, now=now)
    if not (await registrations.tally(db, session.id, now)).free(session.capacity):
        await void(db, session)
    return Accepted(session, again=False, requested=mine.seat is Seat.REQUESTED)


async def decline(db: AsyncSession, person: Person | None, offer_id: int, *, now: datetime) -> Declined | Over:
    """« Je laisse la place »: they leave the line, and may come back to its end. Raises as `accept`."""
    session, offer = await _locked(db, person, offer_id, now)
    if not offer.stands(now):
        return _over(session, offer)
    leave(offer.registration, WithdrawalReason.OFFER_DECLINED, now)
    _answer(db, offer, OfferState.DECLINED, now)
    await offer_free_seats(db, session, now=now)
    return Declined(session)


async def _locked(
    db: AsyncSession, person: Person | None, offer_id: int, now: datetime
) -> tuple[TrainingSession, SeatOffer]:
    known = await access.locked(db, person)
    found = await queries.find(db, offer_id)
    if found is None or found.registration.person_id != known.id:
        raise Gone("offer")
    session = await finding.locked_published(db, found.session_id)
    if not ahead(session, now):
        raise Stale("session")
    found = await queries.find(db, offer_id)  # afresh: what it was before the lock may have changed
    assert found is not None
    return session, found


async def _a_seat_is_left(db: AsyncSession, session: TrainingSession, offer: SeatOffer, now: datetime) -> bool:
    """Of a reserved one too: the capacity may have shrunk since."""
    counts = await registrations.tally(db, session.id, now)
    if offer.holds_seat:
        return counts.taken < session.capacity
    caps = await quotas.enforced(db, session, now)
    within = caps is None or caps.has_room(caps.facts.get(offer.registration.person_id))
    return within and counts.free(session.capacity) > 0


def _answer(db: AsyncSession, offer: SeatOffer, state: OfferState, now: datetime) -> None:
    offer.state, offer.answered_at = state, now
    person_id = offer.registration.person_id
    journal.record(
        db, person_id, f"registration.offer_{state.value}", "session", offer.session_id, now=now, offer=offer.id
    )


def _over(session: TrainingSession, offer: SeatOffer) -> Over:
    match offer.state:
        case OfferState.PENDING | OfferState.EXPIRED:
            end = OfferEnd.LATE
        case OfferState.VOID:
            end = OfferEnd.TAKEN
        case _:
            end = OfferEnd.ANSWERED
    waits = offer.registration.seat is Seat.WAITING and offer.state is not OfferState.PENDING
    return Over(session, end, offer.expires_at, waits)
