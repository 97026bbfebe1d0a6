"""Every way in which a file of the programme can be wrong, on both engines: all named, nothing imported."""

import pytest

from db.engine import Database
from tests.training.programme_file import ROW, file, imported, number, planned, row
from tests.training.setting import journal
from training.programme_import import ImportRefused, NotATable, NotATableReason, RowProblem
from training.programme_import import Reason as R


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"titre": ""}, RowProblem(2, "titre", R.MISSING_VALUE)),
        ({"fin": "31 novembre 2026"}, RowProblem(2, "fin", R.NO_SUCH_DATE, "31 novembre 2026")),
        ({"debut": "mi-mars"}, RowProblem(2, "debut", R.NOT_A_DATE, "mi-mars")),
        ({"fin": "2026-11-11"}, RowProblem(2, "fin", R.END_BEFORE_START, "2026-11-11")),
        ({"fin": "2027-11-12"}, RowProblem(2, "fin", R.TOO_MANY_DAYS, "366")),
        ({"places": "vingt"}, RowProblem(2, "places", R.BAD_CAPACITY, "vingt")),
        ({"places": "0"}, RowProblem(2, "places", R.BAD_CAPACITY, "0")),
        ({"places": "-3"}, RowProblem(2, "places", R.BAD_CAPACITY, "-3")),
        ({"places": "2,5"}, RowProblem(2, "places", R.BAD_CAPACITY, "2,5")),
        ({"public": "magistrat"}, RowProblem(2, "public", R.UNKNOWN_TERM, "magistrat", "magistrats")),
        ({"public": "xyz"}, RowProblem(2, "public", R.UNKNOWN_TERM, "xyz")),
        ({"quotas": "douane=3"}, RowProblem(2, "quotas", R.UNKNOWN_TERM, "douane", "douanes")),
        ({"quotas": "police"}, RowProblem(2, "quotas", R.BAD_QUOTA, "police")),
        ({"quotas": "police=x"}, RowProblem(2, "quotas", R.BAD_QUOTA, "police=x")),
        ({"quotas": "police=3;Police=4"}, RowProblem(2, "quotas", R.DUPLICATE_QUOTA, "Police")),
        ({"heure_debut": "midi"}, RowProblem(2, "heure_debut", R.NOT_AN_HOUR, "midi")),
        ({"heure_debut": "17 h"}, RowProblem(2, "heure_fin", R.END_BEFORE_START, "16:30")),
        ({"code": "3 05"}, RowProblem(2, "code", R.BAD_CODE, "3 05")),
        ({"domaine": "Chaîne pénale"}, RowProblem(2, "domaine", R.BAD_AREA, "Chaîne pénale")),
        ({"ville": "x" * 41}, RowProblem(2, "ville", R.TOO_LONG, "x" * 39 + "…")),
        ({"lieu": "Salle\x07"}, RowProblem(2, "lieu", R.NOT_TEXT)),
    ],
)
async def test_every_bad_cell_is_named_and_nothing_is_imported(
    ready: Database, cells: dict[str, str], problem: RowProblem
) -> None:
    content = file(row(**cells), row(code="3.06"))
    assert (await planned(ready, content)).problems == (problem,)
    with pytest.raises(ImportRefused) as refused:
        await imported(ready, content)
    assert refused.value.report.problems == (problem,)
    assert await number(ready) == 0
    assert await journal(ready) == []


async def test_several_problems_come_in_the_order_of_lines(ready: Database) -> None:
    content = file(
        row(places="x", debut="x"),
        row(code="3.05"),
        row(code="3.06", domaine="3 – Autre intitulé"),
        row(code="3.07", ville=""),
    )
    found = [(one.line, one.column, one.reason) for one in (await planned(ready, content)).problems]
    assert found == [
        (2, "debut", R.NOT_A_DATE),
        (2, "places", R.BAD_CAPACITY),
        (3, "code", R.DUPLICATE_CODE),
        (4, "domaine", R.AREA_CONFLICT),
        (5, "ville", R.MISSING_VALUE),
    ]


async def test_the_problems_of_a_row_come_in_the_order_of_its_columns(ready: Database) -> None:
    bad = row(quotas="x", debut="x", ville="", code="3 05", public="xyz", domaine="x", titre="")
    found = [one.column for one in (await planned(ready, file(bad))).problems]
    assert found == ["code", "domaine", "titre", "public", "ville", "debut", "quotas"]


async def test_a_huge_cell_is_too_long_and_the_file_not_damaged(ready: Database) -> None:
    problems = (await planned(ready, file(row(), row(code="3.06", titre="x" * 200_000)))).problems
    assert problems == (RowProblem(3, "titre", R.TOO_LONG, "x" * 39 + "…"),)


@pytest.mark.parametrize("column", sorted(ROW))
async def test_a_missing_column_is_named(ready: Database, column: str) -> None:
    report = await planned(ready, file(row(), without=column))
    assert report.problems == (RowProblem(1, column, R.MISSING_COLUMN),)
    assert not report.ready


async def test_a_column_that_comes_twice_and_a_cell_without_header(ready: Database) -> None:
    header, line = file(row()).decode().splitlines()
    twice = await planned(ready, f"{header};Places\n{line};23\n".encode())
    assert twice.problems == (RowProblem(1, "places", R.DUPLICATE_COLUMN),)
    extra = await planned(ready, f"{header}\n{line};de trop\n".encode())
    assert extra.problems == (RowProblem(2, "", R.EXTRA_CELL, "de trop"),)


async def test_a_header_alone_imports_nothing(ready: Database) -> None:
    report = await planned(ready, file())
    assert (report.rows, report.problems, report.ready) == (0, (), False)
    with pytest.raises(ImportRefused):
        await imported(ready, file())


async def test_what_is_no_table_is_said_before_anything_else(ready: Database) -> None:
    with pytest.raises(NotATable) as raised:
        await planned(ready, b"PK\x03\x04")
    assert raised.value.reason is NotATableReason.DAMAGED
