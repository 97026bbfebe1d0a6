"""`python -m benchmarks.reminders`: what a tick costs that owes 100 reminders, among 10³, 10⁵ and 10⁶ registrations."""

import statistics
import sys
import time
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.growth import Growth
from db.engine import Database
from db.models import Base, Person, ReminderKind, SessionReminder, TrainingSession
from tests import factories
from training import reminders

SEATS = 100
"""A session's: as many reminders are owed by a tick."""
WARM_UP = 5
FIRST_DAY = date(2027, 3, 1)
NOW = datetime(2027, 1, 4, 10, tzinfo=UTC)
"""A Monday morning, weeks before anything is due by itself."""
KINDS = tuple(ReminderKind)
FIRST = 740_000_000

NUMBERS = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :many)"


async def _measure(url: str, registrations: int, ticks: int) -> float:
    """Milliseconds of a tick, from BEGIN to COMMIT: the median. Each tick finds one reminder of one session due."""
    database = Database(url)
    await _fill(database, registrations)
    took = list[float]()
    for number in range(WARM_UP + ticks):
        kind, session = divmod(number, registrations // SEATS)
        now = NOW + timedelta(minutes=number)
        async with database.transaction() as db:
            await _make_due(db, 1 + session, KINDS[kind], now)
        begun = time.perf_counter()
        async with database.transaction() as db:
            owed = await reminders.due(db, now=now)
        took.append(1000 * (time.perf_counter() - begun))
        if owed != SEATS:
            raise RuntimeError(f"{owed} reminders are owed, not {SEATS}")
    await database.close()
    return statistics.median(took[WARM_UP:])


async def _make_due(db: AsyncSession, session_id: int, kind: ReminderKind, now: datetime) -> None:
    mine = (SessionReminder.session_id == session_id) & (SessionReminder.kind == kind)
    await db.execute(update(SessionReminder).where(mine).values(due_at=now - timedelta(seconds=30)))


async def _fill(database: Database, registrations: int) -> None:
    """Sessions of SEATS people each, all with a seat, all four reminders armed and none due."""
    sessions, people = registrations // SEATS, max(SEATS, registrations // 10)
    async with database.transaction() as db:
        first = await factories.make_session(db, first_day=FIRST_DAY, last_day=FIRST_DAY, capacity=SEATS)
        person = await factories.make_person(db)
        await factories.make_registration(db, first, person)
        await reminders.arm(db, first)
        await _copy(db, TrainingSession, "code", "CAST(n AS varchar)", sessions - 1)
        await _copy(db, Person, "telegram_id", f"CAST({FIRST} AS bigint) + n", people - 1)
        await _register(db, registrations, people)
        await _arm(db)
    async with database.transaction() as db:
        await db.execute(text("ANALYZE"))


async def _copy(db: AsyncSession, model: type[Base], unique: str, value: str, many: int) -> None:
    """So many more rows like the one there is, but for its id and what is unique."""
    table_ = Base.metadata.tables[model.__tablename__]
    names = [column.name for column in table_.columns if column.name not in ("id", unique)]
    columns = ", ".join(names)
    if many:
        copied = f"INSERT INTO {table_.name} ({columns}, {unique}) {NUMBERS} SELECT {columns}, {value}"
        await db.execute(text(f"{copied} FROM {table_.name}, numbers"), {"many": many})


async def _register(db: AsyncSession, registrations: int, people: int) -> None:
    """The n-th registration: the people take turns, so that nobody is twice in a session."""
    names = [column.name for column in Base.metadata.tables["registration"].columns]
    columns = ", ".join(name for name in names if name not in ("id", "session_id", "person_id"))
    copied = f"INSERT INTO registration ({columns}, session_id, person_id) {NUMBERS} SELECT {columns}"
    turns = f"{copied}, 1 + n / :seats, 1 + n % :people FROM registration, numbers"
    if registrations > 1:
        await db.execute(text(turns), {"many": registrations - 1, "seats": SEATS, "people": people})


async def _arm(db: AsyncSession) -> None:
    armed = "INSERT INTO session_reminder (session_id, version, kind, due_at, state)"
    those = "SELECT training_session.id, 1, kind, due_at, session_reminder.state"
    await db.execute(text(f"{armed} {those} FROM session_reminder, training_session WHERE training_session.id > 1"))


GROWTH = Growth("reminders", "tick_ms", "registrations", "ticks", _measure)


if __name__ == "__main__":
    sys.exit(GROWTH.main(sys.argv[1:], __doc__))
