"""What is owed about changes of a session, as pages. None where today's facts leave nothing to say."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.language import Words
from bot.views import change_notices as views
from bot.views.page import Page
from db.models import Person, Registration, Seat, SessionChange, TrainingSession, WithdrawalReason
from db.queries import changes, nominations, programme
from db.queries import registration as registrations
from db.queries.outbox import Claimed
from training.changes import cancelling
from training.notices import SeatLost, SessionAltered, SessionCancelled, SessionMoved
from training.waiting_line import ahead

Found = tuple[SessionChange, TrainingSession, Registration]


async def moved(db: AsyncSession, row: Claimed, person: Person, t: Words, now: datetime) -> Page | None:
    """Void once it moved again, has started or does not take place, or when they left it of themselves."""
    found = await _change(db, SessionMoved.unpack(row.payload).change_id, person)
    if found is None:
        return None
    change, session, mine = found
    left = mine.seat is Seat.WITHDRAWN and mine.withdrawal_reason is not WithdrawalReason.MOVED_ONTO_ANOTHER
    if left or session.version != change.version or not ahead(session, now):
        return None
    reminded = await changes.reminded_of(db, person.id, change)
    replaceable = mine.seat is Seat.SEATED and await nominations.is_nominated(db, session.id, person.id)
    return views.moved(t, session, change, mine, reminded, replaceable=replaceable)


async def altered(db: AsyncSession, row: Claimed, person: Person, t: Words, now: datetime) -> Page | None:
    """Void once it has started or does not take place, or when they left it. What it is today is said."""
    found = await _change(db, SessionAltered.unpack(row.payload).change_id, person)
    if found is None or found[2].seat is Seat.WITHDRAWN or not ahead(found[1], now):
        return None
    change, session, mine = found
    same = (change.venue, change.town, change.opens, change.closes)
    if same == (session.venue, session.town, session.opens, session.closes):
        return None
    return views.altered(t, session, change, mine)


async def cancelled(db: AsyncSession, row: Claimed, person: Person, t: Words, now: datetime) -> Page | None:
    """Void when they had left it."""
    found = await _change(db, SessionCancelled.unpack(row.payload).change_id, person)
    if found is None or found[2].seat is Seat.WITHDRAWN:
        return None
    change, session, _ = found
    others = await cancelling.other_dates(db, person, session, now=now)
    return views.cancelled(t, session, change.reason or "", others, now)


async def seat_lost(db: AsyncSession, row: Claimed, person: Person, t: Words, now: datetime) -> Page | None:
    """Void once they have a seat again, or left the line, or when the session has started or does not take place."""
    session = await programme.find(db, SeatLost.unpack(row.payload).session_id)
    here = await registrations.position(db, session.id, person.id, now) if session else None
    if session is None or here is None or here.rank is None or here.offer is not None or not ahead(session, now):
        return None
    return views.seat_lost(t, session, here.rank)


async def _change(db: AsyncSession, change_id: int, person: Person) -> Found | None:
    change = await db.get(SessionChange, change_id)
    session = await programme.find(db, change.session_id) if change else None
    mine = await registrations.find(db, session.id, person.id) if session else None
    return (change, session, mine) if change and session and mine else None
