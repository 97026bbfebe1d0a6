"""Files between their dry run and the confirmation, on both engines."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from db.engine import Database
from db.models import Area, Person, Upload
from db.queries import imports
from tests import factories
from tests.factories import NOW
from tests.training.programme_file import DEFAULTS, SAMPLE, file, imported, number, read, row
from tests.training.setting import journal
from training import programme_import, reference_lists
from training.errors import Forbidden, Gone
from training.programme_import import FileTooBig, Imported, ImportRefused, Programme, Reason


async def kept(database: Database, actor: Person, content: bytes, name: str = "programme.csv") -> int:
    async with database.transaction() as db:
        return (await programme_import.keep_upload(db, actor, name, content, now=NOW)).id


async def waiting(database: Database, actor: Person, upload_id: int) -> Programme:
    async with database.transaction() as db:
        upload = await programme_import.upload(db, actor, upload_id)
    return await read(database, upload.content, upload.name)


async def applied(database: Database, actor: Person, upload_id: int) -> Imported | None:
    try:
        programme = await waiting(database, actor, upload_id)
        async with database.transaction() as db:
            return await programme_import.apply(db, actor, upload_id, programme, now=NOW, defaults=DEFAULTS)
    except Gone:
        return None


async def test_an_upload_is_imported_once_even_by_two_taps_at_once(ready: Database) -> None:
    async with ready.transaction() as db:
        organiser = await factories.make_organiser(db)
    upload_id = await kept(ready, organiser, file(row()))
    outcomes = await asyncio.gather(*(applied(ready, organiser, upload_id) for _ in range(3)))
    assert sorted(map(str, outcomes)) == sorted(map(str, [Imported(1, 0, 0, 0, 1), None, None]))
    assert await journal(ready) == ["import"]
    async with ready.transaction() as db:
        assert await db.scalar(select(func.count()).select_from(Upload)) == 0


async def test_two_organisers_who_import_the_same_file_at_once(ready: Database) -> None:
    async with ready.transaction() as db:
        organisers = [await factories.make_organiser(db) for _ in range(2)]
    uploads = [await kept(ready, organiser, SAMPLE) for organiser in organisers]
    outcomes = await asyncio.gather(*(applied(ready, *pair) for pair in zip(organisers, uploads, strict=True)))
    assert {outcome.created for outcome in outcomes if outcome} == {0, 63}
    assert await number(ready) == 63


async def test_uploads_are_the_organisers_own_and_not_too_big(ready: Database) -> None:
    async with ready.transaction() as db:
        organiser, other = await factories.make_organiser(db), await factories.make_organiser(db)
        participant = await factories.make_person(db)
    with pytest.raises(Forbidden):
        await kept(ready, participant, b"a,b")
    with pytest.raises(FileTooBig) as raised:
        await kept(ready, organiser, b"x" * (5 * 1024 * 1024 + 1))
    assert raised.value.limit == 5 * 1024 * 1024
    upload_id = await kept(ready, organiser, file(row()))
    assert await applied(ready, other, upload_id) is None
    with pytest.raises(Forbidden):
        await applied(ready, participant, upload_id)
    await kept(ready, organiser, SAMPLE, name="x" * 300)
    assert await applied(ready, organiser, upload_id) is None  # replaced
    assert await number(ready) == 0


async def test_a_refused_upload_waits_for_nobody(ready: Database) -> None:
    async with ready.transaction() as db:
        organiser = await factories.make_organiser(db)
    upload_id = await kept(ready, organiser, file(row(), row()))
    with pytest.raises(ImportRefused):
        await applied(ready, organiser, upload_id)
    programme = await waiting(ready, organiser, upload_id)
    async with ready.transaction() as db:
        report = await programme_import.plan_upload(db, organiser, upload_id, programme, now=NOW, defaults=DEFAULTS)
    assert [one.reason for one in report.problems] == [Reason.DUPLICATE_CODE]


async def test_without_the_lock_the_second_of_two_imports_at_once_fails(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control of the test above: both plan before either writes."""
    database = Database(postgresql_url)
    both_planned = asyncio.Barrier(2)
    make_areas = programme_import._make_areas

    async def unlocked(db: AsyncSession) -> None:
        """No lock."""

    async def together(*arguments: Any) -> dict[str, Area]:
        await both_planned.wait()
        return await make_areas(*arguments)

    monkeypatch.setattr(imports, "one_at_a_time", unlocked)
    monkeypatch.setattr(programme_import, "_make_areas", together)
    async with database.transaction() as db:
        await reference_lists.seed(db)
    outcomes = await asyncio.gather(*(imported(database, SAMPLE) for _ in range(2)), return_exceptions=True)
    await database.close()
    assert sum(isinstance(outcome, IntegrityError) for outcome in outcomes) == 1
