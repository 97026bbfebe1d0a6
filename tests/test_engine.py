"""What SQLite is told at every connection."""

from sqlalchemy import text

from db.engine import Database

FULL = 2
NORMAL = 1


async def test_a_commit_of_sqlite_is_on_the_disk_before_it_returns(sqlite_url: str) -> None:
    """With NORMAL, a power cut takes back updates that Telegram was told were kept."""
    database = Database(sqlite_url)
    async with database.transaction() as db:
        assert await db.scalar(text("PRAGMA journal_mode")) == "wal"
        assert await db.scalar(text("PRAGMA synchronous")) == FULL
    await database.close()


async def test_the_pragma_would_tell(sqlite_url: str) -> None:
    """The control: what it reads follows what a connection was told."""
    database = Database(sqlite_url)
    async with database.engine.connect() as connection:
        outside = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await outside.exec_driver_sql("PRAGMA synchronous=NORMAL")
        assert await outside.scalar(text("PRAGMA synchronous")) == NORMAL
    await database.close()
