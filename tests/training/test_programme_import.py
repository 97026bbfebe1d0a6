"""The programme's file: the dry run, and the import on both engines."""

from datetime import date, time, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.engine import Database
from db.models import (
    Announcement,
    Area,
    ChangeKind,
    Evaluation,
    Intention,
    Person,
    Registration,
    ReminderState,
    Seat,
    SessionChange,
    SessionReminder,
    SessionState,
    TrainingSession,
)
from tests import factories
from tests.factories import NOW
from tests.training.programme_file import ROW, SAMPLE, file, imported, number, planned, row, session
from tests.training.setting import journal, owed
from training import audit, publication
from training.announcements import drafting, schedule
from training.announcements.drafting import Message
from training.journal import record
from training.programme_import import Changed, Column, Imported, Reason, RowProblem


async def test_the_sample_programme(ready: Database) -> None:
    report = await planned(ready, SAMPLE)
    assert report.ready and report.problems == ()
    assert (len(report.new), report.changed, report.unchanged) == (63, (), ())
    assert len(report.new_areas) == 4
    assert await number(ready) == 0  # a dry run
    done = await imported(ready, SAMPLE)
    assert (done.created, done.updated, done.unchanged, done.finished) == (63, 0, 0, len(report.finished))
    assert done.drafts == 63 - done.finished
    async with ready.transaction() as db:
        sessions = (await db.scalars(select(TrainingSession))).all()
        short = list(await db.scalars(select(Area.short_label).order_by(Area.number)))
    past = {one.code for one in sessions if one.ends_at <= NOW}
    assert past == set(report.finished) and past
    assert all((one.state is SessionState.FINISHED) == (one.code in past) for one in sessions)
    assert {one.state for one in sessions} == {SessionState.FINISHED, SessionState.DRAFT}
    assert max(len(one.short_title) for one in sessions) <= 40
    assert max(map(len, short)) <= 24 and short[2] == "Chaîne pénale"
    assert await imported(ready, SAMPLE) == Imported(0, 0, 63, 0, 0)


async def test_nothing_is_owed_for_an_imported_session(ready: Database) -> None:
    await imported(ready, SAMPLE)
    async with ready.transaction() as db:
        assert await db.scalar(select(func.count()).select_from(SessionReminder)) == 0
        assert await db.scalar(select(func.count()).select_from(Evaluation)) == 0
    assert await owed(ready, "reminder") == []
    assert await journal(ready) == ["import"]


async def test_a_row_becomes_a_session(ready: Database) -> None:
    await imported(ready, file(row()))
    one = await session(ready)
    assert (one.first_day, one.last_day) == (date(2026, 11, 12), date(2026, 11, 13))
    assert (one.opens, one.closes, one.zone) == (time(9), time(16, 30), "Africa/Dakar")
    assert one.publics == ["opj"]
    assert one.quotas == {"police": 11, "gendarmerie": 11, "femmes_min": 3}
    assert one.short_title == "Conduire l’audition d’une victime…"
    assert (one.area.number, one.area.short_label) == (3, "Chaîne pénale")
    assert (one.state, one.version, one.capacity) == (SessionState.DRAFT, 1, 22)


async def test_optional_columns(ready: Database) -> None:
    cells = {"heure_debut": "8 h 30", "heure_fin": "17h", "titre_court": "Audition des victimes"}
    await imported(ready, file(row(**cells)))
    one = await session(ready)
    assert (one.opens, one.closes, one.short_title) == (time(8, 30), time(17), "Audition des victimes")
    report = await planned(ready, file(row()))  # the columns are absent: what is known stays
    assert report.unchanged == ("3.05",)


async def test_changes_are_named_and_an_open_session_stays_open(ready: Database) -> None:
    await imported(ready, file(row(), row(code="3.06")))
    async with ready.transaction() as db:
        await publication.open_all_drafts(db, await factories.make_organiser(db), now=NOW)
    content = file(row(places="30", ville="Dakar"), row(code="3.06"))
    report = await planned(ready, content)
    assert report.changed == (Changed("3.05", (Column.TOWN, Column.CAPACITY), moved=False),)
    assert report.unchanged == ("3.06",)
    assert await imported(ready, content) == Imported(0, 1, 1, 0, 0)
    one = await session(ready)
    assert (one.state, one.version, one.capacity, one.town) == (SessionState.OPEN, 1, 30, "Dakar")


