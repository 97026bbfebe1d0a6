"""APScheduler only knocks: what is due is a column, found by each tick. One tick at a time across all workers."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import machine_now
from bot.house import House
from db import scrubbing
from db.queries import evaluation as evaluations
from db.queries import inbox
from db.queries.locks import try_lock
from training import asking_again, evaluation, reminders, retention, waiting_line
from training.announcements import latecomers, schedule

log = structlog.get_logger(__name__)

TICK_SECONDS = 1
FORGET_SECONDS = 3600
SCRUB_AGAIN = 60.0
"""Seconds until another try, when somebody reads what was deleted: each try stands in everybody's way for a moment."""
Work = Callable[[AsyncSession], Awaitable[int]]
"""One tick's transaction; gives how much it did."""


class Ticks:
    """What happens by itself as programme time passes."""

    def __init__(self, house: House, machine: Callable[[], float] = time.monotonic) -> None:
        self._house = house
        self._machine = machine
        self._scrub_after = 0.0
        self._due, self._forget = asyncio.Event(), asyncio.Event()

    def start(self) -> AsyncIOScheduler:
        """Knock every second for what is due, every hour for what is to be forgotten."""
        scheduler = AsyncIOScheduler(timezone="UTC")
        for knocked, seconds in ((self._due, TICK_SECONDS), (self._forget, FORGET_SECONDS)):
            scheduler.add_job(
                _knock, "interval", (knocked,), seconds=seconds, misfire_grace_time=None, coalesce=True, max_instances=1
            )
        scheduler.start()
        return scheduler

    async def run_due(self) -> None:
        """For ever: do what is due, whenever it knocks. A tick that takes long is not joined by a second one."""
        await _whenever(self._due, self.due)

    async def run_forget(self) -> None:
        """For ever: forget what is to be forgotten, whenever it knocks."""
        await _whenever(self._forget, self.forget)

    async def due(self) -> None:
        """Freed seats, reminders, announcements, evaluations to open and to close. One that fails delays no other."""
        await self._alone("free_seats", self._offer_seats)
        await self._alone("reminders", self._remind)
        await self._alone("departures", self._depart)
        await self._alone("latecomers", self._reach_latecomers)
        await self._alone("evaluations", self._open_evaluations)
        await self._alone("evaluations_again", self._ask_again)
        await self._alone("closings", self._close_evaluations)
        if self._machine() >= self._scrub_after:
            await self._scrub()

    async def forget(self) -> None:
        """What is kept for a time only: updates done with (machine time), leftovers, links with Telegram."""
        async with self._house.database.transaction() as db:
            await inbox.purge(db, machine_now() - retention.RAW_UPDATES)
        await self._alone("leftovers", self._forget_leftovers)
        await self._alone("unlinked", self._unlink)
        if not self._house.database.is_sqlite:
            await self._alone("wal", self._turn_wal)

    async def _scrub(self) -> None:
        """Take out of the files what a close deleted: right after it, or whenever that was prevented or interrupted."""
        async with self._house.database.transaction() as db:
            closed = await evaluations.unscrubbed(db)
        if not closed:
            return
        if not await self._house.database.scrub():
            log.warning("not_scrubbed", evaluations=closed, again_in=SCRUB_AGAIN)
            self._scrub_after = self._machine() + SCRUB_AGAIN
            return
        async with self._house.database.transaction() as db:
            await evaluations.note_scrubbed(db, closed)
        log.info("scrubbed", evaluations=closed)

    async def _alone(self, name: str, work: Work) -> None:
        try:
            async with self._house.database.transaction() as db:
                done = await work(db) if await try_lock(db, name) else 0
        except Exception:
            log.exception("tick_failed", what=name)
            return
        if done:
            log.info("tick", what=name, count=done)
            self._house.wake_delivery()

    async def _offer_seats(self, db: AsyncSession) -> int:
        return await waiting_line.tend(db, now=self._house.clock.now())

    async def _remind(self, db: AsyncSession) -> int:
        return await reminders.due(db, now=self._house.clock.now())

    async def _depart(self, db: AsyncSession) -> int:
        return await schedule.due(db, self._house.settings.departure_rules, now=self._house.clock.now())

    async def _reach_latecomers(self, db: AsyncSession) -> int:
        return await latecomers.reach(db, self._house.settings.departure_rules, now=self._house.clock.now())

    async def _open_evaluations(self, db: AsyncSession) -> int:
        return await evaluation.due_openings(db, now=self._house.clock.now())

    async def _ask_again(self, db: AsyncSession) -> int:
        return await asking_again.due(db, now=self._house.clock.now())

    async def _forget_leftovers(self, db: AsyncSession) -> int:
        now = self._house.clock.now()
        return await retention.forget_leftovers(db, now=now) + await retention.forget_logs(db, now=now)

    async def _unlink(self, db: AsyncSession) -> int:
        months = self._house.settings.notice.telegram_months
        return await retention.unlink(db, months=months, now=self._house.clock.now())

    async def _turn_wal(self, db: AsyncSession) -> int:
        turned = await evaluations.count_turn(db, scrubbing.WAL_TURNS)
        if turned:
            await scrubbing.turn_wal(db)
        return turned

    async def _close_evaluations(self, db: AsyncSession) -> int:
        return len(await evaluation.due_closings(db, now=self._house.clock.now()))


async def _knock(knocked: asyncio.Event) -> None:
    knocked.set()


async def _whenever(knocked: asyncio.Event, work: Callable[[], Awaitable[None]]) -> None:
    while True:
        await knocked.wait()
        knocked.clear()
        await work()
