"""Seats, the waiting line, and people's calendars. Lock people before sessions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, contains_eager

from db.models import Intention, Person, Registration, Seat, SessionState, TrainingSession
from db.queries.programme import HAPPENING


@dataclass(frozen=True)
class Tally:
    """How many registrations of a session are in each state; `confirmed` ones are among the seated."""

    seated: int = 0
    waiting: int = 0
    withdrawn: int = 0
    confirmed: int = 0


def _ranks() -> Select[int, int]:
    mine, ahead = aliased(Registration), aliased(Registration)
    before = (ahead.session_id == mine.session_id) & (ahead.place_in_line <= mine.place_in_line)
    return (
        select(mine.session_id, func.count())
        .join(ahead, before & (ahead.seat == Seat.WAITING))
        .where(mine.person_id == bindparam("person"), mine.seat == Seat.WAITING)
        .group_by(mine.session_id)
    )


def _position() -> Select[Any, int, int, int, int]:
    other = aliased(Registration)
    there = select(func.count()).where(other.session_id == TrainingSession.id)
    waiting = there.where(other.seat == Seat.WAITING)
    mine = (Registration.session_id == TrainingSession.id) & (Registration.person_id == bindparam("person"))
    return (
        select(
            Registration,
            there.where(other.seat == Seat.SEATED).scalar_subquery(),
            waiting.scalar_subquery(),
            waiting.where(other.place_in_line <= Registration.place_in_line).scalar_subquery(),
            select(func.max(other.place_in_line)).where(other.session_id == TrainingSession.id).scalar_subquery(),
        )
        .select_from(TrainingSession)
        .outerjoin(Registration, mine)
        .where(TrainingSession.id == bindparam("session"))
    )


def _calendar() -> Select[TrainingSession]:
    theirs = (Registration.person_id == bindparam("person")) & (Registration.seat == Seat.SEATED)
    wanted = select(TrainingSession).join(Registration, Registration.session_id == TrainingSession.id)
    return wanted.where(theirs, TrainingSession.state != SessionState.CANCELLED).order_by(TrainingSession.starts_at)


RANKS, POSITION, CALENDAR = _ranks(), _position(), _calendar()
LOCK_PERSON = (
    select(Person)
    .where(Person.id == bindparam("person"))
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)
"""Made once: building a statement and its cache key costs more than a small one's execution."""


async def lock_person(db: AsyncSession, person_id: int) -> Person | None:
    """The person, locked until the end of the transaction and read afresh: their calendar cannot change meanwhile."""
    return (await db.scalars(LOCK_PERSON, {"person": person_id})).one_or_none()


async def try_lock_person(db: AsyncSession, person_id: int) -> bool:
    """Lock the person if nobody else does; never waits, so that it may follow the lock of a session."""
    locked = select(Person.id).where(Person.id == person_id).with_for_update(key_share=True, skip_locked=True)
    return (await db.scalars(locked)).one_or_none() is not None


async def find(db: AsyncSession, session_id: int, person_id: int) -> Registration | None:
    """This person's registration, withdrawn or not, read afresh."""
    wanted = select(Registration).where(Registration.session_id == session_id, Registration.person_id == person_id)
    return (await db.scalars(wanted.execution_options(populate_existing=True))).one_or_none()


async def tallies(db: AsyncSession, session_ids: Iterable[int]) -> dict[int, Tally]:
    """The counts of each session asked for; all zero for one that nobody registered in."""
    wanted = list(session_ids)
    confirmed = func.count().filter(Registration.seat == Seat.SEATED, Registration.intention == Intention.CONFIRMED)
    counts = [func.count().filter(Registration.seat == seat) for seat in (Seat.SEATED, Seat.WAITING, Seat.WITHDRAWN)]
    grouped = select(Registration.session_id, *counts, confirmed).where(Registration.session_id.in_(wanted))
    rows = await db.execute(grouped.group_by(Registration.session_id))
    found = {session_id: Tally(*numbers) for session_id, *numbers in rows}
    return {session_id: found.get(session_id, Tally()) for session_id in wanted}


async def tally(db: AsyncSession, session_id: int) -> Tally:
    return (await tallies(db, [session_id]))[session_id]


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

    `last` is the highest place in line ever given; 0 before the first.
    """

    mine: Registration | None
    rank: int | None
    seated: int
    waiting: int
    last: int


async def position(db: AsyncSession, session_id: int, person_id: int) -> Position:
    """Where a person stands in a session that exists, read afresh, in one statement."""
    asked = {"session": session_id, "person": person_id}
    rows = await db.execute(POSITION, asked, execution_options={"populate_existing": True})
    mine, seated, waiting, rank, last = rows.one()
    return Position(mine, rank if mine and mine.seat is Seat.WAITING else None, seated, waiting, last or 0)


async def calendar(db: AsyncSession, person_id: int) -> Sequence[TrainingSession]:
    """The sessions, not cancelled, where this person has a seat."""
    return (await db.scalars(CALENDAR, {"person": person_id})).all()


async def of_person(db: AsyncSession, person_id: int) -> Sequence[Registration]:
    """Every registration of this person, with its session, by date."""
    wanted = select(Registration).join(Registration.session).where(Registration.person_id == person_id)
    loaded = wanted.options(contains_eager(Registration.session).joinedload(TrainingSession.area))
    return (await db.scalars(loaded.order_by(TrainingSession.starts_at, Registration.id))).all()


async def seated(db: AsyncSession, session_id: int) -> Sequence[Registration]:
    """Who has a seat, with the person, by name."""
    wanted = select(Registration).join(Registration.person).options(contains_eager(Registration.person))
    wanted = wanted.where(Registration.session_id == session_id, Registration.seat == Seat.SEATED)
    return (await db.scalars(wanted.order_by(Person.last_name, Person.first_name, Person.id))).all()


async def seats(db: AsyncSession, session_id: int) -> dict[int, int]:
    """Who has a seat: each person's id with their registration's."""
    wanted = select(Registration.person_id, Registration.id).where(
        Registration.session_id == session_id, Registration.seat == Seat.SEATED
    )
    rows = await db.execute(wanted.order_by(Registration.person_id))
    return dict(rows.all())


async def sessions_to_fill(db: AsyncSession, now: datetime, limit: int) -> list[int]:
    """At most `limit` sessions ahead where people wait although a seat is free."""
    seats = func.count().filter(Registration.seat == Seat.SEATED)
    waiting = func.count().filter(Registration.seat == Seat.WAITING)
    grouped = (
        select(TrainingSession.id)
        .join(Registration, Registration.session_id == TrainingSession.id)
        .where(TrainingSession.state.in_(HAPPENING), TrainingSession.starts_at > now)
        .group_by(TrainingSession.id, TrainingSession.capacity, TrainingSession.starts_at)
        .having(waiting > 0, seats < TrainingSession.capacity)
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    )
    return list(await db.scalars(grouped.limit(limit)))
