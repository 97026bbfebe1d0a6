"""The worker: claims what is owed, renders it, marks it as on its way, sends it, settles it. Any number may run.

Everything but the call itself is done for many messages at once: a claim takes a second's worth, a step marks what
leaves in the next 100 ms, outcomes are written every 100 ms.
"""

import asyncio
import secrets
import time
from collections import deque
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from itertools import count, islice
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Bot

from bot.delivery import outcomes, sending, settling
from bot.delivery.facts import Dropped, Postponed
from bot.delivery.holding import LEASE, Holding, TooLate
from bot.delivery.outcomes import NotBegun, Outcome, TokenRefused, TooFast
from bot.delivery.pace import AHEAD, LATE, Grant, Pace, distance, together, until
from bot.delivery.render import Desk, Ready, Renderers, render
from bot.delivery.settling import End
from bot.house import House
from bot.supervision import Supervisor
from db.queries import in_hand, outbox, pauses
from db.queries.outbox import Claimed

log = structlog.get_logger(__name__)

FEWEST, MOST = 25, 1000
"""Messages that one worker holds, claimed or on their way: a second's worth, within these bounds."""

LOOK_EVERY = 0.3
"""Seconds between two looks at what is due, when nothing wakes the worker."""
RELEASE_EVERY = 1.0
"""Seconds between two looks for leases that ran out."""

SETTLE_EVERY = 0.1
"""Seconds in which outcomes are gathered before they are written."""

LEAVE_WITHIN = 10.0
"""Seconds that a worker which is asked to stop waits for the calls under way; the others become uncertain."""


