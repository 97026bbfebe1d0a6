"""Who was there, per half-day."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager

from db.models import Attendance, HalfDay, Person, Registration, Seat
from db.queries.upsert import insert_for


async def roll(
    db: AsyncSession, session_id: int, day: date, half: HalfDay
) -> Sequence[tuple[Registration, bool | None]]:
    """Who has a seat, with the person, by name, and what was ticked of each for a half-day (None: nothing yet)."""
    ticked = (Attendance.session_id == session_id) & (Attendance.person_id == Registration.person_id)
    wanted = (
        select(Registration, Attendance.present)
        .join(Registration.person)
        .outerjoin(Attendance, ticked & (Attendance.day == day) & (Attendance.half_day == half))
        .where(Registration.session_id == session_id, Registration.seat == Seat.SEATED)
        .order_by(Person.last_name, Person.first_name, Person.id)
    )
    rows = await db.execute(wanted.options(contains_eager(Registration.person)))
    return [(registration, present) for registration, present in rows]


async def add(db: AsyncSession, marks: Sequence[Mapping[str, Any]]) -> set[int]:
    """Save first marks, all in one statement; whose they are that were not saved before. Give them in one order.

    Two phones that save the same people at once wait for one another, person by person.
    """
    statement = insert_for(db, Attendance).values(marks).on_conflict_do_nothing()
    return set(await db.scalars(statement.returning(Attendance.person_id)))


async def saved(db: AsyncSession, session_id: int, person_id: int, day: date, half: HalfDay) -> bool:
    """A mark that was saved, as committed by now."""
    return (await db.scalars(select(Attendance.present).where(_mark(session_id, person_id, day, half)))).one()


async def change(
    db: AsyncSession, session_id: int, person_id: int, day: date, half: HalfDay, mark: Mapping[str, Any]
) -> bool:
    """Change a saved mark, unless it says this already; whether it was changed. Of two phones, one changes it."""
    other = _mark(session_id, person_id, day, half) & (Attendance.present != mark["present"])
    changed = await db.execute(
        update(Attendance).where(other).values(**mark).execution_options(synchronize_session=False)
    )
    assert isinstance(changed, CursorResult)
    return bool(changed.rowcount)


async def half_days_present(db: AsyncSession, person_id: int) -> dict[int, int]:
    """At how many half-days of each session this person was marked present."""
    wanted = select(Attendance.session_id, func.count()).where(Attendance.person_id == person_id, Attendance.present)
    rows = await db.execute(wanted.group_by(Attendance.session_id))
    return dict(rows.all())


def _mark(session_id: int, person_id: int, day: date, half: HalfDay) -> ColumnElement[bool]:
    slot = (Attendance.day == day) & (Attendance.half_day == half)
    return (Attendance.session_id == session_id) & (Attendance.person_id == person_id) & slot
