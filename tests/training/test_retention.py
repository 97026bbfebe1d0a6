"""What is kept for a time only is forgotten when its time is over, and not before."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.clock import Clock
from bot.notice import filled_notice
from bot.scheduler import Ticks
from db.engine import Database
from db.models import Dialog, OutboxState, Person, Screen, Seat, Upload
from db.queries import conversation
from tests import factories
from tests.delivery.stage import Stage
from tests.factories import NOW
from tests.test_settings import FILLED
from tests.training.setting import journal, owed
from training import outbox, retention
from training.notices import VerificationDecided

MONTHS = 6
LONG_AGO = NOW - timedelta(days=400)
PHONE = "+221771234567"


async def linked(database: Database, now: datetime = NOW) -> list[str | None]:
    """After the tick: the first names of who has a link with Telegram still, by arrival."""
    async with database.transaction() as db:
        await retention.unlink(db, months=MONTHS, now=now)
    async with database.transaction() as db:
        left = select(Person.first_name).where(Person.telegram_id.is_not(None), Person.phone.is_not(None))
        return list(await db.scalars(left.order_by(Person.id)))


async def somebody(database: Database, name: str, *ended: datetime, seat: Seat = Seat.SEATED) -> Person:
    """Somebody who arrived long ago, with a session that ended (or ends) at each of these moments."""
    async with database.transaction() as db:
        person = await factories.make_person(db, first_name=name, phone=PHONE, created_at=LONG_AGO)
        for at in ended:
            session = await factories.make_session(db, ends_at=at, starts_at=at - timedelta(hours=8))
            await factories.make_registration(db, session, person, seat)
        return person


@pytest.mark.parametrize(
    ("at", "months", "before"),
    [
        (datetime(2026, 10, 5, 10, tzinfo=UTC), 6, datetime(2026, 4, 5, 10, tzinfo=UTC)),
        (datetime(2026, 8, 31, tzinfo=UTC), 6, datetime(2026, 2, 28, tzinfo=UTC)),
        (datetime(2026, 1, 15, tzinfo=UTC), 1, datetime(2025, 12, 15, tzinfo=UTC)),
        (datetime(2028, 2, 29, tzinfo=UTC), 24, datetime(2026, 2, 28, tzinfo=UTC)),
    ],
)
def test_months_are_those_of_the_calendar(at: datetime, months: int, before: datetime) -> None:
    assert retention.months_before(at, months) == before


async def test_the_link_is_forgotten_months_after_the_last_session(database: Database) -> None:
    edge = retention.months_before(NOW, MONTHS)
    await somebody(database, "Awa", edge - timedelta(minutes=1))
    await somebody(database, "Binta", edge - timedelta(days=90), edge)
    await somebody(database, "Coumba", edge - timedelta(days=90), NOW + timedelta(days=9))
    assert await linked(database) == ["Binta", "Coumba"]
    assert await journal(database) == ["telegram_link_forgotten"]
    assert await linked(database, NOW + timedelta(minutes=1)) == ["Coumba"]


async def test_without_a_session_the_arrival_counts(database: Database) -> None:
    await somebody(database, "Awa")
    await somebody(database, "Binta", NOW, seat=Seat.WITHDRAWN)
    await somebody(database, "Coumba", NOW, seat=Seat.WAITING)
    async with database.transaction() as db:
        await factories.make_person(db, first_name="Dieynaba", phone=PHONE, created_at=NOW - timedelta(days=30))
    assert await linked(database) == ["Coumba", "Dieynaba"]


async def test_the_team_is_not_locked_out(database: Database) -> None:
    async with database.transaction() as db:
        await factories.make_organiser(db, first_name="Khady", phone=PHONE, created_at=LONG_AGO)
    assert await linked(database) == ["Khady"]


async def test_what_hangs_on_the_link_goes_with_it(database: Database) -> None:
    person = await somebody(database, "Awa")
    assert person.telegram_id is not None
    async with database.transaction() as db:
        await conversation.ask(db, person.telegram_id, "fiche", "name", {}, NOW + timedelta(days=1))
        await conversation.remember_screen(db, person.telegram_id, 5)
        await outbox.owe(db, person.id, VerificationDecided(accepted=True), key="x", due_at=NOW)
    assert await linked(database) == []
    async with database.transaction() as db:
        assert list(await db.scalars(select(Dialog))) == []
        assert list(await db.scalars(select(Screen))) == []
        found = await db.get_one(Person, person.id)
        assert (found.telegram_id, found.phone, found.first_name) == (None, None, "Awa"), "the counts keep them"
    assert [row.state for row in await owed(database, "verification_decided")] == [OutboxState.CANCELLED]


async def kept(database: Database) -> tuple[int, int, list[int]]:
    """How many questions and files, and whose screens."""
    async with database.transaction() as db:
        dialogs, uploads = list(await db.scalars(select(Dialog))), list(await db.scalars(select(Upload)))
        return len(dialogs), len(uploads), list(await db.scalars(select(Screen.chat_id)))


async def test_leftovers_are_forgotten_when_their_time_is_over(database: Database) -> None:
    async with database.transaction() as db:
        person = await factories.make_organiser(db)
        assert person.telegram_id is not None
        await conversation.ask(db, person.telegram_id, "fiche", "name", {"name": "Awa"}, NOW + timedelta(days=30))
        await conversation.remember_screen(db, person.telegram_id, 5)
        db.add(Upload(person_id=person.id, name="programme.csv", content=b"code", created_at=NOW))
        db.add(Screen(chat_id=730_999_999, message_id=5))
    for later, left in ((timedelta(days=1), (1, 1)), (timedelta(days=2), (1, 0)), (timedelta(days=30), (0, 0))):
        async with database.transaction() as db:
            await retention.forget_leftovers(db, now=NOW + later)
        assert await kept(database) == (*left, [person.telegram_id]), later


async def test_a_screen_is_kept_of_known_people_only(database: Database) -> None:
    async with database.transaction() as db:
        person = await factories.make_person(db)
        assert person.telegram_id is not None
        for chat in (person.telegram_id, 730_999_999):
            for message in (5, 6):
                await conversation.remember_screen(db, chat, message)
        rows = await db.execute(select(Screen.chat_id, Screen.message_id))
        assert [tuple(row) for row in rows] == [(person.telegram_id, 6)]


async def test_the_hourly_tick_keeps_the_promise_of_the_notice(database: Database) -> None:
    """The number that people read is the number that is kept to."""
    house = Stage(database).house
    house.clock = Clock(lambda: NOW)
    await somebody(database, "Awa", retention.months_before(NOW, 6))
    for months, left in ((7, ["Awa"]), (5, [])):
        house.settings.notice = FILLED.model_copy(update={"telegram_months": months, "backup_days": 41})
        text = filled_notice(house.settings.notice).replace("\u00a0", " ")
        assert f"effacés {months} mois après la fin de votre dernière session" in text
        assert "effacés après 41 jours au plus" in text
        await Ticks(house).forget()
        async with database.transaction() as db:
            assert list(await db.scalars(select(Person.first_name).where(Person.telegram_id.is_not(None)))) == left
