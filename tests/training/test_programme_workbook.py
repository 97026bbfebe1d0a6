"""The programme in a workbook, and in large files, on both engines."""

import asyncio
import contextlib
import csv
import io
import threading
from collections.abc import Callable, Coroutine
from datetime import date, time
from typing import Any

import pytest

from db.engine import Database
from tests.training.programme_file import ROW, SAMPLE, file, imported, number, planned, row, session
from tests.training.workbooks import workbook
from training import programme_import
from training.programme_columns import MAX_PROBLEMS
from training.programme_import import Changed, Column, Imported, Reason, RowProblem
from training.tables import off_loop

LONG = 10.0
"""Seconds after which a test that would wait for ever fails."""


def typed(cells: dict[str, str]) -> list[Any]:
    """The cells of a line of the sample, as somebody types them: days are days, places are numbers."""
    days = {name: date.fromisoformat(cells[name]) for name in ("debut", "fin")}
    return list((cells | days | {"places": float(cells["places"])}).values())


def as_workbook(content: bytes) -> bytes:
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    return workbook(["Programme 2026-2027"], [], [name.upper() for name in rows[0]], *map(typed, rows))


def in_workbook(**cells: Any) -> bytes:
    written = ROW | cells
    return workbook(list(written), list(written.values()))


async def test_the_sample_programme_says_the_same_in_a_workbook(ready: Database) -> None:
    report = await planned(ready, as_workbook(SAMPLE))
    assert (report.ready, report.sheet, len(report.new), len(report.new_areas)) == (True, "Programme", 63, 4)
    assert (await imported(ready, as_workbook(SAMPLE))).created == 63
    assert await imported(ready, SAMPLE) == Imported(0, 0, 63, 0, 0)


async def test_days_hours_and_codes_typed_as_numbers(ready: Database) -> None:
    content = in_workbook(
        code=3.05,
        debut=date(2026, 11, 12),
        fin=date(2026, 11, 13),
        places=22,
        heure_debut=time(8, 30),
        heure_fin="17 h",
    )
    await imported(ready, content)
    one = await session(ready)
    assert (one.first_day, one.last_day, one.capacity) == (date(2026, 11, 12), date(2026, 11, 13), 22)
    assert (one.opens, one.closes) == (time(8, 30), time(17))


async def test_other_names_of_the_columns(ready: Database) -> None:
    (header, line) = file(row()).decode().splitlines()
    also = header.replace("debut", "Date de début").replace("titre", "Intitulé (150 signes au plus)")
    report = await planned(ready, f"{also}\n{line}\n".encode("cp1252", errors="replace"))
    assert report.problems == () and report.letters["titre"] == "C"


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("=1/0", RowProblem(2, "places", Reason.NO_RESULT, "")),
        ("#REF!", RowProblem(2, "places", Reason.ERROR_CELL, "#REF!")),
        (2.5, RowProblem(2, "places", Reason.BAD_CAPACITY, "2,5")),
        (True, RowProblem(2, "places", Reason.BAD_CAPACITY, "VRAI")),
    ],
)
async def test_a_cell_without_a_value_is_named(ready: Database, cell: object, problem: RowProblem) -> None:
    report = await planned(ready, in_workbook(places=cell))
    assert report.problems == (problem,)
    assert (report.letters["places"], report.bad_rows, report.ready) == ("I", 1, False)


async def test_a_fault_in_a_column_that_may_be_empty_counts_and_one_in_a_column_of_no_concern_does_not(
    ready: Database,
) -> None:
    quotas = await planned(ready, in_workbook(quotas="#N/A"))
    assert [one.reason for one in quotas.problems] == [Reason.ERROR_CELL]
    assert (await planned(ready, in_workbook(remarque="#N/A"))).ready


async def test_more_rows_than_are_written_at_once(ready: Database) -> None:
    many = [row(code=f"3.{number}", places="20") for number in range(programme_import.AT_ONCE * 2 + 50)]
    content = file(*many)
    assert await imported(ready, content) == Imported(len(many), 0, 0, 0, len(many))
    assert await number(ready) == len(many)
    many[-1]["places"] = "30"
    report = await planned(ready, file(*many))
    assert (report.changed, len(report.unchanged)) == (
        (Changed(many[-1]["code"], (Column.CAPACITY,), moved=False),),
        len(many) - 1,
    )
    assert await imported(ready, file(*many)) == Imported(0, 1, len(many) - 1, 0, 0)


async def test_of_thousands_of_problems_the_first_are_kept_and_all_are_counted(ready: Database) -> None:
    bad = [row(code=f"3.{number}", places="x", public=f"mot{number}") for number in range(MAX_PROBLEMS)]
    report = await planned(ready, file(row(), *bad))
    assert (len(report.problems), report.more_problems, report.bad_rows) == (MAX_PROBLEMS, MAX_PROBLEMS, MAX_PROBLEMS)
    lines = [problem.line for problem in report.problems]
    assert (lines[0], lines[-1], lines) == (3, 2 + MAX_PROBLEMS // 2, sorted(lines))


async def test_a_file_is_read_outside_the_event_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    turned = threading.Event()

    def waits_for_the_loop(*_: object) -> str:
        return "read" if turned.wait(LONG) else "the loop did not turn"

    monkeypatch.setattr(programme_import, "read_programme", waits_for_the_loop)
    asyncio.get_running_loop().call_soon(turned.set)
    assert str(await programme_import.read("x.csv", b"", frozenset())) == "read"


async def in_parallel(run: Callable[..., Coroutine[object, object, None]], patience: float) -> int:
    """How many of two readings are under way before either may end."""
    loop, may_end, under_way = asyncio.get_running_loop(), threading.Event(), asyncio.Semaphore(0)

    def read() -> None:
        loop.call_soon_threadsafe(under_way.release)
        assert may_end.wait(LONG)

    async with asyncio.TaskGroup() as group:
        for _ in range(2):
            group.create_task(run(read))
        found = 0
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                while found < 2:
                    await under_way.acquire()
                    found += 1
        may_end.set()
    return found


async def test_one_file_is_read_at_a_time() -> None:
    """Else many uploads at once would take as many times the memory."""
    assert await in_parallel(off_loop, 0.1) == 1
    assert await in_parallel(asyncio.to_thread, LONG) == 2, "the control: in the loop's own threads they meet"
