"""Registering, confirming, withdrawing: who gets a seat, and who waits for one.

Locks: the person first (their calendar), then the session (its seats); what is counted afterwards cannot change.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Intention, Person, Registration, Seat, TrainingSession, WithdrawalReason
from db.queries import registration as queries
from db.queries import replacements
from db.queries.registration import Position
from training import access, audience, finding, journal, quotas, requests
from training.errors import Gone, Stale
from training.seating import (
    OFFERED,
    AlreadyIn,
    Refusal,
    Refused,
    Requested,
    Seated,
    Seating,
    Verdict,
    Waitlisted,
    decide,
)
from training.waiting_line import ahead, lapse, leave, offer_free_seats, overlapping, seat_by_hand, void

__all__ = [
    "AlreadyIn",
    "Confirmed",
    "Refusal",
    "Refused",
    "Requested",
    "Seat",
    "Seated",
    "Seating",
    "Verdict",
    "Waitlisted",
    "WithdrawalReason",
    "Withdrawn",
    "confirm",
    "decide",
    "join",
    "register",
    "seat",
    "seating",
    "withdraw",
]


@dataclass(frozen=True)
class Confirmed:
    """The person intends to come; `again`: they had said so before."""

    again: bool


@dataclass(frozen=True)
class Withdrawn:
    """The person is no longer registered; `was` is what they left (WITHDRAWN: they had left before)."""

    session: TrainingSession
    was: Seat


async def register(
    db: AsyncSession, person: Person | None, session_id: int, *, now: datetime, by: Person | None = None
) -> Verdict:
    """Give this person a seat, or a place at the end of the line; `by` an organiser, for somebody without a phone.

    Raises Forbidden for who is not verified, Gone for a session that does not exist or is not published.
    """
    person = await access.acting(db, person, by)
    session = await finding.locked_published(db, session_id)
    here = await queries.position(db, session.id, person.id, now)
    if here is not None and here.lapsed:
        await lapse(db, session, now=now)
        here = await queries.position(db, session.id, person.id, now)
    assert here is not None
    verdict = decide(await seating(db, person, session, here, now), now)
    match verdict:
        case Seated():
            join(db, person, session, here, Seat.SEATED, now, by)
        case Requested():
            await requests.ask(db, join(db, person, session, here, Seat.REQUESTED, now, by), now=now)
        case Waitlisted():
            join(db, person, session, here, Seat.WAITING, now, by)
    return verdict


async def seat(db: AsyncSession, person: Person, session_id: int, *, by: Person | None, now: datetime) -> bool:
    """An organiser gives a free seat to somebody without an account who waits; whether it could be given.

    Raises Forbidden, Gone.
    """
    organiser = await access.organiser(db, by)
    person = await access.acting(db, person, organiser)
    session = await finding.locked_published(db, session_id)
    return await seat_by_hand(db, session, person.id, by=organiser.id, now=now)


async def confirm(
    db: AsyncSession, person: Person | None, session_id: int, *, now: datetime, by: Person | None = None
) -> Confirmed:
    """« Je confirme »: the person, who has a seat, intends to come; or `by` an organiser, whom they told so.

    Raises Gone for who has no seat, Stale once the session has started or when it does not take place.
    """
    person = await access.acting(db, person, by)
    session = await finding.locked_published(db, session_id)
    mine = await queries.find(db, session.id, person.id)
    if mine is None or mine.seat is not Seat.SEATED:
        raise Gone("registration")
    if not ahead(session, now):
        raise Stale("session")
    again = mine.intention is Intention.CONFIRMED
    if not again:
        mine.intention, mine.changed_at = Intention.CONFIRMED, now
        _record(db, person, by, "registration.confirmed", session, now)
    return Confirmed(again)


async def withdraw(
    db: AsyncSession,
    person: Person | None,
    session_id: int,
    reason: WithdrawalReason,
    *,
    now: datetime,
    by: Person | None = None,
) -> Withdrawn:
    """Leave the session or its line; a seat that is freed is offered to the first in line.

    `by` an organiser, whom they told so. Raises Gone for who never registered, Stale once the session has started.
    """
    person = await access.acting(db, person, by)
    session = await finding.locked_published(db, session_id)
    mine = await queries.find(db, session.id, person.id)
    if mine is None:
        raise Gone("registration")
    if mine.seat is Seat.WITHDRAWN:
        return Withdrawn(session, Seat.WITHDRAWN)
    if session.starts_at <= now:
        raise Stale("session")
    was = leave(mine, reason, now)
    _record(db, person, by, "registration.withdrawn", session, now, was=was.value, reason=reason.value)
    await void(db, session, of=mine)
    await replacements.void(db, mine.id)
    await offer_free_seats(db, session, now=now)
    return Withdrawn(session, was)


async def seating(db: AsyncSession, person: Person, session: TrainingSession, here: Position, now: datetime) -> Seating:
    """All that the decision depends on; the person and the session are locked."""
    caps = await quotas.enforced(db, session, now)
    line = [each.person_id for each in await queries.line(db, session.id)] if caps else []
    return Seating(
        state=session.state,
        starts_at=session.starts_at,
        capacity=session.capacity,
        seated=here.seated + here.requested,
        held=here.held,
        waiting=here.waiting,
        ahead=sum(caps.has_room(caps.facts.get(each)) for each in line) if caps else here.waiting,
        needs_approval=session.needs_approval,
        quota_full=caps is not None and not caps.has_room(await quotas.facts_of(db, person)),
        for_their_public=await audience.open_to(db, person, session),
        seat=here.mine.seat if here.mine else None,
        rank=here.rank,
        left_an_offer=here.mine is not None and here.mine.withdrawal_reason in OFFERED,
        overlapping=await overlapping(db, person.id, session),
    )


def join(
    db: AsyncSession,
    person: Person,
    session: TrainingSession,
    here: Position,
    seat: Seat,
    now: datetime,
    by: Person | None = None,
) -> Registration:
    """Give this person that seat, or the last place in the line; `by` is the organiser who does it for them."""
    mine = here.mine
    if mine is None:
        mine = Registration(session_id=session.id, person_id=person.id)
        db.add(mine)
    mine.seat, mine.intention, mine.withdrawal_reason = seat, Intention.UNKNOWN, None
    mine.registered_at = mine.changed_at = now
    mine.place_in_line = here.last + 1
    _record(db, person, by, f"registration.{seat.value}", session, now)
    return mine


def _record(
    db: AsyncSession,
    person: Person,
    by: Person | None,
    verb: str,
    session: TrainingSession,
    now: datetime,
    **details: str,
) -> None:
    whose: dict[str, object] = {"person_id": person.id} if by else {}
    actor_id = by.id if by else person.id
    journal.record(db, actor_id, verb, "session", session.id, now=now, **whose | details)
