"""An announcement that is owed to many people: one statement for the people, one for the messages."""

from datetime import datetime, timedelta

from sqlalchemy import text

from bot.clock import machine_now
from db.engine import Database
from db.models import Announcement, AnnouncementState, Content, Dispatch, DispatchKind
from tests import factories

FIRST = 740_000_000
TEXT = "Votre session commence lundi à 9 h. Apportez une pièce d’identité et votre convocation."

PEOPLE = text(
    "INSERT INTO person (telegram_id, standing, first_name, last_name, language, reminders, reachable, created_at)"
    " WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :people)"
    " SELECT CAST(:first AS bigint) + n, 'verified', 'Awa', 'Essai', 'fr', true, true, :now FROM numbers"
)
MESSAGES = text(
    "INSERT INTO outbox_message (key, person_id, kind, payload, dispatch_id, lane, state, due_at, attempt)"
    " SELECT 'owed:' || person.id, person.id, 'announced', CAST(:payload AS json), :dispatch, 2, 'pending', :now, 0"
    " FROM person WHERE person.telegram_id > :first"
)


async def owe(url: str, people: int) -> None:
    """Fill a migrated database with so many people, each of whom is owed one announcement."""
    database = Database(url, pool_size=1)
    now = machine_now() - timedelta(minutes=1)
    try:
        async with database.transaction() as db:
            author = await factories.make_organiser(db)
            announcement = Announcement(
                author_id=author.id,
                content=Content.TEXT,
                text=TEXT,
                urgent=True,
                state=AnnouncementState.OUT,
                recipients=people,
                created_at=now,
            )
            db.add(announcement)
            await db.flush()
            dispatch = Dispatch(announcement_id=announcement.id, kind=DispatchKind.SENDING, started_at=now)
            db.add(dispatch)
            await db.flush()
            at = _stored(now, database)
            await db.execute(PEOPLE, {"people": people, "first": FIRST, "now": at})
            payload = f'{{"announcement_id": {announcement.id}}}'
            json_type = (
                MESSAGES.text if not database.is_sqlite else MESSAGES.text.replace("CAST(:payload AS json)", ":payload")
            )
            await db.execute(text(json_type), {"payload": payload, "dispatch": dispatch.id, "now": at, "first": FIRST})
    finally:
        await database.close()


def _stored(at: datetime, database: Database) -> datetime | str:
    """An instant as a statement of plain text hands it over."""
    return at.strftime("%Y-%m-%d %H:%M:%S.%f") if database.is_sqlite else at
