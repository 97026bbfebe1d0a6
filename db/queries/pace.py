"""One budget for all processes: when the next message may leave. Times are seconds of the database's clock.

One statement takes and gives: a row lock makes processes wait for one another, and what they then read is what the one
before has left. `clock_timestamp()` is read after that wait. PostgreSQL only: SQLite serves one process, whose memory
is the budget.
"""

from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_NOW = "CAST(extract(epoch FROM clock_timestamp()) AS double precision)"
_TAKE = text(
    f"WITH taken AS (UPDATE delivery_pace SET next_at = greatest(next_at, {_NOW}) + :length"
    f" WHERE id = 1 AND next_at <= {_NOW} + :ahead RETURNING next_at, {_NOW} AS now)"
    f" SELECT taken.next_at, coalesce(taken.now, {_NOW}), before.next_at"
    " FROM delivery_pace AS before LEFT JOIN taken ON true WHERE before.id = 1"
)
_RESERVE = text(
    f"UPDATE delivery_pace SET next_at = greatest(next_at, {_NOW}) + :length WHERE id = 1 RETURNING next_at, {_NOW}"
)


class Taken(NamedTuple):
    """`given`: the budget is taken from `wait` seconds from now on; else the next of it begins after `wait`."""

    given: bool
    wait: float


async def take(db: AsyncConnection, length: float, ahead: float) -> Taken:
    """Take `length` seconds of the budget, if they begin within `ahead` seconds."""
    after, now, before = (await db.execute(_TAKE, {"length": length, "ahead": ahead})).one()
    return Taken(False, before - now) if after is None else Taken(True, after - length - now)


async def reserve(db: AsyncConnection, length: float) -> float:
    """Take `length` seconds of the budget whenever they begin; in how many seconds that is."""
    after, now = (await db.execute(_RESERVE, {"length": length})).one()
    return float(after - length - now)
