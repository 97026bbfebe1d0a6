"""Two rows that turn out to be one person: whatever points to the one points to the other."""

from collections.abc import Iterator

from sqlalchemy import (
    Column,
    Exists,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    delete,
    exists,
    select,
    update,
)
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
    """Every row that names `gone` by a foreign key names `stays`; and what the action log says of the first.

    Where a row may be there only once for a person (a topic, a role, what was read) and `stays` has it, theirs counts.
    """
    for table, column in _columns():
        for others in _only_once(table, column):
            await db.execute(delete(table).where(column == gone_id, _has_the_same(table, column, others, stays_id)))
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


def _only_once(table: Table, column: Column[int]) -> Iterator[list[str]]:
    """The other columns of each key that this one is a part of."""
    for key in table.constraints:
        if isinstance(key, UniqueConstraint | PrimaryKeyConstraint) and column.name in key.columns:
            yield [each.name for each in key.columns if each.name != column.name]


def _has_the_same(table: Table, column: Column[int], others: list[str], person_id: int) -> Exists:
    twin = table.alias()
    same = (twin.c[name] == table.c[name] for name in others)
    return exists().where(twin.c[column.name] == person_id, *same)
