"""A number that stands in a button is never given to something else."""

import pytest
from sqlalchemy import text

from db.engine import Database
from tests import factories
from tests.factories import NOW
from training.announcements import drafting
from training.announcements.drafting import Message


async def test_the_number_of_an_abandoned_announcement_is_never_another_s(database: Database) -> None:
    """An old « Envoyer » would send what a colleague wrote afterwards."""
    async with database.transaction() as db:
        organiser, colleague = await factories.make_organiser(db), await factories.make_organiser(db)
        session = await factories.make_session(db)
        first = await drafting.draft(db, organiser, Message("À ne pas envoyer"), session_id=session.id, now=NOW)
        await drafting.abandon(db, organiser, first.id, now=NOW)
    async with database.transaction() as db:
        assert (
            await drafting.draft(db, colleague, Message("Autre texte"), session_id=session.id, now=NOW)
        ).id != first.id


@pytest.mark.parametrize(("key", "again"), [("PRIMARY KEY", True), ("PRIMARY KEY AUTOINCREMENT", False)])
async def test_sqlite_gives_a_number_again_unless_told(sqlite_url: str, key: str, again: bool) -> None:
    """The control."""
    database, insert = Database(sqlite_url), text("INSERT INTO numbered DEFAULT VALUES RETURNING id")
    async with database.transaction() as db:
        await db.execute(text(f"CREATE TABLE numbered (id INTEGER NOT NULL {key})"))
        first = await db.scalar(insert)
        await db.execute(text("DELETE FROM numbered"))
        assert (await db.scalar(insert) == first) is again
    await database.close()