class Worker:
    """One of the workers of one process."""

    def __init__(
        self, house: House, bot: Bot, renderers: Renderers, *, pace: Pace | None = None, lease: float = LEASE
    ) -> None:
        self.name = secrets.token_hex(4)
        self._house = house
        self._bot = bot
        self._renderers = renderers
        self._pace = pace or house.pace
        self._lease = lease
        self._room = min(max(FEWEST, round(1 / self._pace.step)), MOST)
        self._tickets = count(1)
        self._due = asyncio.Event()
        self._hands = Supervisor()
        self._holding = Holding(house.database, lease)
        self._ready: deque[Ready] = deque()
        self._ends: list[End] = []
        self._freed = asyncio.Event()
        self._left = asyncio.Event()
        self._told_to_wait = False
        self._release_at = 0.0
        self._at_work: dict[str, asyncio.Task[None]] = {}

    def wake(self) -> None:
        """Something was owed: look now."""
        self._due.set()

    async def run(self) -> None:
        """Deliver for ever. When cancelled: what is on its way is settled, what is only claimed is given back."""
        try:
            while True:
                self._due.clear()
                if not await self.deliver():
                    await self._rest()
        finally:
            await self.leave()

    async def deliver(self) -> int:
        """Claim what is due and send it at its pace; how many were claimed. Their answers may still be awaited."""
        if self._told_to_wait:
            await self.settled()  # the pause is written then, for this worker too
            self._told_to_wait = False
        while len(self._holding) > self._room / 2:
            await self._next_freed()
        ticket = f"{self.name}:{next(self._tickets)}"
        async with self._house.database.transaction() as db:
            now = self._house.clock.now()
            await self._release(db)
            rows = await outbox.claim(db, ticket, now=now, limit=self._room - len(self._holding), lease=self._lease)
        await self._dispatch(ticket, rows)
        return len(rows)

    async def settled(self) -> None:
        """Wait until everything that is on its way is settled."""
        while len(self._holding):
            await self._next_freed()

    async def leave(self) -> None:
        """Let go of everything, in order: what has not left is taken back, the calls under way end."""
        if step := self._at_work.get("step"):
            await asyncio.wait([step])
        if launch := self._at_work.get("launch"):
            launch.cancel()
            await asyncio.wait([launch])
        try:
            async with asyncio.timeout(LEAVE_WITHIN):
                await self.settled()
        except TimeoutError:
            log.warning("left_in_doubt", messages=len(self._holding))
        await self._hands.stop()
        async with self._house.database.transaction() as db:
            await in_hand.give_back(db, f"{self.name}:")

    async def _rest(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_EVERY):
                await self._due.wait()

    async def _next_freed(self) -> None:
        self._freed.clear()
        await self._freed.wait()

    async def _next_left(self) -> None:
        self._left.clear()
        await self._left.wait()

    async def _release(self, db: AsyncSession) -> None:
        if time.monotonic() < self._release_at:
            return
        self._release_at = time.monotonic() + RELEASE_EVERY
        released = await in_hand.release_overdue(db, settling.RETRIED_KINDS, now=self._house.clock.now())
        if released.unsent or released.in_doubt:
            log.warning("leases_ran_out", unsent=released.unsent, in_doubt=released.in_doubt)

    async def _dispatch(self, ticket: str, rows: Sequence[Claimed]) -> None:
        """Step by step, each while the last message of the one before waits: one less than leaves in 100 ms."""
        left = iter(rows)
        while some := list(islice(left, max(1, together(self._pace) - 1))):
            while len(self._ready) > 1:
                await self._next_left()
            if not self._told_to_wait:
                # To its end even when this worker is stopped: what it marks is then known, and taken back.
                await asyncio.shield(self._begin("step", self._mark(some)))
            if self._told_to_wait:
                async with self._house.database.transaction() as db:
                    await in_hand.give_back(db, ticket)
                return

    async def _mark(self, rows: Sequence[Claimed]) -> None:
        """Check, render and mark these rows in one transaction; none is marked when everybody was asked to wait."""
        begun = time.monotonic()
        async with self._house.database.transaction() as db:
            now = self._house.clock.now()
            desk = Desk(self._renderers, now, self._house.settings.timezone)
            rendered = await render(db, rows, desk)
            dropped = [(one.row, one.settlement) for one in rendered if isinstance(one, Dropped | Postponed)]
            await in_hand.settle(db, dropped, now=now)
            ready = [one for one in rendered if isinstance(one, Ready)]
            ours = await in_hand.begin_sending(db, [one.row for one in ready], lease=self._lease)
            if ready and not ours and await pauses.paused(db):
                self._told_to_wait = True
        going = [one for one in ready if one.row.id in ours]
        self._holding.take([one.row for one in going], begun)
        self._ready.extend(going)
        if going:
            self._begin("launch", self._launch())

    async def _launch(self) -> None:
        """Let go of what is marked, each at its instant; what is left, whatever happens, is taken back."""
        try:
            while self._ready and not self._told_to_wait:
                await self._launch_some(await self._pace.take(len(self._ready)))
        finally:
            while self._ready:
                self._note(self._ready.popleft(), NotBegun())
            self._left.set()

    async def _launch_some(self, grant: Grant) -> None:
        slot = grant.at
        for _ in range(grant.n):
            await until(slot)
            if not self._told_to_wait:
                self._let_go(self._ready.popleft())
                self._left.set()
            if (late := time.monotonic() - slot) > LATE:
                await self._pace.late(distance(self._pace, late, grant.n))
                slot += late  # those behind it in the grant move as the next slots do: it is told once
            slot += self._pace.step
        if self._ready or not grant.n:  # the next slot cannot be taken before
            await until(slot - AHEAD)

    def _let_go(self, ready: Ready) -> None:
        self._hands.once("delivery", self._fly(ready))
        self._begin("lease", self._holding.renewing())

    async def _fly(self, ready: Ready) -> None:
        try:
            outcome = await self._send(ready)
        except BaseException:  # cancelled: nobody will know, and another worker finds the lease over
            self._holding.let_go(ready.row)
            self._freed.set()
            raise
        self._note(ready, outcome)

    async def _send(self, ready: Ready) -> Outcome:
        row = ready.row
        try:
            async with self._holding.calling(row):
                return outcomes.Sent(await sending.carry_out(self._bot, ready.chat_id, ready.operation))
        except TooLate:
            return outcomes.NeverLeft("too late to begin")
        except Exception as error:
            return outcomes.outcome(error)

    def _note(self, ready: Ready, outcome: Outcome) -> None:
        self._ends.append(End(ready.row, ready.chat_id, outcome))
        if isinstance(outcome, TooFast | TokenRefused):
            self._told_to_wait = True
        self._begin("settle", self._settle())

    def _begin(self, name: str, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Start what is done by one task at a time; nothing happens while it is being done."""
        task = self._at_work.get(name)
        if task is not None and not task.done():
            work.close()
            return task
        self._at_work[name] = self._hands.once(name, work)
        return self._at_work[name]

    async def _settle(self) -> None:
        """Write outcomes as they come, until none is left."""
        while self._ends:
            await asyncio.sleep(SETTLE_EVERY)
            ends, self._ends = self._ends, []
            apart = [[end] for end in ends if end.touches_others]
            for some in ([end for end in ends if not end.touches_others], *apart):
                await settling.write(self._house, some)
            for end in ends:
                self._holding.let_go(end.row)
            self._freed.set()
