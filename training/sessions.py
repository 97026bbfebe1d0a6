"""What people see of the programme: sessions open to them, by area then date, and their own registrations.

Only verified people see anything, and only sessions for their public or that they are registered in.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Area,
    Evaluation,
    Person,
    Registration,
    ReminderState,
    Seat,
    SeatOffer,
    SessionReminder,
    SessionState,
    TrainingSession,
)
from db.queries import evaluation as evaluations
from db.queries import offers, programme
from db.queries import registration as registrations
from db.queries.registration import Tally
from training import access, audience, finding
from training.errors import Gone


@dataclass(frozen=True)
class AreaSummary:
    """An area and how many of its sessions are open to the person."""

    area: Area
    sessions: int


@dataclass(frozen=True)
class SessionLine:
    """A session in a list. `seat` is the person's own, None when they are not registered."""

    session: TrainingSession
    counts: Tally
    seat: Seat | None = None

    @property
    def free(self) -> int:
        return self.counts.free(self.session.capacity)


@dataclass(frozen=True)
class Listed:
    """One part of a list, how many lines it has in all, and how many its counterpart (ahead, ended) has."""

    lines: tuple[SessionLine, ...]
    total: int
    others: int = 0


@dataclass(frozen=True)
class SessionCard:
    """A session as one person sees it. `mine` is None when they are not registered, or withdrew; ranks start at 1.

    `offer`: the one that they may accept now.
    """

    session: TrainingSession
    seated: int
    waiting: int
    free: int
    mine: Registration | None
    rank: int | None
    offer: SeatOffer | None = None


@dataclass(frozen=True)
class Ranked:
    """A place in a waiting line; ranks start at 1. `offer`: the one that they may accept now."""

    registration: Registration
    rank: int
    offer: SeatOffer | None = None


@dataclass(frozen=True)
class MyRegistrations:
    """What a person is registered in, by date; each registration carries its session. `requested`: an organiser has
    not decided. Sessions end before `past`.
    """

    seated: tuple[Registration, ...] = ()
    requested: tuple[Registration, ...] = ()
    waiting: tuple[Ranked, ...] = ()
    past: tuple[Registration, ...] = ()


@dataclass(frozen=True)
class OrganiserCard:
    """A session as its organisers see it. `missed` counts the reminders of its present dates that were never sent.

    `evaluations` are by the name of their questionnaire.
    """

    session: TrainingSession
    counts: Tally
    next_reminder: SessionReminder | None
    missed: int
    evaluations: dict[str, Evaluation]
    free: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "free", self.counts.free(self.session.capacity))


async def areas_open_to(db: AsyncSession, person: Person | None, *, now: datetime) -> list[AreaSummary]:
    """The areas that hold sessions open to this person, in the programme's order. Raises Forbidden."""
    sessions = await _open_to(db, access.verified(person), None, now)
    number = Counter(session.area_id for session in sessions)
    areas = {session.area_id: session.area for session in sessions}
    return [AreaSummary(area, number[area_id]) for area_id, area in areas.items()]


async def open_sessions(
    db: AsyncSession, person: Person | None, *, area_id: int | None = None, now: datetime, limit: int, offset: int = 0
) -> Listed:
    """Sessions open to this person that have not started, by area, then date. Raises Forbidden."""
    known = access.verified(person)
    sessions = await _open_to(db, known, area_id, now)
    seats = {each.session_id: each.seat for each in await registrations.of_person(db, known.id) if _active(each)}
    return Listed(await _lines(db, sessions[offset : offset + limit], seats, now), len(sessions))


async def card(db: AsyncSession, person: Person | None, session_id: int, *, now: datetime) -> SessionCard:
    """One session: open, not started and for this person's public, or that they are registered in.

    Raises Forbidden for who is not verified, Gone for any other session, as if it did not exist.
    """
    known = access.verified(person)
    here = await registrations.position(db, session_id, known.id, now)
    if here is None:
        raise Gone("session")
    session = here.session
    mine = here.mine if here.mine and _active(here.mine) else None
    if mine is None and not await _on_offer(db, known, session, now):
        raise Gone("session")
    offer = here.offer if here.offer and here.offer.stands(now) else None
    return SessionCard(session, here.seated, here.waiting, here.free, mine, here.rank, offer)


