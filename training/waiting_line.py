"""The waiting line of a session: a seat that is free is offered to who waits, and the tick that leaves none idle.

Whoever calls these has locked the session. Programme time.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Intention, OfferState, Registration, Seat, SeatOffer, TrainingSession, WithdrawalReason
from db.queries import offers, programme
from db.queries import registration as queries
from training import journal, outbox, quiet, quotas
from training.calendar import days_until, overlap
from training.notices import Notice, OfferLapsed, SeatOffered

SESSIONS_A_TICK = 200
ANSWER_WITHIN = ((8, timedelta(hours=24)), (4, timedelta(hours=8)), (2, timedelta(hours=4)))
"""From so many days before the session on, so many waking hours to answer an offer. Source: the team.

Later, from the day before, a free seat is offered to all who wait, and the first answer has it.
"""


async def offer_free_seats(db: AsyncSession, session: TrainingSession, *, now: datetime) -> list[SeatOffer]:
    """Offer each free seat to the first in line who may have it and has no offer yet; they are owed it.

    Offers that have expired are lapsed before, and those void, the last in line first, for which there is no seat
    any more. Whose calendar is not free, or whose quota is full, keeps their place.
    """
    await lapse(db, session, now=now)
    if not ahead(session, now):
        return []
    await _void_surplus(db, session, now)
    free = (await queries.tally(db, session.id, now)).free(session.capacity)
    most = None if for_all(session, now) else free
    caps = await quotas.enforced(db, session, now) if free else None
    made: list[SeatOffer] = []
    for waiting in await _without_offer(db, session) if free else []:
        if len(made) == most:
            break
        if caps is not None and not caps.has_room(caps.facts.get(waiting.person_id)):
            continue
        if await overlapping(db, waiting.person_id, session) is None:
            made.append(await _offer(db, session, waiting, now))
            if caps is not None and most is not None:
                caps.take(caps.facts.get(waiting.person_id))
    return made


async def seat_by_hand(db: AsyncSession, session: TrainingSession, person_id: int, *, by: int, now: datetime) -> bool:
    """A free seat to somebody without an account, whom no offer reaches; whether it is theirs now.

    Whoever can be told has been offered what is free before. Those whom nothing reaches have their turn in order; the
    person is locked too.
    """
    await offer_free_seats(db, session, now=now)
    told = await offers.with_account(db, [one.person_id for one in await queries.line(db, session.id)])
    unreached = [one for one in await queries.line(db, session.id) if one.person_id not in told]
    free = (await queries.tally(db, session.id, now)).free(session.capacity)
    mine = unreached[0] if unreached else None
    if mine is None or mine.person_id != person_id or not free or not ahead(session, now):
        return False
    caps = await quotas.enforced(db, session, now)
    if caps is not None and not caps.has_room(caps.facts.get(person_id)):
        return False
    if await overlapping(db, person_id, session) is not None:
        return False
    mine.seat, mine.changed_at = Seat.SEATED, now
    journal.record(db, by, "registration.seated", "session", session.id, now=now, person_id=person_id)
    return True


async def lapse(db: AsyncSession, session: TrainingSession, *, now: datetime) -> int:
    """Whose time to answer is over waits no more, and is told how to go on waiting; how many they are.

    Who was never told of the offer, as nothing was sent in all that time, keeps their place. Once the session has
    started, or when it does not take place, offers end and nothing else changes.
    """
    expired = [offer for offer in await offers.pending(db, session.id) if not offer.stands(now)]
    untold = await offers.still_owed(db, map(_key, expired)) if expired else set()
    for offer in expired:
        if ahead(session, now) and _key(offer) not in untold:
            leave(offer.registration, WithdrawalReason.OFFER_EXPIRED, now)
            _record(db, None, "registration.offer_expired", offer, now)
            await _owe(db, session, offer.registration, OfferLapsed(offer.id), f"offer_lapsed:{offer.id}", now)
        offer.state = OfferState.VOID if _key(offer) in untold else OfferState.EXPIRED
    return len(expired)


async def void(db: AsyncSession, session: TrainingSession, *, of: Registration | None = None) -> None:
    """End the pending offer `of` somebody or, without them, all those that hold no seat: nothing is left to answer."""
    for offer in await offers.pending(db, session.id):
        if offer.registration_id == of.id if of else not offer.holds_seat:
            offer.state = OfferState.VOID


async def tend(db: AsyncSession, *, now: datetime) -> int:
    """The tick: offers that expired are lapsed, and no seat is idle while somebody could take it; the offers made.

    Seats are freed without a withdrawal too: a calendar that becomes free, a capacity that grows.
    """
    made = 0
    for session_id in sorted(await offers.sessions_to_look_at(db, now, SESSIONS_A_TICK)):
        session = await programme.lock_session(db, session_id)
        if session is not None:
            made += len(await offer_free_seats(db, session, now=now))
    return made


def ahead(session: TrainingSession, now: datetime) -> bool:
    """Whether the session is going to take place and has not started."""
    return session.state in programme.HAPPENING and session.starts_at > now


def for_all(session: TrainingSession, now: datetime) -> bool:
    """Whether it is so near that a free seat is for the first who answers."""
    return days_until(session, now) < ANSWER_WITHIN[-1][0]


def answer_until(session: TrainingSession, now: datetime) -> datetime:
    """Until when an offer that is made now can be answered: waking hours at the venue, never after the start."""
    days = days_until(session, now)
    within = next((hours for least, hours in ANSWER_WITHIN if days >= least), None)
    return min(quiet.waking(now, within, session.zone), session.starts_at) if within else session.starts_at


async def overlapping(db: AsyncSession, person_id: int, session: TrainingSession) -> TrainingSession | None:
    """A session where this person has a seat, or asked for one, and that shares a half-day with `session`.

    It stays true only while their row is locked.
    """
    return _first_of(await queries.calendar(db, person_id), session)


async def overlaps(
    db: AsyncSession, person_ids: Collection[int], session: TrainingSession
) -> dict[int, TrainingSession]:
    """The same of several people, by person: those who have such a session."""
    theirs = await queries.calendars(db, person_ids)
    found = {person_id: _first_of(calendar, session) for person_id, calendar in theirs.items()}
    return {person_id: other for person_id, other in found.items() if other is not None}


def _first_of(calendar: Iterable[TrainingSession], session: TrainingSession) -> TrainingSession | None:
    return next((other for other in calendar if other.id != session.id and overlap(other, session)), None)


def leave(mine: Registration, reason: WithdrawalReason, now: datetime) -> Seat:
    """Give up a seat or a place in the line; which it was."""
    was, mine.seat = mine.seat, Seat.WITHDRAWN
    mine.intention, mine.withdrawal_reason, mine.changed_at = Intention.UNKNOWN, reason, now
    return was


async def _void_surplus(db: AsyncSession, session: TrainingSession, now: datetime) -> None:
    """After a capacity that shrank."""
    counts = await queries.tally(db, session.id, now)
    surplus = counts.taken + counts.held - session.capacity
    holding = [offer for offer in await offers.pending(db, session.id) if offer.holds_seat]
    for offer in reversed(holding[-surplus:] if surplus > 0 else []):
        offer.state = OfferState.VOID


async def _without_offer(db: AsyncSession, session: TrainingSession) -> list[Registration]:
    """Who waits and can be told: whom a list put forward and who has no account keeps their place meanwhile."""
    offered = {offer.registration_id for offer in await offers.pending(db, session.id)}
    line = [waiting for waiting in await queries.line(db, session.id) if waiting.id not in offered]
    told = await offers.with_account(db, [waiting.person_id for waiting in line]) if line else set()
    return [waiting for waiting in line if waiting.person_id in told]


async def _offer(db: AsyncSession, session: TrainingSession, waiting: Registration, now: datetime) -> SeatOffer:
    offer = SeatOffer(
        registration_id=waiting.id,
        registration=waiting,
        session_id=session.id,
        holds_seat=not for_all(session, now),
        state=OfferState.PENDING,
        offered_at=now,
        expires_at=answer_until(session, now),
    )
    db.add(offer)
    await db.flush()
    _record(db, None, "registration.seat_offered", offer, now)
    await _owe(db, session, waiting, SeatOffered(offer.id), _key(offer), now)
    return offer


def _key(offer: SeatOffer) -> str:
    """Of the message that tells of it."""
    return f"seat_offered:{offer.id}"


def _record(db: AsyncSession, actor_id: int | None, verb: str, offer: SeatOffer, now: datetime) -> None:
    person_id = offer.registration.person_id
    journal.record(db, actor_id, verb, "session", offer.session_id, now=now, person_id=person_id, offer=offer.id)


async def _owe(
    db: AsyncSession, session: TrainingSession, to: Registration, notice: Notice, key: str, now: datetime
) -> None:
    due_at = quiet.shift_before(now, session.zone, session.starts_at)
    await outbox.owe(db, to.person_id, notice, key=key, due_at=due_at, expires_at=session.starts_at)
