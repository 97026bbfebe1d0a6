"""What was deleted leaves the files. Both ways say whether it has: whoever reads an older state keeps it there.

Neither waits for long, since both stand in everybody's way while they do: SQLite's only connection, PostgreSQL's
exclusive locks.
"""

import re
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

BUSY_TIMEOUT_MS = 10_000
"""How long SQLite waits for a lock, except here."""

LOCK_TIMEOUT_MS = 500
LOCK_NOT_AVAILABLE = "55P03"
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


def _dead_rows(detail: str) -> int:
    """« 3 dead row versions cannot be removed yet. » -> 3, in whatever language the server speaks."""
    found = re.match(r"\d+", detail)
    return int(found[0]) if found else 0
