"""Seats, the waiting line, and people's calendars. Lock people before sessions."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, contains_eager

from db.models import Intention, OfferState, Person, Registration, Seat, SeatOffer, SessionState, TrainingSession


@dataclass(frozen=True)
class Tally:
    """How many registrations of a session are in each state; `confirmed` ones are among the seated.

    `held` seats are offered to some of those who wait, and reserved for them; `requested` ones are for those whose
    registration an organiser has not decided.
    """

    seated: int = 0
    waiting: int = 0
    withdrawn: int = 0
    confirmed: int = 0
    held: int = 0
    requested: int = 0

    @property
    def taken(self) -> int:
        """How many seats somebody has, or has asked for."""
        return self.seated + self.requested

    def free(self, capacity: int) -> int:
        """How many seats nobody has and none is reserved for."""
        return max(0, capacity - self.taken - self.held)


def _ranks() -> Select[int, int]:
    mine, ahead = aliased(Registration), aliased(Registration)
    before = (ahead.session_id == mine.session_id) & (ahead.place_in_line <= mine.place_in_line)
    return (
        select(mine.session_id, func.count())
        .join(ahead, before & (ahead.seat == Seat.WAITING))
        .where(mine.person_id == bindparam("person"), mine.seat == Seat.WAITING)
        .group_by(mine.session_id)
    )


def _position() -> Select[TrainingSession, Any, Any, int, int, int, int, int, int, int]:
    other, offered = aliased(Registration), aliased(SeatOffer)
    there = select(func.count()).where(other.session_id == TrainingSession.id)
    waiting = there.where(other.seat == Seat.WAITING)
    pending = select(func.count()).where(
        offered.session_id == TrainingSession.id, offered.state == OfferState.PENDING, offered.holds_seat
    )
    standing = offered.expires_at > bindparam("now")
    to_me = (SeatOffer.registration_id == Registration.id) & (SeatOffer.state == OfferState.PENDING)
    mine = (Registration.session_id == TrainingSession.id) & (Registration.person_id == bindparam("person"))
    return (
        select(
            TrainingSession,
            Registration,
            SeatOffer,
            there.where(other.seat == Seat.SEATED).scalar_subquery(),
            waiting.scalar_subquery(),
            waiting.where(other.place_in_line <= Registration.place_in_line).scalar_subquery(),
            select(func.max(other.place_in_line)).where(other.session_id == TrainingSession.id).scalar_subquery(),
            pending.where(standing).scalar_subquery(),
            pending.where(~standing).scalar_subquery(),
            there.where(other.seat == Seat.REQUESTED).scalar_subquery(),
        )
        .select_from(TrainingSession)
        .outerjoin(Registration, mine)
        .outerjoin(SeatOffer, to_me)
        .where(TrainingSession.id == bindparam("session"))
    )


def _calendar() -> Select[TrainingSession]:
    theirs = (Registration.person_id == bindparam("person")) & Registration.seat.in_((Seat.SEATED, Seat.REQUESTED))
    wanted = select(TrainingSession).join(Registration, Registration.session_id == TrainingSession.id)
    return wanted.where(theirs, TrainingSession.state != SessionState.CANCELLED).order_by(TrainingSession.starts_at)


RANKS, POSITION, CALENDAR = _ranks(), _position(), _calendar()
"""Made once: building a statement and its cache key costs more than a small one's execution."""


async def find(db: AsyncSession, session_id: int, person_id: int) -> Registration | None:
    """This person's registration, withdrawn or not, read afresh."""
    wanted = select(Registration).where(Registration.session_id == session_id, Registration.person_id == person_id)
    return (await db.scalars(wanted.execution_options(populate_existing=True))).one_or_none()


async def tallies(db: AsyncSession, session_ids: Iterable[int], now: datetime) -> dict[int, Tally]:
    """The counts of each session asked for at `now`; all zero for one that nobody registered in."""
    wanted = list(session_ids)
    confirmed = func.count().filter(Registration.seat == Seat.SEATED, Registration.intention == Intention.CONFIRMED)
    counts = [func.count().filter(Registration.seat == seat) for seat in (Seat.SEATED, Seat.WAITING, Seat.WITHDRAWN)]
    held = func.count().filter(SeatOffer.holds_seat, SeatOffer.expires_at > now)
    pending = (SeatOffer.registration_id == Registration.id) & (SeatOffer.state == OfferState.PENDING)
    grouped = select(Registration.session_id, *counts, confirmed, held).outerjoin(SeatOffer, pending)
    grouped = grouped.add_columns(func.count().filter(Registration.seat == Seat.REQUESTED))
    asked = grouped.where(Registration.session_id.in_(wanted))
    rows = (await db.execute(asked.group_by(Registration.session_id))).all()
    found: dict[int, Tally] = {row[0]: Tally(*row[1:]) for row in rows}
    return {session_id: found.get(session_id, Tally()) for session_id in wanted}


