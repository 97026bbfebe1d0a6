"""Who is to come in whose place, on one line: by the person themselves, or by an organiser for them.

Locks: the person, then the session.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, Replacement, Seat
from db.queries import identification
from db.queries import nominations as nomination_queries
from db.queries import registration as registrations
from db.queries import replacements as queries
from training import access, finding, journal, outbox, quiet
from training.errors import Gone, Stale
from training.nominations import importing
from training.nominations.nominee import Nominee, Problem
from training.nominations.rows import read_line
from training.notices import ReplacementAsked
from training.waiting_line import ahead


@dataclass(frozen=True)
class Unreadable:
    """The line does not name somebody: why."""

    problems: Sequence[Problem]


async def read(db: AsyncSession, line: str) -> Nominee | Unreadable:
    """Whom a line names. Changes nothing."""
    found = read_line(line, await importing.known_corps(db))
    return found if isinstance(found, Nominee) else Unreadable(found)


async def may_propose(db: AsyncSession, person: Person, session_id: int, *, now: datetime) -> bool:
    """Whether somebody else may come in this person's place: they were put forward and have a seat."""
    session = await finding.session(db, session_id)
    mine = await registrations.find(db, session_id, person.id)
    named = await nomination_queries.is_nominated(db, session_id, person.id)
    return named and mine is not None and mine.seat is Seat.SEATED and ahead(session, now)


async def propose(
    db: AsyncSession,
    person: Person | None,
    session_id: int,
    line: str,
    *,
    now: datetime,
    by: Person | None = None,
) -> Replacement | Unreadable:
    """Propose who comes in this person's place; the organisers are told, unless it is `by` one of them.

    What was proposed before waits no more. Raises Forbidden, Gone (no seat, or never put forward), Stale (it has
    started or does not take place).
    """
    me = await access.acting(db, person, by)
    session = await finding.locked_published(db, session_id)
    mine = await registrations.find(db, session.id, me.id)
    if mine is None or mine.seat is not Seat.SEATED:
        raise Gone("registration")
    if not await nomination_queries.is_nominated(db, session.id, me.id):
        raise Gone("nomination")
    if not ahead(session, now):
        raise Stale("session")
    found = await read(db, line)
    if isinstance(found, Unreadable):
        return found
    await queries.void(db, mine.id)
    made = Replacement(
        session_id=session.id,
        registration_id=mine.id,
        line=line,
        proposed_at=now,
        proposed_by_id=by.id if by else me.id,
    )
    db.add(made)
    await db.flush()
    actor = by or me
    journal.record(db, actor.id, "replacement.proposed", "session", session.id, now=now, person_id=me.id)
    if by is None:
        notices = dict.fromkeys(await identification.organisers(db), ReplacementAsked(session.id))
        due_at = quiet.shift_before(now, session.zone, session.starts_at)
        await outbox.owe_all(db, notices, key=f"replacement:{made.id}", due_at=due_at, expires_at=session.starts_at)
    return made