async def test_a_session_that_moves_has_its_reminders_and_its_evaluation_follow(ready: Database) -> None:
    await imported(ready, file(row()))
    async with ready.transaction() as db:
        await publication.open_all_drafts(db, await factories.make_organiser(db), now=NOW)
    before = await session(ready)
    report = await planned(ready, file(row(debut="19/11/2026", fin="20/11/2026")))
    assert report.changed == (Changed("3.05", (Column.FIRST_DAY, Column.LAST_DAY), moved=True),)
    await imported(ready, file(row(debut="19/11/2026", fin="20/11/2026")))
    one = await session(ready)
    assert (one.version, one.state) == (2, SessionState.OPEN)
    async with ready.transaction() as db:
        armed = select(SessionReminder).where(
            SessionReminder.version == 2, SessionReminder.state == ReminderState.ARMED
        )
        due = [reminder.due_at for reminder in await db.scalars(armed)]
        evaluation = (await db.scalars(select(Evaluation).where(Evaluation.questionnaire == "hot"))).one()
    assert len(due) == 4 and min(due) == one.starts_at - timedelta(days=7) + timedelta(hours=1)
    assert evaluation.opens_at == one.ends_at == before.ends_at + timedelta(days=7)


async def test_a_session_that_moves_says_how_many_people_it_concerns_and_whether_it_is_over(ready: Database) -> None:
    await imported(ready, file(row(), row(code="3.06")))
    async with ready.transaction() as db:
        await publication.open_all_drafts(db, await factories.make_organiser(db), now=NOW)
        one = (await db.scalars(select(TrainingSession).where(TrainingSession.code == "3.05"))).one()
        for seat in (Seat.SEATED, Seat.SEATED, Seat.WAITING):
            await factories.make_registration(db, one, await factories.make_person(db), seat=seat)
    content = file(row(debut="2026-02-10", fin="2026-02-11"), row(code="3.06", fin="14/11/2026"))
    changed = (await planned(ready, content)).changed
    assert [(one.code, one.moved, one.seated, one.past) for one in changed] == [
        ("3.05", True, 2, True),
        ("3.06", True, 0, False),
    ]


async def people_of(ready: Database, code: str, *seats: Seat) -> list[int]:
    """Registered in a session, which is open; by id."""
    async with ready.transaction() as db:
        one = (await db.scalars(select(TrainingSession).where(TrainingSession.code == code))).one()
        one.state = SessionState.OPEN
        made = [await factories.make_person(db) for _ in seats]
        for person, seat in zip(made, seats, strict=True):
            await registered(db, one, person, seat)
        return [person.id for person in made]


async def registered(db: AsyncSession, session: TrainingSession, person: Person, seat: Seat) -> None:
    await factories.make_registration(db, session, person, seat)
    record(db, person.id, f"registration.{seat.value}", "session", session.id, now=NOW)


async def test_who_is_in_a_session_that_moves_is_told_and_asked_again(ready: Database) -> None:
    await imported(ready, file(row(), row(code="3.06")))
    concerned = await people_of(ready, "3.05", Seat.SEATED, Seat.REQUESTED, Seat.WAITING)
    await people_of(ready, "3.06", Seat.SEATED)
    done = await imported(ready, file(row(debut="19/11/2026", fin="20/11/2026"), row(code="3.06")))
    assert done.told == 3
    assert [message.person_id for message in await owed(ready, "session_moved")] == concerned
    async with ready.transaction() as db:
        change = (await db.scalars(select(SessionChange))).one()
        one = await db.get_one(TrainingSession, change.session_id)
        assert (change.kind, change.version, one.version, change.changed_by_id) == (ChangeKind.MOVED, 2, 2, None)
        assert change.first_day == date(2026, 11, 12) and change.answer_until is not None
        assert await audit.breaches(db, now=NOW) == []
    assert (await imported(ready, file(row(debut="19/11/2026", fin="20/11/2026"), row(code="3.06")))).told == 0


async def test_another_place_or_other_hours_are_told_and_nobody_is_asked_again(ready: Database) -> None:
    await imported(ready, file(row()))
    concerned = await people_of(ready, "3.05", Seat.SEATED)
    async with ready.transaction() as db:
        await db.execute(update(Registration).values(intention=Intention.CONFIRMED))
    assert (await imported(ready, file(row(lieu="Autre salle")))).told == 1
    assert (await imported(ready, file(row(lieu="Autre salle", heure_debut="8h30")))).told == 1
    assert [message.person_id for message in await owed(ready, "session_altered")] == concerned * 2
    async with ready.transaction() as db:
        assert (await db.scalars(select(Registration.intention))).one() is Intention.CONFIRMED


async def test_sessions_that_change_places_leave_everybody_in_one_room(ready: Database) -> None:
    other = {"code": "3.06", "debut": "19/11/2026", "fin": "20/11/2026"}
    await imported(ready, file(row(), row(**other)))
    (both,) = await people_of(ready, "3.05", Seat.SEATED)
    await people_of(ready, "3.06", Seat.SEATED)
    async with ready.transaction() as db:
        second = (await db.scalars(select(TrainingSession).where(TrainingSession.code == "3.06"))).one()
        await registered(db, second, await db.get_one(Person, both), Seat.SEATED)
    earlier = other | {"debut": "12/11/2026", "fin": "13/11/2026"}
    assert (await imported(ready, file(row(debut="19/11/2026", fin="20/11/2026"), row(**earlier)))).told == 3
    async with ready.transaction() as db:
        seats = await db.scalars(select(Registration.seat).where(Registration.person_id == both))
        assert set(seats) == {Seat.SEATED}, "they only changed places: nobody is in two rooms"
        assert await audit.breaches(db, now=NOW) == []
    await imported(ready, file(row(debut="12/11/2026", fin="13/11/2026"), row(**earlier)))
    async with ready.transaction() as db:
        wanted = select(Registration.seat).where(Registration.person_id == both).order_by(Registration.seat)
        assert list(await db.scalars(wanted)) == [Seat.SEATED, Seat.WITHDRAWN]
        assert await audit.breaches(db, now=NOW) == []