async def tally(db: AsyncSession, session_id: int, now: datetime) -> Tally:
    return (await tallies(db, [session_id], now))[session_id]


async def line(db: AsyncSession, session_id: int) -> Sequence[Registration]:
    """Who waits, in order, read afresh."""
    waiting = (Registration.session_id == session_id) & (Registration.seat == Seat.WAITING)
    ordered = select(Registration).where(waiting).order_by(Registration.place_in_line)
    return (await db.scalars(ordered.execution_options(populate_existing=True))).all()


async def ranks(db: AsyncSession, person_id: int) -> dict[int, int]:
    """The person's rank, from 1, in each session where they wait."""
    rows = await db.execute(RANKS, {"person": person_id})
    return dict(rows.all())


@dataclass(frozen=True)
class Position:
    """One person and one session: their registration, their rank (from 1) if they wait, and everybody's counts.

    `offer`: the one to them that is pending, expired or not. `last` is the highest place in line ever given; 0 before
    the first. `held` seats are reserved by offers that stand; `lapsed` ones were, by offers that nothing swept yet;
    `requested` ones are for those whose registration an organiser has not decided.
    """

    session: TrainingSession
    mine: Registration | None
    offer: SeatOffer | None
    rank: int | None
    seated: int
    waiting: int
    last: int
    held: int
    lapsed: int
    requested: int

    @property
    def free(self) -> int:
        """How many seats nobody has and none is reserved for."""
        return max(0, self.session.capacity - self.seated - self.requested - self.held)


async def position(db: AsyncSession, session_id: int, person_id: int, now: datetime) -> Position | None:
    """Where a person stands in a session at `now`, read afresh in one statement; None when there is no such session."""
    asked = {"session": session_id, "person": person_id, "now": now}
    found = (await db.execute(POSITION, asked, execution_options={"populate_existing": True})).one_or_none()
    if found is None:
        return None
    session, mine, offer, seated, waiting, rank, last, held, lapsed, requested = found
    rank = rank if mine and mine.seat is Seat.WAITING else None
    return Position(session, mine, offer, rank, seated, waiting, last or 0, held, lapsed, requested)


async def calendar(db: AsyncSession, person_id: int) -> Sequence[TrainingSession]:
    """The sessions, not cancelled, where this person has a seat or has asked for one."""
    return (await db.scalars(CALENDAR, {"person": person_id})).all()


async def calendars(db: AsyncSession, person_ids: Collection[int]) -> dict[int, list[TrainingSession]]:
    """The same of several people, in one statement; without those who have none."""
    wanted = select(Registration.person_id, TrainingSession).join(TrainingSession, Registration.session)
    taken = Registration.person_id.in_(person_ids) & Registration.seat.in_((Seat.SEATED, Seat.REQUESTED))
    theirs = wanted.where(taken, TrainingSession.state != SessionState.CANCELLED)
    found: dict[int, list[TrainingSession]] = {}
    for person_id, session in await db.execute(theirs.order_by(TrainingSession.starts_at)):
        found.setdefault(person_id, []).append(session)
    return found


async def of_person(db: AsyncSession, person_id: int) -> Sequence[Registration]:
    """Every registration of this person, with its session, by date."""
    wanted = select(Registration).join(Registration.session).where(Registration.person_id == person_id)
    loaded = wanted.options(contains_eager(Registration.session).joinedload(TrainingSession.area))
    return (await db.scalars(loaded.order_by(TrainingSession.starts_at, Registration.id))).all()


async def seats_to_remind(db: AsyncSession, session_id: int) -> dict[int, int]:
    """Who has a seat and wants reminders: each person's id with their registration's."""
    wanted = select(Registration.person_id, Registration.id).join(Registration.person)
    wanted = wanted.where(
        Registration.session_id == session_id, Registration.seat == Seat.SEATED, Person.reminders.is_(True)
    )
    rows = await db.execute(wanted.order_by(Registration.person_id))
    return dict(rows.all())
