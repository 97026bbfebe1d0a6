"""What a worker sends is its own for as long as the worker lives: leases are short, and renewed, all of them at once.

A dead worker renews nothing: another one takes over when LEASE is over, however long a call may last. A living one that
cannot renew (the database is away, the machine stood still) ends its calls before their leases end: a message whose
lease is over is on no wire. Leases are on the database's clock, seconds here on the monotonic one.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from sqlalchemy.exc import SQLAlchemyError

from db.engine import Database
from db.queries import in_hand
from db.queries.outbox import Claimed

LEASE = 10.0
"""Seconds that a claim holds, unless it is renewed."""
RENEW = 0.2
"""How often leases are renewed, and how long that may take, in parts of one."""
SURE = 0.7
"""The part of a lease after which it is no more relied on: the rest is for a call to end."""
SEND_WITHIN = 45.0
"""Seconds after which a call is given up, whatever it waits for: the pool, the connection, the answer (30 in all)."""


class TooLate(Exception):
    """The call must not begin: the message may be another worker's by now."""


class Held:
    """A message that was marked as on its way, or renewed, `since` then (monotonic seconds).

    `limit` ends its call, at `last` in any case; it is None before the call and after it.
    """

    def __init__(self, row: Claimed, since: float) -> None:
        self.row = row
        self.since = since
        self.last = 0.0
        self.limit: asyncio.Timeout | None = None


class Holding:
    """The messages that one worker has on their way or has not settled yet."""

    def __init__(self, database: Database, lease: float) -> None:
        self._database = database
        self._lease = lease
        self._held: dict[int, Held] = {}

    def __len__(self) -> int:
        return len(self._held)

    def take(self, rows: Sequence[Claimed], since: float) -> None:
        self._held |= {row.id: Held(row, since) for row in rows}

    def let_go(self, row: Claimed) -> None:
        self._held.pop(row.id, None)

    @asynccontextmanager
    async def calling(self, row: Claimed) -> AsyncIterator[None]:
        """Make the call of a held message inside.

        Raises TooLate before the call, and TimeoutError out of it when the message is, or soon may be, another
        worker's, or when it takes longer than SEND_WITHIN.
        """
        held = self._held[row.id]
        left = self._left(held)
        if left <= 0:
            raise TooLate
        now = asyncio.get_running_loop().time()
        held.last = now + SEND_WITHIN
        async with asyncio.timeout_at(min(now + left, held.last)) as held.limit:
            yield
        held.limit = None

    async def renewing(self) -> None:
        """Renew what is held, again and again, until nothing is."""
        while self._held:
            await asyncio.sleep(RENEW * self._lease)
            await self._renew(list(self._held.values()))

    def _left(self, held: Held) -> float:
        return held.since + SURE * self._lease - time.monotonic()

    async def _renew(self, all_held: Sequence[Held]) -> None:
        """One statement for all; the calls of those that are not ours any more end at once."""
        begun = time.monotonic()
        try:
            async with asyncio.timeout(RENEW * self._lease), self._database.transaction() as db:
                ours = await in_hand.renew(db, [held.row for held in all_held], lease=self._lease)
        except (SQLAlchemyError, OSError):  # a timeout is an OSError; the limits stay, and we ask again
            return
        now = asyncio.get_running_loop().time()
        for held in all_held:
            if held.row.id in ours:
                held.since = begun
            if held.limit is not None and self._held.get(held.row.id) is held:
                held.limit.reschedule(min(now + self._left(held), held.last) if held.row.id in ours else now)
