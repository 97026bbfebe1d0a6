"""Registrations that an organiser decides, where a session asks for it: until then a seat is kept.

Locks: the person first (their calendar), then the session (its seats).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, Registration, Seat, TrainingSession, WithdrawalReason
from db.queries import identification, people
from db.queries import requests as queries
from training import access, finding, journal, outbox, quiet
from training.errors import Gone, Stale
from training.notices import RequestAsked, RequestDecided
from training.waiting_line import ahead, leave, offer_free_seats


@dataclass(frozen=True)
class Decided:
    """What became of a request: `by_another`, somebody came first and nothing changed."""

    session: TrainingSession
    accepted: bool
    by_another: bool = False


async def ask(db: AsyncSession, mine: Registration, *, now: datetime) -> None:
    """Tell the organisers, unless others wait in the same session already: they were told. The session is locked."""
    await db.flush()
    if await queries.number(db, mine.session_id) > 1:
        return
    session = await finding.session(db, mine.session_id)
    notices = dict.fromkeys(await identification.organisers(db), RequestAsked(session.id))
    due_at = quiet.shift_before(now, session.zone, session.starts_at)
    await outbox.owe_all(db, notices, key=f"request:{mine.id}:{now.timestamp()}", due_at=due_at)


async def pending(db: AsyncSession, actor: Person | None, session_id: int) -> Sequence[Registration]:
    """Who waits for a decision, the first who asked first; each with the person. Raises Forbidden, Gone."""
    await access.organiser(db, actor)
    session = await finding.session(db, session_id)
    return await queries.pending(db, session.id)


async def approve(db: AsyncSession, actor: Person | None, registration_id: int, *, now: datetime) -> Decided:
    """The seat is theirs, and they are told.

    Raises Forbidden, Gone (no such request), Stale once the session has started or when it does not take place.
    """
    organiser, session, mine = await _locked(db, actor, registration_id, now)
    if mine.seat is not Seat.REQUESTED:
        return Decided(session, mine.seat is Seat.SEATED, by_another=True)
    mine.seat, mine.changed_at = Seat.SEATED, now
    _record(db, organiser, "registration.seated", mine, now)
    await _tell(db, mine, accepted=True, now=now)
    return Decided(session, accepted=True)


async def refuse(db: AsyncSession, actor: Person | None, registration_id: int, *, now: datetime) -> Decided:
    """They leave the session and are told; the seat is offered to who waits. Raises as `approve`."""
    organiser, session, mine = await _locked(db, actor, registration_id, now)
    if mine.seat is not Seat.REQUESTED:
        return Decided(session, mine.seat is Seat.SEATED, by_another=True)
    leave(mine, WithdrawalReason.NOT_APPROVED, now)
    _record(db, organiser, "registration.withdrawn", mine, now, reason=WithdrawalReason.NOT_APPROVED.value)
    await _tell(db, mine, accepted=False, now=now)
    await offer_free_seats(db, session, now=now)
    return Decided(session, accepted=False)


async def _locked(
    db: AsyncSession, actor: Person | None, registration_id: int, now: datetime
) -> tuple[Person, TrainingSession, Registration]:
    organiser = await access.organiser(db, actor)
    found = await db.get(Registration, registration_id)
    if found is None:
        raise Gone("registration")
    await people.lock(db, found.person_id)
    session = await finding.locked_published(db, found.session_id)
    await db.refresh(found)
    if not ahead(session, now):
        raise Stale("session")
    return organiser, session, found


def _record(db: AsyncSession, organiser: Person, verb: str, mine: Registration, now: datetime, **details: str) -> None:
    journal.record(db, organiser.id, verb, "session", mine.session_id, now=now, person_id=mine.person_id, **details)


async def _tell(db: AsyncSession, mine: Registration, *, accepted: bool, now: datetime) -> None:
    key = f"request_decided:{mine.id}:{now.timestamp()}"
    notice = RequestDecided(mine.session_id, accepted)
    await outbox.owe(db, mine.person_id, notice, key=key, due_at=now)
