"""Another place, or other hours of the same days: people are told what changes, and keep what they had said."""

from datetime import datetime, time

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import ChangeKind, Person, TrainingSession
from training.calendar import half_days, instant
from training.changes import common
from training.changes.common import Changed
from training.errors import Stale, TrainingError
from training.notices import SessionAltered


class SameAsBefore(TrainingError):
    """Nothing would change."""


class OtherHalfDays(TrainingError):
    """These hours take other half-days: people may be elsewhere then; it is moved instead."""


async def alter_place(
    db: AsyncSession, actor: Person | None, session_id: int, venue: str, town: str, *, version: int, now: datetime
) -> Changed:
    """It takes place elsewhere, in the version that the organiser saw; the zone of its clocks stays.

    Raises Forbidden, Gone, Stale (it changed meanwhile, has started, does not take place), SameAsBefore.
    """
    organiser, session = await common.locked(db, actor, session_id, version, now)
    if (venue, town) == (session.venue, session.town):
        raise SameAsBefore
    change = common.note(db, organiser.id, session, ChangeKind.ALTERED, now)
    session.venue, session.town = venue, town
    await common.follow(db, session, now=now)
    return Changed(change, await common.tell(db, session, change, SessionAltered, now=now))


async def alter_hours(
    db: AsyncSession, actor: Person | None, session_id: int, opens: time, closes: time, *, version: int, now: datetime
) -> Changed:
    """Its days begin and end at other hours of the venue. Raises as `alter_place`, and OtherHalfDays."""
    organiser, session = await common.locked(db, actor, session_id, version, now)
    check_hours(session, opens, closes, now)
    change = common.note(db, organiser.id, session, ChangeKind.ALTERED, now)
    session.opens, session.closes = opens, closes
    await common.follow(db, session, now=now)
    return Changed(change, await common.tell(db, session, change, SessionAltered, now=now))


def check_hours(session: TrainingSession, opens: time, closes: time, now: datetime) -> None:
    """Raises SameAsBefore, OtherHalfDays, Stale (it would have begun)."""
    if (opens, closes) == (session.opens, session.closes):
        raise SameAsBefore
    first, last = session.first_day, session.last_day
    there = TrainingSession(first_day=first, last_day=last, opens=opens, closes=closes)
    if not set(half_days(there)) <= set(half_days(session)):
        raise OtherHalfDays
    if instant(first, opens, session.zone) <= now:
        raise Stale("session")
