"""Other days for a session: seats are kept, everybody is asked again, the organiser sees who has answered.

Locks: the people first, in their order (their calendars), then the session. Whoever has a seat elsewhere on the new
days cannot be in two rooms: they keep that one, leave this one, and are told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import ChangeKind, Person, Registration, Seat, SessionChange, TrainingSession, WithdrawalReason
from db.queries import changes as queries
from db.queries import people
from training import access, finding, journal, quiet
from training.calendar import instant
from training.changes import common
from training.changes.common import Changed
from training.errors import Gone, Stale, TrainingError
from training.notices import SessionMoved
from training.waiting_line import leave, offer_free_seats, overlaps, void

ANSWER_WITHIN = timedelta(hours=72)
"""How long seats are kept unasked after a move: waking hours of the venue, never after the start. Source: the team."""
SEATS = (Seat.SEATED, Seat.REQUESTED)


class TooSoon(TrainingError):
    """The new first day has begun, or is the one it was."""


@dataclass(frozen=True)
class Plan:
    """What a move would lead to: `told` people, of whom `elsewhere` have a seat in another session on the new days."""

    session: TrainingSession
    first_day: date
    last_day: date
    told: int
    elsewhere: tuple[Registration, ...]


@dataclass(frozen=True)
class Tally:
    """The last move of a session and what people have answered since."""

    session: TrainingSession
    change: SessionChange
    answers: queries.Answers


async def plan(
    db: AsyncSession, actor: Person | None, session_id: int, first_day: date, last_day: date, *, now: datetime
) -> Plan:
    """What it would lead to; nothing is changed. Raises Forbidden, Gone, Stale, TooSoon."""
    _, session = await common.found(db, actor, session_id, now)
    _check(session, first_day, last_day, now)
    lost = await elsewhere(db, session, _there(session, first_day, last_day))
    told = await queries.people(db, session.id, common.CONCERNED)
    return Plan(session, first_day, last_day, len(told), tuple(lost))


async def move(
    db: AsyncSession,
    actor: Person | None,
    session_id: int,
    first_day: date,
    last_day: date,
    *,
    version: int,
    now: datetime,
) -> Changed:
    """Move it, in the version that the organiser saw, and tell everybody.

    Raises Forbidden, Gone, Stale (it changed meanwhile, has started, does not take place, or somebody has just
    registered), TooSoon.
    """
    await access.organiser(db, actor)
    known = await queries.people(db, session_id, SEATS)
    await people.lock_several(db, known)
    organiser, session = await common.locked(db, actor, session_id, version, now)
    if await queries.people(db, session_id, SEATS) != known:
        raise Stale("session")
    _check(session, first_day, last_day, now)
    lost = await elsewhere(db, session, _there(session, first_day, last_day))
    change = common.note(db, organiser.id, session, ChangeKind.MOVED, now)
    session.first_day, session.last_day = first_day, last_day
    await common.follow(db, session, now=now)
    return Changed(change, await carry_out(db, organiser.id, session, change, lost, now=now))


async def carry_out(
    db: AsyncSession,
    by_id: int | None,
    session: TrainingSession,
    change: SessionChange,
    lost: Sequence[Registration],
    *,
    now: datetime,
) -> int:
    """What follows once the new days are written: everybody is asked again, `lost` leave; how many are told."""
    change.answer_until = min(quiet.waking(now, ANSWER_WITHIN, session.zone), session.starts_at)
    await queries.forget_intentions(db, session.id)
    told = await common.tell(db, session, change, SessionMoved, now=now)
    for mine in lost:
        leave(mine, WithdrawalReason.MOVED_ONTO_ANOTHER, now)
        reason = WithdrawalReason.MOVED_ONTO_ANOTHER.value
        details = {"person_id": mine.person_id, "reason": reason}
        journal.record(db, by_id, "registration.withdrawn", "session", session.id, now=now, **details)
    await _offer_again(db, session, now)
    return told


async def tally(db: AsyncSession, actor: Person | None, session_id: int) -> Tally:
    """What people have answered to its last move. Raises Forbidden, Gone (it never moved)."""
    await access.organiser(db, actor)
    session = await finding.session(db, session_id)
    change = await queries.latest(db, session.id, ChangeKind.MOVED)
    if change is None:
        raise Gone("session")
    return Tally(session, change, await queries.answers(db, change))


def _check(session: TrainingSession, first_day: date, last_day: date, now: datetime) -> None:
    same = (first_day, last_day) == (session.first_day, session.last_day)
    if same or instant(first_day, session.opens, session.zone) <= now:
        raise TooSoon


def _there(session: TrainingSession, first_day: date, last_day: date) -> TrainingSession:
    """The session as it would be on these days."""
    return TrainingSession(
        id=session.id, first_day=first_day, last_day=last_day, opens=session.opens, closes=session.closes
    )


async def elsewhere(db: AsyncSession, session: TrainingSession, there: TrainingSession) -> Sequence[Registration]:
    """Who has a seat in it, and in another session that shares a half-day with its new days, `there`."""
    mine = await queries.registered(db, session.id, SEATS)
    busy = await overlaps(db, [each.person_id for each in mine], there)
    return [each for each in mine if each.person_id in busy]


async def _offer_again(db: AsyncSession, session: TrainingSession, now: datetime) -> None:
    """Offers of the former days end, with their times to answer; the seats that are free now are offered anew."""
    await db.flush()
    for waiting in await queries.registered(db, session.id, (Seat.WAITING,)):
        await void(db, session, of=waiting)
    await void(db, session)
    await db.flush()
    await offer_free_seats(db, session, now=now)
