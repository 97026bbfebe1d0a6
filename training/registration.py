"""Registering, confirming, withdrawing: who gets a seat, and who gets the one that is freed.

Locks: the person first (their calendar), then the session (its seats); what is counted afterwards cannot change.
"""

import enum
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Intention, Person, Registration, Seat, SessionState, TrainingSession, WithdrawalReason
from db.queries import programme
from db.queries import registration as queries
from db.queries.registration import Position
from training import access, audience, journal
from training.errors import Gone, Stale
from training.waiting_line import ahead, give_freed_seat, overlapping

__all__ = [
    "AlreadyIn",
    "Confirmed",
    "Refusal",
    "Refused",
    "Seat",
    "Seated",
    "Seating",
    "Verdict",
    "Waitlisted",
    "WithdrawalReason",
    "Withdrawn",
    "confirm",
    "decide",
    "register",
    "withdraw",
]


class Refusal(enum.StrEnum):
    """Why somebody cannot register, in the order in which the gates are passed."""

    NOT_OPEN = "not_open"
    STARTED = "started"
    WRONG_PUBLIC = "wrong_public"
    OVERLAP = "overlap"


@dataclass(frozen=True)
class Seated:
    """A seat is theirs."""


@dataclass(frozen=True)
class Waitlisted:
    """They wait; `rank` counts from 1."""

    rank: int


@dataclass(frozen=True)
class AlreadyIn:
    """They were registered before; `rank` is None for who has a seat. Nothing changed."""

    seat: Seat
    rank: int | None


@dataclass(frozen=True)
class Refused:
    """Nothing changed. `other` is the session whose dates overlap, for OVERLAP only."""

    reason: Refusal
    other: TrainingSession | None = None


Verdict = Seated | Waitlisted | AlreadyIn | Refused


@dataclass(frozen=True)
class Confirmed:
    """The person intends to come; `again`: they had said so before."""

    again: bool


@dataclass(frozen=True)
class Withdrawn:
    """The person is no longer registered; `was` is what they left (WITHDRAWN: they had left before)."""

    session: TrainingSession
    was: Seat


@dataclass(frozen=True)
class Seating:
    """All that the decision depends on, counted under the locks."""

    state: SessionState
    starts_at: datetime
    capacity: int
    seated: int
    waiting: int
    for_their_public: bool
    seat: Seat | None = None
    rank: int | None = None
    overlapping: TrainingSession | None = None


def decide(seating: Seating, now: datetime) -> Verdict:
    """What a request for a seat leads to. While somebody waits, a newcomer waits too: nobody jumps the line."""
    if seating.seat in (Seat.SEATED, Seat.WAITING):
        return AlreadyIn(seating.seat, seating.rank)
    refusal = _refusal(seating, now)
    if refusal is not None:
        return Refused(refusal, seating.overlapping if refusal is Refusal.OVERLAP else None)
    if seating.seated < seating.capacity and seating.waiting == 0:
        return Seated()
    return Waitlisted(seating.waiting + 1)


def _refusal(seating: Seating, now: datetime) -> Refusal | None:
    if seating.state is not SessionState.OPEN:
        return Refusal.NOT_OPEN
    if seating.starts_at <= now:
        return Refusal.STARTED
    if not seating.for_their_public:
        return Refusal.WRONG_PUBLIC
    return Refusal.OVERLAP if seating.overlapping else None


async def register(db: AsyncSession, person: Person | None, session_id: int, *, now: datetime) -> Verdict:
    """Give this person a seat, or a place at the end of the line.

    Raises Forbidden for who is not verified, Gone for a session that does not exist or is not published.
    """
    person = await _locked(db, person)
    session = await _published(db, session_id)
    here = await queries.position(db, session.id, person.id)
    verdict = decide(await _seating(db, person, session, here), now)
    match verdict:
        case Seated():
            _join(db, person, session, here, Seat.SEATED, now)
        case Waitlisted():
            _join(db, person, session, here, Seat.WAITING, now)
    return verdict


async def confirm(db: AsyncSession, person: Person | None, session_id: int, *, now: datetime) -> Confirmed:
    """« Je confirme »: the person, who has a seat, intends to come.

    Raises Gone for who has no seat, Stale once the session has started or when it does not take place.
    """
    person = await _locked(db, person)
    session = await _published(db, session_id)
    mine = await queries.find(db, session.id, person.id)
    if mine is None or mine.seat is not Seat.SEATED:
        raise Gone("registration")
    if not ahead(session, now):
        raise Stale("session")
    again = mine.intention is Intention.CONFIRMED
    if not again:
        mine.intention, mine.changed_at = Intention.CONFIRMED, now
        journal.record(db, person.id, "registration.confirmed", "session", session.id, now=now)
    return Confirmed(again)


async def withdraw(
    db: AsyncSession, person: Person | None, session_id: int, reason: WithdrawalReason, *, now: datetime
) -> Withdrawn:
    """Leave the session or its line; a seat that is freed goes to the first in line.

    Raises Gone for who never registered, Stale once the session has started.
    """
    person = await _locked(db, person)
    session = await _published(db, session_id)
    mine = await queries.find(db, session.id, person.id)
    if mine is None:
        raise Gone("registration")
    if mine.seat is Seat.WITHDRAWN:
        return Withdrawn(session, Seat.WITHDRAWN)
    if session.starts_at <= now:
        raise Stale("session")
    was = _leave(mine, reason, now)
    journal.record(
        db, person.id, "registration.withdrawn", "session", session.id, now=now, was=was.value, reason=reason.value
    )
    if was is Seat.SEATED:
        await give_freed_seat(db, session, now=now)
    return Withdrawn(session, was)


async def _locked(db: AsyncSession, person: Person | None) -> Person:
    known = access.verified(person)
    return access.verified(await queries.lock_person(db, known.id))


async def _published(db: AsyncSession, session_id: int) -> TrainingSession:
    session = await programme.lock_session(db, session_id)
    if session is None or session.state is SessionState.DRAFT:
        raise Gone("session")
    return session


async def _seating(db: AsyncSession, person: Person, session: TrainingSession, here: Position) -> Seating:
    return Seating(
        state=session.state,
        starts_at=session.starts_at,
        capacity=session.capacity,
        seated=here.seated,
        waiting=here.waiting,
        for_their_public=await audience.open_to(db, person, session),
        seat=here.mine.seat if here.mine else None,
        rank=here.rank,
        overlapping=await overlapping(db, person.id, session),
    )


def _join(
    db: AsyncSession, person: Person, session: TrainingSession, here: Position, seat: Seat, now: datetime
) -> None:
    mine = here.mine
    if mine is None:
        mine = Registration(session_id=session.id, person_id=person.id)
        db.add(mine)
    mine.seat, mine.intention, mine.withdrawal_reason = seat, Intention.UNKNOWN, None
    mine.registered_at = mine.changed_at = now
    mine.place_in_line = here.last + 1
    journal.record(db, person.id, f"registration.{seat.value}", "session", session.id, now=now)


def _leave(mine: Registration, reason: WithdrawalReason, now: datetime) -> Seat:
    was, mine.seat = mine.seat, Seat.WITHDRAWN
    mine.intention, mine.withdrawal_reason, mine.changed_at = Intention.UNKNOWN, reason, now
    return was
