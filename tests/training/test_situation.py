"""« Ma situation »: what their service awaits of somebody, and where they were present."""

from db.engine import Database
from db.models import Attendance, HalfDay, Nomination
from tests.factories import NOW, make_organiser, make_person, make_registration
from tests.training.setting import session_for_all
from training import situation


async def test_nominations_and_presences_are_on_the_card(database: Database) -> None:
    async with database.transaction() as db:
        awa, khady, session = await make_person(db), await make_organiser(db), await session_for_all(db)
        await make_registration(db, session, awa)
        assert (await situation.of(db, awa, now=NOW)).nominated == frozenset()
        named = {"session_id": session.id, "person_id": awa.id, "nominated_by_id": khady.id, "nominated_at": NOW}
        db.add(Nomination(keys=[], **named))
        for half_day, present in ((HalfDay.MORNING, True), (HalfDay.AFTERNOON, False)):
            db.add(Attendance(session_id=session.id, person_id=awa.id, day=session.first_day, half_day=half_day,
                              present=present, marked_at=NOW, marked_by_id=khady.id))  # fmt: skip
    async with database.transaction() as db:
        found = await situation.of(db, awa, now=NOW)
    assert (found.nominated, found.half_days) == (frozenset([session.id]), 1)
