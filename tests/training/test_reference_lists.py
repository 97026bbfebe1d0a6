"""The editable lists, filled once, searched, added to, on both engines."""

import csv
from pathlib import Path

import pytest
from sqlalchemy import func, select

from db.engine import Database
from db.models import AudienceTerm, Reference, ReferenceKind
from training import reference_lists
from training.people import TextProblem
from training.reference_lists import UnusableLabel, entries, propose, seed
from training.text import key

SAMPLE = Path(__file__).parents[2] / "demo" / "activities.csv"
CORPS, GRADE, FUNCTION, INSTITUTION, REGION = (
    ReferenceKind.CORPS,
    ReferenceKind.GRADE,
    ReferenceKind.FUNCTION,
    ReferenceKind.INSTITUTION,
    ReferenceKind.REGION,
)


async def test_the_lists_are_filled_once(database: Database) -> None:
    async with database.transaction() as db:
        assert await seed(db)
    async with database.transaction() as db:
        lists = (await db.scalars(select(Reference))).all()
        (await db.scalars(select(Reference).where(Reference.label == "Douanes"))).one().label = "Douanes du Sénégal"
    assert sum(one.kind is CORPS for one in lists) == 8
    assert sum(one.kind is REGION for one in lists) == 14
    assert sum(one.kind is INSTITUTION for one in lists) >= 100
    async with database.transaction() as db:
        assert not await seed(db)
    async with database.transaction() as db:
        assert await db.scalar(select(func.count()).select_from(Reference)) == len(lists)
        assert await db.scalar(select(func.count()).where(Reference.label == "Douanes du Sénégal")) == 1


async def test_every_short_label_fits_on_a_button_and_tells_its_entry(database: Database) -> None:
    async with database.transaction() as db:
        await seed(db)
        lists = (await db.scalars(select(Reference))).all()
    assert [one.short_label for one in lists if not 0 < len(one.short_label) <= 24] == []
    beside = [(one.kind, one.parent_id, one.short_label) for one in lists]
    assert len(set(beside)) == len(beside)


async def test_the_words_of_the_sample_programme_are_known(database: Database) -> None:
    async with database.transaction() as db:
        await seed(db)
        known = set(await db.scalars(select(AudienceTerm.term)))
    with SAMPLE.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    words = {row["public"] for row in rows} | {
        quota.partition("=")[0] for row in rows for quota in row["quotas"].split(";")
    }
    assert words - known == set()
    assert [term for term in known if key(term) != term] == []


async def test_corps_and_functions_that_words_mean_exist(database: Database) -> None:
    async with database.transaction() as db:
        await seed(db)
        corps = set(await db.scalars(select(Reference.label).where(Reference.kind == CORPS)))
        meant = set(await db.scalars(select(AudienceTerm.value).where(AudienceTerm.dimension == "corps")))
    assert meant <= corps


async def test_lists_hang_under_their_parent_and_come_in_parts(database: Database) -> None:
    async with database.transaction() as db:
        await seed(db)
        corps = {one.label: one.id for one in (await entries(db, CORPS, limit=50)).items}
        grades = await entries(db, GRADE, corps["Magistrature"], limit=2)
        rest = await entries(db, GRADE, corps["Magistrature"], limit=2, offset=2)
    assert [one.short_label for one in grades.items] == ["Deuxième grade", "Premier grade"]
    assert [one.short_label for one in rest.items] == ["Hors hiérarchie"]
    assert grades.total == rest.total == 3


@pytest.mark.parametrize("typed", ["legion kedougou", "  KÉDOUGOU   Légion ", "gendarmerie", "LÉGION GEND."])
async def test_search_knows_neither_case_nor_accents(database: Database, typed: str) -> None:
    async with database.transaction() as db:
        await seed(db)
        region = (await db.scalars(select(Reference).where(Reference.label == "Kédougou"))).one()
        await propose(db, INSTITUTION, "Légion de gendarmerie de Kédougou, gend. annexe", region.id)
        found = await entries(db, INSTITUTION, region.id, typed, limit=50)
        everywhere = await entries(db, INSTITUTION, None, "legion", limit=2)
    assert [one.label for one in found.items] == ["Légion de gendarmerie de Kédougou"]
    assert (len(everywhere.items), everywhere.total) == (2, 5)


async def test_another_label_is_proposed_once_and_shown_to_nobody(database: Database) -> None:
    async with database.transaction() as db:
        await seed(db)
        first = await propose(db, FUNCTION, "  Chargé  de la coopération internationale ")
    async with database.transaction() as db:
        again = await propose(db, FUNCTION, "charge de la coopération INTERNATIONALE")
        official = await propose(db, FUNCTION, "enqueteur opj")
        shown = await entries(db, FUNCTION, None, "cooperation", limit=10)
    assert again.id == first.id
    assert first.proposed and first.label == "Chargé de la coopération internationale"
    assert len(first.short_label) <= 24
    assert (official.label, official.proposed) == ("Enquêteur OPJ", False)
    assert shown.total == 0


@pytest.mark.parametrize(
    ("label", "problem"),
    [(" ", TextProblem.EMPTY), ("x" * 5000, TextProblem.TOO_LONG), ("Chef 😀", TextProblem.NOT_TEXT)],
)
async def test_what_cannot_be_a_label(database: Database, label: str, problem: TextProblem) -> None:
    async with database.transaction() as db:
        with pytest.raises(UnusableLabel) as raised:
            await propose(db, FUNCTION, label)
        assert raised.value.problem is problem
        assert (await reference_lists.entries(db, FUNCTION, limit=1)).total == 0