async def my_registrations(db: AsyncSession, person: Person | None, *, now: datetime) -> MyRegistrations:
    """What this person is registered in: seats in sessions that have not ended, lines, then past sessions.

    Cancelled sessions and lines of sessions that have started are left out. Raises Forbidden.
    """
    known = access.verified(person)
    rank = await registrations.ranks(db, known.id)
    mine = [each for each in await registrations.of_person(db, known.id) if _shown(each, now)]
    seats = [each for each in mine if each.seat is Seat.SEATED]
    waits = [each for each in mine if each.seat is Seat.WAITING]
    offered = await offers.standing_of(db, known.id, now) if waits else {}
    return MyRegistrations(
        seated=tuple(each for each in seats if each.session.ends_at > now),
        requested=tuple(each for each in mine if each.seat is Seat.REQUESTED),
        waiting=tuple(Ranked(each, rank[each.session_id], offered.get(each.id)) for each in waits),
        past=tuple(each for each in reversed(seats) if each.session.ends_at <= now),
    )


async def organiser_sessions(
    db: AsyncSession, actor: Person | None, *, now: datetime, limit: int, offset: int = 0
) -> Listed:
    """Sessions under way and to come, drafts included, the nearest first. Raises Forbidden."""
    await access.organiser(db, actor)
    ahead, ended = await programme.numbers(db, now)
    return Listed(await _lines(db, await programme.ahead(db, now, limit, offset), {}, now), ahead, ended)


async def ended_sessions(
    db: AsyncSession, actor: Person | None, *, now: datetime, limit: int, offset: int = 0
) -> Listed:
    """Sessions that have ended, the latest first. Raises Forbidden."""
    await access.organiser(db, actor)
    ahead, ended = await programme.numbers(db, now)
    return Listed(await _lines(db, await programme.ended(db, now, limit, offset), {}, now), ended, ahead)


async def organiser_card(db: AsyncSession, actor: Person | None, session_id: int, *, now: datetime) -> OrganiserCard:
    """A session with its counts, its reminders and its evaluation. Raises Forbidden, Gone."""
    await access.organiser(db, actor)
    session = await finding.session(db, session_id)
    reminders = await programme.reminders(db, session)
    armed = (each for each in reminders if each.state is ReminderState.ARMED)
    return OrganiserCard(
        session=session,
        counts=await registrations.tally(db, session_id, now),
        next_reminder=next(armed, None),
        missed=sum(each.state is ReminderState.MISSED for each in reminders),
        evaluations={each.questionnaire: each for each in await evaluations.all_of_session(db, session_id)},
    )


async def _open_to(db: AsyncSession, person: Person, area_id: int | None, now: datetime) -> list[TrainingSession]:
    ahead = await programme.open_ahead(db, now, area_id)
    return await audience.only_open_to(db, person, ahead)


async def _on_offer(db: AsyncSession, person: Person, session: TrainingSession, now: datetime) -> bool:
    """As in the list of open sessions: not any more once it has started, whatever an old button says."""
    ahead = session.state is SessionState.OPEN and session.starts_at > now
    return ahead and await audience.open_to(db, person, session)


async def _lines(
    db: AsyncSession, sessions: Sequence[TrainingSession], seats: dict[int, Seat], now: datetime
) -> tuple[SessionLine, ...]:
    counts = await registrations.tallies(db, [session.id for session in sessions], now)
    return tuple(SessionLine(session, counts[session.id], seats.get(session.id)) for session in sessions)


def _active(registration: Registration) -> bool:
    return registration.seat is not Seat.WITHDRAWN


def _shown(registration: Registration, now: datetime) -> bool:
    session = registration.session
    if session.state is SessionState.CANCELLED or not _active(registration):
        return False
    return registration.seat is Seat.SEATED or session.starts_at > now
