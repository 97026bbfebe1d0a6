"""What was deleted leaves the files. Both ways say whether it has: whoever reads an older state keeps it there.

Neither waits for long, since both stand in everybody's way while they do: SQLite's only connection, PostgreSQL's
exclusive locks.

PostgreSQL's write-ahead log keeps what was written until its segments are written over; a quiet server takes months.
An ordinary role can neither read nor empty them, but it can write: WAL_TURNS times, an hour apart, filler pushes the
log on. Between two turns the server makes a checkpoint of its own, which frees the segments before it, and 72 turns of
16 MiB are more than the 1 GiB (`max_wal_size`) that the server would keep for reuse.
"""

import re
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

BUSY_TIMEOUT_MS = 10_000
"""How long SQLite waits for a lock, except here."""

LOCK_TIMEOUT_MS = 500
LOCK_NOT_AVAILABLE = "55P03"
WAL_TURNS = 72
FILLER = "SELECT pg_logical_emit_message(false, 'filler', repeat(' ', 1024 * 1024)) FROM generate_series(1, 16)"
TABLES = (
    "evaluation_draft",
    "evaluation_answers",
    "evaluation_comment",
    "evaluation_receipt",
    "inbox_update",
    "dialog",
)


async def truncate_wal(outside: AsyncConnection) -> bool:
    """Move SQLite's WAL into the file, where deleted rows are overwritten, and cut it; False while somebody reads."""
    await outside.exec_driver_sql("PRAGMA busy_timeout=0")
    try:
        busy = (await outside.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")).scalar_one()
    finally:
        await outside.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    return not busy


async def rewrite_tables(outside: AsyncConnection) -> bool:
    """Rewrite PostgreSQL's tables without their dead rows; False when one is in use, or when a dead row had to stay."""
    driver: Any = (await outside.get_raw_connection()).driver_connection
    said: list[str] = []

    def listen(_connection: object, message: Any) -> None:
        said.append(message.detail or "")

    driver.add_log_listener(listen)
    try:
        await outside.exec_driver_sql(f"SET lock_timeout = {LOCK_TIMEOUT_MS}")
        for table in TABLES:
            await outside.exec_driver_sql(f"VACUUM (FULL, VERBOSE) {table}")
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
            raise
        return False
    finally:
        await outside.exec_driver_sql("RESET lock_timeout")
        driver.remove_log_listener(listen)
    return not any(map(_dead_rows, said))


async def turn_wal(db: AsyncSession) -> None:
    """Push PostgreSQL's WAL on by one segment of filler (16 MiB), whatever becomes of the transaction."""
    await db.execute(text(FILLER))


def _dead_rows(detail: str) -> int:
    """« 3 dead row versions cannot be removed yet. » -> 3, in whatever language the server speaks."""
    found = re.match(r"\d+", detail)
    return int(found[0]) if found else 0
