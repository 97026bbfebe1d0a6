"""The worker: claims what is owed, renders it, marks it as on its way, sends it, settles it. Any number may run."""

import asyncio
import secrets
import time
from collections.abc import Mapping, Sequence
from itertools import count

import structlog
from telegram import Bot

from bot.delivery import outcomes, sending, settling
from bot.delivery.holding import LEASE, TooLate, holding
from bot.delivery.outcomes import Outcome
from bot.delivery.pace import WINDOW, LocalPace, Pace
from bot.delivery.render import Ready, Renderer, render
from bot.house import House
from bot.supervision import Supervisor
from db.queries import outbox, pauses
from db.queries.outbox import Claimed

log = structlog.get_logger(__name__)

AT_ONCE = 25
"""Messages that one worker holds, claimed or on their way."""

LOOK_EVERY = 0.3
"""Seconds between two looks at what is due, when nothing wakes the worker."""

SEND_WITHIN = 45.0
"""Seconds after which a call is given up, whatever it waits for: the pool, the connection, the answer (30 in all)."""

LEAVE_WITHIN = 10.0
"""Seconds that a worker which is asked to stop waits for the calls under way; the others become uncertain."""


class Worker:
    """One of the workers of one process."""

    def __init__(
        self,
        house: House,
        bot: Bot,
        renderers: Mapping[str, Renderer],
        *,
        pace: Pace | None = None,
        lease: float = LEASE,
    ) -> None:
        self.name = secrets.token_hex(4)
        self._house = house
        self._bot = bot
        self._renderers = renderers
        self._pace = pace or LocalPace()
        self._lease = lease
        self._tickets = count(1)
        self._due = asyncio.Event()
        self._hands = Supervisor()
        self._flights: set[asyncio.Task[None]] = set()

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
        room = await self._room()
        ticket = f"{self.name}:{next(self._tickets)}"
        async with self._house.database.transaction() as db:
            now = self._house.clock.now()
            released = await outbox.release_overdue(db, settling.RETRIED_KINDS, now=now)
            rows = await outbox.claim(db, ticket, now=now, limit=room, lease=self._lease)
        if released.unsent or released.in_doubt:
            log.warning("leases_ran_out", unsent=released.unsent, in_doubt=released.in_doubt)
        if rows:
            await self._dispatch(ticket, rows)
        return len(rows)

    async def settled(self) -> None:
        """Wait until everything that is on its way is settled."""
        while self._flights:
            await asyncio.wait(self._flights)

    async def leave(self) -> None:
        """Let go of everything, in order: the calls under way first."""
        if self._flights:
            await asyncio.wait(self._flights, timeout=LEAVE_WITHIN)
        await self._hands.stop()
        async with self._house.database.transaction() as db:
            await outbox.give_back(db, f"{self.name}:")

    async def _room(self) -> int:
        while len(self._flights) >= AT_ONCE:
            await asyncio.wait(self._flights, return_when=asyncio.FIRST_COMPLETED)
        return AT_ONCE - len(self._flights)

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(LOOK_EVERY):
                await self._due.wait()
        except TimeoutError:
            return

    async def _dispatch(self, ticket: str, rows: Sequence[Claimed]) -> None:
        """Micro-batch by micro-batch; a pause that begins meanwhile gives the rest back."""
        await self._launch({row: 0.0 for row in rows if row.chat_id is None})
        waiting = [row for row in rows if row.chat_id is not None]
        while waiting:
            slots = await self._pace.take([row.chat_id or 0 for row in waiting])
            going = {waiting[slot.position]: slot.wait for slot in slots}
            if not going:
                await asyncio.sleep(WINDOW / 2)
            elif not await self._launch(going):
                await self._give_back(ticket)
                return
            waiting = [row for row in waiting if row not in going]

    async def _launch(self, going: Mapping[Claimed, float]) -> bool:
        """Check, render and mark these rows in one transaction, then let each go in so many seconds.

        False, and nothing changed, when everybody was asked to wait.
        """
        begun = time.monotonic()
        async with self._house.database.transaction() as db:
            if await pauses.paused(db):
                return False
            now = self._house.clock.now()
            rendered = [await render(db, row, self._renderers, now=now) for row in going]
            for one in rendered:
                if not isinstance(one, Ready):
                    await outbox.settle(db, one.row, one.settlement, now=now)
            ready = [one for one in rendered if isinstance(one, Ready)]
            ours = await outbox.begin_sending(db, [one.row for one in ready], lease=self._lease)
        for one in ready:
            if one.row.id in ours:
                self._let_go(one, begun, going[one.row])
        return True

    def _let_go(self, ready: Ready, begun: float, wait: float) -> None:
        flight = self._hands.once("delivery", self._fly(ready, begun, wait))
        self._flights.add(flight)
        flight.add_done_callback(self._flights.discard)

    async def _fly(self, ready: Ready, begun: float, wait: float) -> None:
        await asyncio.sleep(begun + wait - time.monotonic())
        outcome = await self._send(ready, begun)
        async with self._house.database.transaction() as db:
            await settling.settle(db, ready.row, ready.chat_id, outcome, now=self._house.clock.now())

    async def _send(self, ready: Ready, begun: float) -> Outcome:
        ours = holding(ready.row, begun, self._lease, self._house.database, self._hands)
        try:
            async with asyncio.timeout(SEND_WITHIN), ours:
                return outcomes.Sent(await sending.send(self._bot, ready.chat_id, ready.page, owed=ready.row.id))
        except TooLate:
            return outcomes.NeverLeft("too late to begin")
        except Exception as error:
            return outcomes.outcome(error)

    async def _give_back(self, ticket: str) -> None:
        async with self._house.database.transaction() as db:
            await outbox.give_back(db, ticket)
