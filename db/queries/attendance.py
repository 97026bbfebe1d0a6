"""Who was there, per half-day."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Attendance, HalfDay


async def marks(db: AsyncSession, session_id: int, day: date, half: HalfDay) -> dict[int, bool]:
    """What was ticked for a half-day, by person; who was not ticked yet is absent from the answer."""
    wanted = select(Attendance.person_id, Attendance.present).where(
        Attendance.session_id == session_id, Attendance.day == day, Attendance.half_day == half
    )
    rows = await db.execute(wanted)
    return dict(rows.all())


async def lock_mark(db: AsyncSession, session_id: int, person_id: int, day: date, half: HalfDay) -> Attendance | None:
    """One saved mark, locked: two organisers' phones take turns."""
    wanted = select(Attendance).where(
        Attendance.session_id == session_id,
        Attendance.person_id == person_id,
        Attendance.day == day,
        Attendance.half_day == half,
    )
    locked = wanted.with_for_update().execution_options(populate_existing=True)
    return (await db.scalars(locked)).one_or_none()


async def half_days_present(db: AsyncSession, person_id: int) -> dict[int, int]:
    """At how many half-days of each session this person was marked present."""
    wanted = select(Attendance.session_id, func.count()).where(Attendance.person_id == person_id, Attendance.present)
    rows = await db.execute(wanted.group_by(Attendance.session_id))
    return dict(rows.all())
