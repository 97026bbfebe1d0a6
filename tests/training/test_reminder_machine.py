"""Random times, moves, outages, a clock that jumps, two workers: no reminder twice, stale, or in the quiet hours."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from db.engine import Database
from db.models import OutboxMessage, Person, ReminderKind, ReminderState, SessionReminder, TrainingSession
from tests import factories
from tests.training.setting import session_for_all
from training import quiet, reminder_plan, reminder_times, reminders
from training.changes import moving
from training.errors import Stale
from training.reminder_times import When

SEEDS = range(4)
STEPS = 60
FIRST_DAY = date(2026, 10, 16)
"""A Friday: the prayer shifts what falls in it."""


class Machine:
    """One session, two people with a seat, and what was owed so far. `now` is what the clock says, right or wrong."""

    def __init__(
        self, database: Database, organiser: Person, session: TrainingSession, seed: int, seen: set[int]
    ) -> None:
        self.database, self.organiser, self.session = database, organiser, session
        self.random = random.Random(seed)
        self.now = datetime(2026, 10, 1, 8, tzinfo=UTC)
        self.seen = seen
        self.moved = 0

    async def step(self) -> None:
        """Time passes, then something happens, then both workers look for what is due; every claim is checked."""
        self.now += self.random.choice([timedelta(minutes=7), timedelta(hours=3), timedelta(hours=9)])
        doing = self.random.choices(
            [self._nothing, self._outage, self._jump, self._move, self._retime], [5, 1, 2, 1, 3]
        )
        await doing[0]()
        await asyncio.gather(self._tick(), self._tick())
        await self._check()

    async def _tick(self) -> None:
        async with self.database.transaction() as db:
            await reminders.due(db, now=self.now)

    async def _nothing(self) -> None:
        """Nothing but time."""

    async def _outage(self) -> None:
        self.now += timedelta(hours=self.random.randrange(12, 90))

    async def _jump(self) -> None:
        self.now += timedelta(hours=self.random.choice([-1, 1]))

    async def _move(self) -> None:
        """To days ahead; refused when they are too near, or when the session has started."""
        there = self.now.date() + timedelta(days=self.random.randrange(4, 14))
        async with self.database.transaction() as db:
            current = await db.get_one(TrainingSession, self.session.id)
            version = current.version
        try:
            async with self.database.transaction() as db:
                await moving.move(db, self.organiser, self.session.id, there, there, version=version, now=self.now)
            self.moved += 1
        except (Stale, moving.TooSoon):
            return

    async def _retime(self) -> None:
        kind = self.random.choice(list(ReminderKind))
        when = When(self.random.randrange(1, 9), self.random.choice(reminder_times.HOURS))
        chosen = self.random.choice([when, when, None]) if kind is not ReminderKind.H2 else When(0, 60)
        async with self.database.transaction() as db:
            await reminder_plan.change(db, self.organiser, self.session.id, kind, chosen, now=self.now)

    async def _check(self) -> None:
        async with self.database.transaction() as db:
            session = await db.get_one(TrainingSession, self.session.id, populate_existing=True)
            rows = (await db.scalars(select(OutboxMessage).where(OutboxMessage.kind == "reminder"))).all()
            plan = (await db.scalars(select(SessionReminder).where(SessionReminder.session_id == session.id))).all()
        once = Counter((row.person_id, row.payload["reminder"], row.payload["version"]) for row in rows)
        assert max(once.values(), default=1) == 1
        assert not [each for each in plan if each.state is ReminderState.ARMED and each.due_at <= self.now]
        new = [row for row in rows if row.id not in self.seen]
        assert len({row.payload["reminder"] for row in new}) <= 1, "the latest one only"
        for row in new:
            self._check_new(session, plan, row)
        self.seen |= {row.id for row in new}

    def _check_new(self, session: TrainingSession, plan: Sequence[SessionReminder], row: OutboxMessage) -> None:
        mine = [each for each in plan if each.version == session.version]
        due = {each.kind.value: each.due_at for each in mine}
        assert row.payload["version"] == session.version, "never of former days"
        assert row.due_at == quiet.shift(row.due_at, session.zone), "never in the quiet hours"
        assert row.expires_at is not None and row.due_at < row.expires_at <= session.starts_at, "never stale"
        past = [kind for kind, at in due.items() if at <= self.now]
        assert due[row.payload["reminder"]] == max(due[kind] for kind in past), "the latest that is due"


async def run(database: Database, seed: int) -> Machine:
    async with database.transaction() as db:
        organiser = await factories.make_organiser(db)
        session = await session_for_all(db, first_day=FIRST_DAY, last_day=FIRST_DAY)
        for _ in range(2):
            await factories.make_registration(db, session, await factories.make_person(db))
        await reminders.arm(db, session)
        before = set(await db.scalars(select(OutboxMessage.id)))
    machine = Machine(database, organiser, session, seed, seen=before)
    for _ in range(STEPS):
        await machine.step()
    return machine


@pytest.mark.parametrize("seed", SEEDS)
async def test_reminders_are_never_twice_stale_or_in_the_quiet_hours(database: Database, seed: int) -> None:
    machine = await run(database, seed)
    assert machine.seen and machine.moved, "reminders went out, and the session moved"


async def test_without_the_quiet_hours_it_is_seen(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminders, "shift", lambda at, zone: at)
    with pytest.raises(AssertionError, match="quiet hours"):
        await run(database, 0)


async def test_sending_what_is_stale_is_seen(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control for « the latest only »: the first that is due goes out, whatever came after it."""
    monkeypatch.setattr(reminders, "_latest", lambda session, plan, now: plan[0] if plan[0].due_at <= now else None)
    monkeypatch.setattr(reminders, "_stale_from", lambda session, plan, latest: session.starts_at)
    with pytest.raises(AssertionError, match="the latest that is due"):
        for seed in SEEDS:
            await run(database, seed)
