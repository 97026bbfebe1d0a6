"""A list of nominations: its dry run, the questions about namesakes, the import, and the same file again."""

import pytest
from sqlalchemy import select

from db.engine import Database
from db.models import Nomination, Person, QuotaMode, Registration, Seat, SessionState
from db.queries import people as people_queries
from tests.factories import NOW, make_person, make_registration, make_session
from tests.training.nominations.lists import csv, desk
from training import audit
from training.errors import Forbidden, Gone, Stale
from training.nominations import importing
from training.nominations.importing import ImportRefused
from training.nominations.nominee import Wrong
from training.people import match_key

LIST = csv(
    "Awa;DIOP;Police nationale;Commissaire de police;77 000 00 01",
    "Binta;Faye;douanes;;+221 73 000 00 02",
    "Cheikh;Ndour;Gendarmerie nationale;;",
)


async def test_a_list_is_tried_then_imported_and_again_changes_nothing(database: Database) -> None:
    here = await desk(database, capacity=2)
    tried = await here.tries(LIST)
    assert (tried.new, tried.will_wait, tried.problems, tried.namesakes) == (3, 1, (), ())
    assert await here.rows(Nomination, Registration) == [0, 0], "a dry run writes nothing"
    done = await here.imports(LIST)
    assert (done.created, done.waiting) == (3, 1)
    assert await here.seats() == [Seat.SEATED, Seat.SEATED, Seat.WAITING]
    before = await here.snapshot()
    again = await here.tries(LIST)
    assert (again.new, again.changed, again.unchanged, again.namesakes) == (0, 0, 3, ())
    await here.imports(LIST)
    assert await here.snapshot() == before
    async with database.transaction() as db:
        assert await audit.breaches(db, now=NOW) == []
        awa = (await db.scalars(select(Person).where(Person.match_key == match_key("Awa", "Diop")))).one()
        filled = await people_queries.with_fiche(db, awa.id)
        assert filled and filled.grade and filled.grade.label == "Commissaire de police"
        assert (filled.last_name, filled.telegram_id, filled.notice_version) == ("Diop", None, None)
        assert await db.scalar(select(Nomination.phone).where(Nomination.person_id == awa.id)) == "+221770000001"


async def test_a_list_corrects_who_has_not_spoken_for_themselves(database: Database) -> None:
    here = await desk(database)
    await here.tries(LIST)
    await here.imports(LIST)
    other = csv("Awa;Diop;Police nationale;Lieutenant de police;", "Binta;Faye;Douanes;;+221730000009")
    tried = await here.tries(other)
    assert (tried.new, tried.changed, tried.unchanged) == (0, 2, 0)
    async with database.transaction() as db:
        awa = (await db.scalars(select(Person).where(Person.match_key == match_key("Awa", "Diop")))).one()
        awa.identified_at = NOW
    assert (await here.again(other)).changed == 1, "a list does not correct what Awa said of herself"
    await here.imports(other)
    async with database.transaction() as db:
        filled = await people_queries.with_fiche(db, awa.id)
        assert filled and filled.grade and filled.grade.label == "Commissaire de police"
        assert "+221730000009" in list(await db.scalars(select(Nomination.phone)))


async def test_a_namesake_in_the_file_is_asked_about(database: Database) -> None:
    here = await desk(database)
    content = csv("Cheikh;Dièye;Douanes;;", "DIEYE;Cheick;Douanes;;", "Mbaye;Mbaye;Douanes;;", "Mbaye;MBAYE;Greffe;;")
    tried = await here.tries(content)
    assert [(one.line, one.other) for one in tried.namesakes] == [(3, "l2"), (5, "l4")]
    assert (tried.namesakes[0].name, tried.namesakes[0].other_name) == ("Dieye CHEICK", "Cheikh DIÈYE")
    with pytest.raises(ImportRefused):
        await here.imports(content)
    assert await here.rows(Nomination) == [0]
    await here.says(3, "l2", same=True)
    await here.says(5, "l4", same=False)
    tried = await here.again(content)
    assert (tried.new, tried.repeated, tried.namesakes) == (3, 1, ())
    await here.imports(content)
    before = await here.snapshot()
    tried = await here.tries(content)
    assert (tried.new, tried.changed, tried.repeated, tried.namesakes) == (0, 0, 1, ()), "what was said is remembered"
    await here.imports(content)
    assert await here.snapshot() == before


