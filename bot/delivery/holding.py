"""A message on its way is its worker's for as long as the worker lives: the lease is short, and renewed.

A dead worker renews nothing: another one takes over when LEASE is over, however long a call may last. A living one that
cannot renew (the database is away, the machine stood still) ends its call before the lease ends: a message whose lease
is over is on no wire. Leases are on the database's clock, seconds here on the monotonic one.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import SQLAlchemyError

from bot.supervision import Supervisor
from db.engine import Database
from db.queries import outbox
from db.queries.outbox import Claimed

LEASE = 10.0
"""Seconds that a claim holds, unless it is renewed."""
RENEW = 0.2
"""How often a lease is renewed, and how long that may take, in parts of it."""
SURE = 0.7
"""The part of a lease after which it is no more relied on: the rest is for a call to end."""


class TooLate(Exception):
    """The call must not begin: the message may be another worker's by now."""


@asynccontextmanager
async def holding(
    row: Claimed, since: float, lease: float, database: Database, hands: Supervisor
) -> AsyncIterator[None]:
    """Make the call inside, for a row that was marked as on its way `since` then, for `lease` seconds.

    Raises TooLate before the call, and TimeoutError out of it when the row is, or soon may be, another worker's.
    """
    left = since + SURE * lease - time.monotonic()
    if left <= 0:
        raise TooLate
    async with asyncio.timeout(left) as limit:
        renewing = hands.once("lease", _renew(row, lease, database, limit))
        try:
            yield
        finally:
            renewing.cancel()


async def _renew(row: Claimed, lease: float, database: Database, limit: asyncio.Timeout) -> None:
    """Move the limit on with each renewal; at once to its end when the row is not ours any more."""
    loop = asyncio.get_running_loop()
    while True:
        await asyncio.sleep(RENEW * lease)
        begun = loop.time()
        try:
            async with asyncio.timeout(RENEW * lease), database.transaction() as db:
                ours = await outbox.renew(db, row, lease=lease)
        except (SQLAlchemyError, OSError):  # a timeout is an OSError; the limit stays, and we ask again
            continue
        limit.reschedule(begun + SURE * lease if ours else begun)
