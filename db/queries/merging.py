"""Two rows that turn out to be one person: whatever points to the one points to the other."""

from sqlalchemy import Column, Table, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Action,
    Attendance,
    Base,
    OfferState,
    Person,
    Registration,
    Replacement,
    ReplacementState,
    SeatOffer,
)


async def repoint(db: AsyncSession, gone_id: int, stays_id: int) -> None:
    """Every row that names `gone` by a foreign key names `stays`; and what the action log says of the first."""
    for table, column in _columns():
        await db.execute(update(table).where(column == gone_id).values({column.name: stays_id}))
    about = update(Action).where(Action.subject == "person", Action.subject_id == gone_id)
    await db.execute(about.values(subject_id=stays_id))


async def forget(db: AsyncSession, person_id: int) -> None:
    """Take a person out to whom nothing points any more."""
    await db.execute(delete(Person).where(Person.id == person_id).execution_options(synchronize_session=False))


async def drop_marks_of_both(db: AsyncSession, gone_id: int, stays_id: int) -> None:
    """Where both were marked in a half-day, the mark of who stays counts."""
    theirs = select(Attendance).where(Attendance.person_id.in_((gone_id, stays_id)))
    marks = list(await db.scalars(theirs))
    kept = {(mark.session_id, mark.day, mark.half_day) for mark in marks if mark.person_id == stays_id}
    for mark in marks:
        if mark.person_id == gone_id and (mark.session_id, mark.day, mark.half_day) in kept:
            await db.delete(mark)
    await db.flush()


async def hand_over_history(db: AsyncSession, gone: Registration, stays: Registration) -> None:
    """What was offered or proposed about one registration belongs to the other; nothing of it is pending any more."""
    pending = update(SeatOffer).where(SeatOffer.registration_id == gone.id, SeatOffer.state == OfferState.PENDING)
    await db.execute(pending.values(state=OfferState.VOID))
    proposed = Replacement.state == ReplacementState.PENDING
    theirs = update(Replacement).where(Replacement.registration_id == gone.id, proposed)
    await db.execute(theirs.values(state=ReplacementState.VOID))
    for model in (SeatOffer, Replacement):
        await db.execute(update(model).where(model.registration_id == gone.id).values(registration_id=stays.id))


def _columns() -> list[tuple[Table, Column[int]]]:
    """Every column that points to a person, but for that of the log's details."""
    return [
        (table, column)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(key.column.table.name == Person.__tablename__ for key in column.foreign_keys)
    ]