async def test_a_session_that_moves_into_the_past_tells_nobody(ready: Database) -> None:
    await imported(ready, file(row()))
    await people_of(ready, "3.05", Seat.SEATED)
    assert (await imported(ready, file(row(debut="2026-02-10", fin="2026-02-11")))).told == 0
    assert await owed(ready, "session_moved") == []


async def test_announcements_relative_to_a_session_follow_when_it_moves(ready: Database) -> None:
    await imported(ready, file(row()))
    one = await session(ready)
    async with ready.transaction() as db:
        author = await factories.make_organiser(db)
        relative = await drafting.draft(db, author, Message("Bonjour"), session_id=one.id, now=NOW)
        fixed = await drafting.draft(db, author, Message("Bonsoir"), session_id=one.id, now=NOW)
        await schedule.before_session(db, author, relative.id, 3, time(10), now=NOW)
        await schedule.at(db, author, fixed.id, NOW + timedelta(days=1), now=NOW)
        before = relative.due_at
    await imported(ready, file(row(debut="19/11/2026", fin="20/11/2026")))
    async with ready.transaction() as db:
        moved, stayed = await db.get_one(Announcement, relative.id), await db.get_one(Announcement, fixed.id)
        assert before is not None
        assert (moved.due_at, stayed.due_at) == (before + timedelta(days=7), NOW + timedelta(days=1))


async def test_a_draft_that_moves_arms_nothing(ready: Database) -> None:
    await imported(ready, file(row()))
    await imported(ready, file(row(debut="19/11/2026", fin="20/11/2026")))
    assert (await session(ready)).version == 2
    async with ready.transaction() as db:
        assert await db.scalar(select(func.count()).select_from(SessionReminder)) == 0


async def test_a_past_session_is_finished_and_a_corrected_date_makes_it_a_draft(ready: Database) -> None:
    past = file(row(debut="2026-02-10", fin="2026-02-11"))
    assert (await planned(ready, past)).finished == ("3.05",)
    assert (await imported(ready, past)).finished == 1
    assert (await session(ready)).state is SessionState.FINISHED
    assert (await planned(ready, past)).finished == ()
    await imported(ready, file(row()))
    assert (await session(ready)).state is SessionState.DRAFT


async def test_an_open_session_that_took_place_is_left_alone(ready: Database) -> None:
    await imported(ready, file(row()))
    async with ready.transaction() as db:
        await publication.open_all_drafts(db, await factories.make_organiser(db), now=NOW)
    done = await imported(ready, file(row()), now=NOW + timedelta(days=90))
    assert done == Imported(0, 0, 1, 0, 0)
    assert (await session(ready)).state is SessionState.OPEN


async def test_places_do_not_fall_below_those_who_are_seated(ready: Database) -> None:
    await imported(ready, file(row()))
    one = await session(ready)
    async with ready.transaction() as db:
        for _ in range(3):
            await factories.make_registration(db, one, await factories.make_person(db))
    quotas = "police=1"
    report = await planned(ready, file(row(places="2", quotas=quotas)))
    assert report.problems == (RowProblem(2, "places", Reason.CAPACITY_BELOW_SEATED, "3"),)
    assert (await planned(ready, file(row(places="3", quotas=quotas)))).ready


async def test_an_area_whose_title_changes_is_the_same_area(ready: Database) -> None:
    await imported(ready, file(row()))
    renamed = file(row(domaine="3 - Justice : un nouvel intitulé"))
    report = await planned(ready, renamed)
    assert report.renamed_areas == ((ROW["domaine"][4:], "Justice : un nouvel intitulé"),)
    assert report.unchanged == ("3.05",)
    before = (await session(ready)).area_id
    await imported(ready, renamed)
    after = await session(ready)
    assert (after.area_id, after.area.title, after.area.short_label) == (
        before,
        "Justice : un nouvel intitulé",
        "Justice",
    )


async def test_a_session_changes_area(ready: Database) -> None:
    await imported(ready, file(row(), row(code="4.01", domaine="4 – Gouvernance")))
    moved = file(row(domaine="4 – Gouvernance"), row(code="4.01", domaine="4 – Gouvernance"))
    assert (await planned(ready, moved)).changed == (Changed("3.05", (Column.AREA,), moved=False),)
    await imported(ready, moved)
    assert (await session(ready)).area.title == "Gouvernance"