async def test_somebody_known_under_another_spelling_is_never_merged_by_itself(database: Database) -> None:
    here = await desk(database)
    async with database.transaction() as db:
        details = {"first_name": "Oumar", "last_name": "N’Diaye", "match_key": match_key("Oumar", "N’Diaye")}
        oumar = await make_person(db, **details)
    content = csv("Omar;NDIAYE;Douanes;;")
    (asked,) = (await here.tries(content)).namesakes
    assert (asked.other, asked.other_name, asked.other_line) == (f"p{oumar.id}", "Oumar N’DIAYE", None)
    await here.says(2, asked.other, same=True)
    await here.says(2, asked.other, same=False)
    await here.imports(content)
    async with database.transaction() as db:
        assert await db.scalar(select(Nomination.person_id)) == oumar.id, "the first answer counts"
        assert (await db.get_one(Person, oumar.id)).first_name == "Oumar"
    tried = await here.tries(content)
    assert (tried.unchanged, tried.namesakes) == (1, ())


@pytest.mark.parametrize("same", [True, False])
async def test_who_is_seated_elsewhere_on_these_days_waits(database: Database, same: bool) -> None:
    here = await desk(database)
    async with database.transaction() as db:
        awa = await make_person(db, first_name="Awa", last_name="Diop", match_key=match_key("Awa", "Diop"))
        elsewhere = await make_session(db)
        await make_registration(db, elsewhere, awa)
    content = csv("Awa;Diop;Douanes;;")
    (asked,) = (await here.tries(content)).namesakes
    await here.says(2, asked.other, same=same)
    tried = await here.again(content)
    assert [(one.line, one.code) for one in tried.overlaps] == ([(2, elsewhere.code)] if same else [])
    await here.imports(content)
    assert await here.seats() == [Seat.WAITING if same else Seat.SEATED]


async def test_quotas_warn_and_an_enforced_one_makes_people_wait(database: Database) -> None:
    here = await desk(database, quotas={"douanes": 1})
    content = csv("Awa;Diop;Douanes;;", "Binta;Faye;Douanes;;", "Demba;Sow;Greffe;;")
    tried = await here.tries(content)
    assert [(one.label, one.used, one.seats) for one in tried.over] == [("Douanes", 2, 1)]
    assert tried.ready, "a quota is a warning"
    async with database.transaction() as db:
        (await db.get_one(type(here.session), here.session.id)).quota_mode = QuotaMode.BLOCK
    await here.imports(content)
    assert await here.seats() == [Seat.SEATED, Seat.WAITING, Seat.SEATED]


async def test_what_is_wrong_is_said_by_line(database: Database) -> None:
    here = await desk(database)
    content = csv(
        "M;Awa;Diop;Douane;77 000 00 01",
        ";Binta;;Greffe;",
        "X;Coumba;Sow2;Greffe;12",
        ";Demba;Sow;Police;",
        header="civ.;prénoms;NOM (de famille);Corps;tél.",
    )
    tried = await here.tries(content)
    assert [(one.line, one.column, one.wrong, one.suggestion) for one in tried.problems] == [
        (2, "corps", Wrong.UNKNOWN_CORPS, "Douanes"),
        (3, "nom", Wrong.MISSING_VALUE, None),
        (4, "civilite", Wrong.BAD_CIVILITY, None),
        (4, "nom", Wrong.BAD_NAME, None),
        (4, "telephone", Wrong.BAD_PHONE, None),
        (5, "corps", Wrong.UNKNOWN_CORPS, "Police nationale"),
    ]
    with pytest.raises(ImportRefused):
        await here.imports(content)
    assert await here.rows(Nomination, Registration) == [0, 0]


async def test_a_missing_column_is_named(database: Database) -> None:
    here = await desk(database)
    tried = await here.tries(csv("Awa;Douanes", header="Prénom;Corps"))
    assert [(one.column, one.wrong) for one in tried.problems] == [("nom", Wrong.MISSING_COLUMN)]
    whole = await here.tries(csv("Awa DIOP;Douanes", header="Prénom et nom;Corps"))
    assert (whole.new, whole.problems) == (1, ())


async def test_only_an_organiser_and_only_a_session_ahead(database: Database) -> None:
    here = await desk(database)
    await here.tries(LIST)
    async with database.transaction() as db:
        somebody = await make_person(db)
        with pytest.raises(Forbidden):
            await importing.session_to_fill(db, somebody, here.session.id, now=NOW)
        (await db.get_one(type(here.session), here.session.id)).state = SessionState.DRAFT
    with pytest.raises(Stale):
        await here.imports(LIST)
    assert await here.rows(Nomination) == [0]
    async with database.transaction() as db:
        (await db.get_one(type(here.session), here.session.id)).state = SessionState.CLOSED
    await here.imports(LIST)
    with pytest.raises(Gone):
        await here.imports(LIST)
    assert await here.rows(Nomination) == [3]
