"""Who takes a seat of a session, or waits for one, with what quotas count."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.models import OfferState, Person, Reference, Registration, Seat, SeatOffer


class Counted(NamedTuple):
    """Somebody's corps and function, in labels; `holds`: a seat, given, asked for or reserved."""

    id: int
    corps: str
    function: str
    holds: bool


async def people(db: AsyncSession, session_id: int, now: datetime) -> Sequence[Counted]:
    """Everybody registered in a session, withdrawn people left out, at `now` (programme time)."""
    corps, function = aliased(Reference), aliased(Reference)
    reserved = (
        select(SeatOffer.id)
        .where(
            SeatOffer.registration_id == Registration.id,
            SeatOffer.state == OfferState.PENDING,
            SeatOffer.holds_seat,
            SeatOffer.expires_at > now,
        )
        .exists()
    )
    wanted = (
        select(
            Person.id,
            func.coalesce(corps.label, ""),
            func.coalesce(function.label, ""),
            or_(Registration.seat.in_((Seat.SEATED, Seat.REQUESTED)), reserved),
        )
        .join(Registration, Registration.person_id == Person.id)
        .outerjoin(corps, corps.id == Person.corps_id)
        .outerjoin(function, function.id == Person.function_id)
        .where(Registration.session_id == session_id, Registration.seat != Seat.WITHDRAWN)
    )
    return [Counted(*row) for row in (await db.execute(wanted)).all()]
