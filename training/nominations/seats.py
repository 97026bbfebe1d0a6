"""The seat of somebody who is put forward: theirs where there is room, else a place in the line; never one too many."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, Registration, Seat, SessionState, TrainingSession
from db.queries import registration as queries
from training import journal
from training.registration import decide, join, seating
from training.seating import Seated
from training.waiting_line import lapse


async def give(
    db: AsyncSession, by: Person, person: Person, session: TrainingSession, *, now: datetime
) -> Registration:
    """A seat, or the last place in the line; who is in already stays there, and whose request waits has it agreed to.

    The person, then the session, must be locked, and the session be ahead. Neither publics nor closed registrations
    stand in the way of who was put forward; free places, the line, an enforced quota and their calendar do.
    """
    await lapse(db, session, now=now)
    here = await queries.position(db, session.id, person.id, now)
    assert here is not None
    mine = here.mine
    if mine is not None and mine.seat is Seat.REQUESTED:
        mine.seat, mine.changed_at = Seat.SEATED, now
        journal.record(db, by.id, "registration.seated", "session", session.id, now=now, person_id=person.id)
    if mine is not None and mine.seat is not Seat.WITHDRAWN:
        return mine
    counted = await seating(db, person, session, here, now)
    if counted.overlapping is not None:
        return join(db, person, session, here, Seat.WAITING, now, by)
    asked = replace(
        counted, seat=None, state=SessionState.OPEN, for_their_public=True, needs_approval=False, left_an_offer=False
    )
    has_room = isinstance(decide(asked, now), Seated)
    return join(db, person, session, here, Seat.SEATED if has_room else Seat.WAITING, now, by)
