"""An organiser decides who comes in whose place: one leaves, the other has the seat, both are told.

Locks: people, then the session.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Nomination,
    Person,
    Registration,
    Replacement,
    ReplacementState,
    Seat,
    TrainingSession,
    WithdrawalReason,
)
from db.queries import imports, people
from db.queries import nominations as nomination_queries
from db.queries import registration as registrations
from db.queries import replacements as queries
from training import access, finding, journal, outbox, quiet, quotas
from training.errors import Gone, Stale
from training.nominations import importing, persons
from training.nominations.matching import Index, Traits
from training.nominations.nominee import Nominee
from training.nominations.rows import read_line
from training.notices import Nominated, Notice, ReplacementDecided
from training.registration import join
from training.waiting_line import ahead, leave, offer_free_seats, overlapping, void


@dataclass(frozen=True)
class Proposal:
    """What waits for a decision. `namesakes` are known people who are probably the one who is proposed."""

    replacement: Replacement
    nominee: Nominee
    namesakes: tuple[Person, ...] = ()

    @property
    def leaving(self) -> Person:
        return self.replacement.registration.person


@dataclass(frozen=True)
class Replaced:
    """The seat is `substitute`'s. `told`: they have an account, where they are told; else they need a link."""

    session: TrainingSession
    substitute: Person
    told: bool


@dataclass(frozen=True)
class Busy:
    """The substitute has a seat in this session, or in `other` one of the same days."""

    other: TrainingSession


@dataclass(frozen=True)
class QuotaFull:
    """No place is left for their corps or function."""


async def pending(db: AsyncSession, actor: Person | None, session_id: int) -> list[Proposal]:
    """What waits for a decision in a session, the oldest first. Raises Forbidden, Gone."""
    await access.organiser(db, actor)
    session = await finding.session(db, session_id)
    corps = await importing.known_corps(db)
    found = [(one, read_line(one.line or "", corps)) for one in await queries.pending(db, session.id)]
    return [Proposal(one, nominee) for one, nominee in found if isinstance(nominee, Nominee)]


async def proposal(db: AsyncSession, actor: Person | None, replacement_id: int) -> Proposal | None:
    """One of them, with its probable namesakes; None once it was decided. Raises Forbidden."""
    await access.organiser(db, actor)
    found = await queries.find(db, replacement_id)
    return await _proposal(db, found) if found else None


async def session_of(db: AsyncSession, actor: Person | None, replacement_id: int) -> TrainingSession:
    """The session of a proposal, decided or not. Raises Forbidden, Gone."""
    await access.organiser(db, actor)
    found = await queries.find(db, replacement_id)
    if found is None:
        raise Gone("replacement")
    return found.session


async def accept(
    db: AsyncSession, actor: Person | None, replacement_id: int, person_id: int | None, *, now: datetime
) -> Replaced | Busy | QuotaFull:
    """The seat goes to the proposed one: `person_id`, who is known already, or somebody new (None).

    Who leaves is told. Raises Forbidden, Stale (decided, the seat is gone, the session has started or does not take
    place), Gone (no such proposal, nobody of that number).
    """
    by, found, session = await _to_decide(db, actor, replacement_id, person_id, now)
    asked = await _proposal(db, found)
    if asked is None:
        raise Stale("replacement")
    substitute = await _substitute(db, asked.nominee, person_id, now)
    standing = await registrations.find(db, session.id, substitute.id)
    other = await overlapping(db, substitute.id, session)
    if standing is not None and standing.seat in (Seat.SEATED, Seat.REQUESTED):
        other = session
    if other is not None:
        return Busy(other)
    if not await _within_quota(db, session, found.registration, substitute, now):
        return QuotaFull()
    await _hand_over(db, by, session, found, substitute, now)
    told = await _nominate(db, by, session, substitute, asked.nominee, now)
    await offer_free_seats(db, session, now=now)
    return Replaced(session, substitute, told)


async def refuse(db: AsyncSession, actor: Person | None, replacement_id: int, *, now: datetime) -> TrainingSession:
    """The seat stays whose it is, and they are told. Raises as `accept`."""
    by, found, session = await _to_decide(db, actor, replacement_id, None, now)
    await _decide(db, by, found, ReplacementState.REFUSED, now)
    return session


async def _to_decide(
    db: AsyncSession, actor: Person | None, replacement_id: int, person_id: int | None, now: datetime
) -> tuple[Person, Replacement, TrainingSession]:
    by = await access.organiser(db, actor)
    leaving_id = await queries.person_of(db, replacement_id)
    if leaving_id is None:
        raise Gone("replacement")
    await imports.one_at_a_time(db)
    await people.lock_several(db, {leaving_id, person_id or leaving_id})
    found = await queries.find(db, replacement_id)
    assert found is not None
    session = await finding.locked_session(db, found.session_id)
    await db.refresh(found)
    await db.refresh(found.registration)
    if found.state is not ReplacementState.PENDING or found.registration.seat is not Seat.SEATED:
        raise Stale("replacement")
    if not ahead(session, now):
        raise Stale("session")
    return by, found, session


async def _proposal(db: AsyncSession, found: Replacement) -> Proposal | None:
    waits = found.state is ReplacementState.PENDING and found.registration.seat is Seat.SEATED
    nominee = read_line(found.line or "", await importing.known_corps(db)) if waits else None
    if not isinstance(nominee, Nominee):
        return None
    known, phones = await nomination_queries.known_people(db), await nomination_queries.phones(db)
    index = Index()
    for one in known:
        if one.id != found.registration.person_id:
            index.add(Traits(f"p{one.id}", one.match_key, one.corps_id, one.phone or phones.get(one.id)))
    near = index.probable(Traits("l1", nominee.match_key, nominee.corps_id, nominee.phone))
    named = await nomination_queries.people(db, [int(one.ref[1:]) for one in near])
    return Proposal(found, nominee, tuple(named[int(one.ref[1:])] for one in near))


async def _substitute(db: AsyncSession, nominee: Nominee, person_id: int | None, now: datetime) -> Person:
    if person_id is None:
        return await persons.make(db, persons.Entries(db), nominee, now)
    found = (await nomination_queries.people(db, [person_id])).get(person_id)
    if found is None:
        raise Gone("person")
    return found


async def _within_quota(
    db: AsyncSession, session: TrainingSession, leaving: Registration, substitute: Person, now: datetime
) -> bool:
    """Whether their corps and function have room once the seat is free."""
    caps = await quotas.enforced(db, session, now)
    if caps is None:
        return True
    caps.give_back(caps.facts.get(leaving.person_id))
    return caps.has_room(await quotas.facts_of(db, substitute))


async def _hand_over(
    db: AsyncSession, by: Person, session: TrainingSession, found: Replacement, substitute: Person, now: datetime
) -> None:
    leave(found.registration, WithdrawalReason.REPLACED, now)
    about = {"person_id": found.registration.person_id, "reason": WithdrawalReason.REPLACED.value}
    journal.record(db, by.id, "registration.withdrawn", "session", session.id, now=now, **about)
    await db.flush()
    here = await registrations.position(db, session.id, substitute.id, now)
    assert here is not None
    join(db, substitute, session, here, Seat.SEATED, now, by)
    await db.flush()
    if here.mine is not None:
        await void(db, session, of=here.mine)
    found.substitute_id = substitute.id
    await _decide(db, by, found, ReplacementState.ACCEPTED, now)


async def _nominate(
    db: AsyncSession, by: Person, session: TrainingSession, substitute: Person, nominee: Nominee, now: datetime
) -> bool:
    """They are put forward from now on; whether they are told by a message of the bot."""
    nomination = await nomination_queries.find(db, session.id, substitute.id)
    if nomination is None:
        nomination = Nomination(session_id=session.id, person_id=substitute.id, keys=[], nominated_at=now)
        nomination.nominated_by_id = by.id
        db.add(nomination)
    nomination.keys, nomination.phone = [*nomination.keys, nominee.key], nominee.phone or nomination.phone
    await db.flush()
    about = {"person_id": substitute.id}
    journal.record(db, by.id, "nomination.made", "nomination", nomination.id, now=now, **about)
    if substitute.telegram_id is None:
        return False
    nomination.told_at = now
    await _owe(db, session, substitute.id, Nominated(nomination.id), f"nomination:{nomination.id}:replacing", now)
    return True


async def _decide(db: AsyncSession, by: Person, found: Replacement, state: ReplacementState, now: datetime) -> None:
    found.state, found.decided_at, found.decided_by_id, found.line = state, now, by.id, None
    leaving_id, session = found.registration.person_id, found.session
    about: dict[str, object] = {"person_id": leaving_id, "substitute": found.substitute_id}
    journal.record(db, by.id, f"replacement.{state.value}", "session", session.id, now=now, **about)
    await _owe(db, session, leaving_id, ReplacementDecided(found.id), f"replacement_decided:{found.id}", now)


async def _owe(
    db: AsyncSession, session: TrainingSession, person_id: int, notice: Notice, key: str, now: datetime
) -> None:
    due_at = quiet.shift_before(now, session.zone, session.starts_at)
    await outbox.owe(db, person_id, notice, key=key, due_at=due_at, expires_at=session.starts_at)
