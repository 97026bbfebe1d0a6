"""Ten thousand rows go through, a few at a time. The control keeps them all."""

import csv
import io
import tracemalloc
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator

import pytest
from openpyxl import Workbook

from tests.training.tables import HEADERS
from training.tables import MAX_ROWS, Row, read_table

MEGABYTE = 1024 * 1024
BOUND = 3
"""Megabytes; csv takes 0.2, a workbook 2.1 (the library keeps the empty element of each row)."""

NAMES = list(dict.fromkeys(HEADERS.values()))


def lines() -> Iterator[list[str]]:
    """The header, then cells that are all different."""
    yield NAMES
    for number in range(MAX_ROWS):
        yield [f"{column} {number} {'x' * 60}" for column in NAMES]


def as_csv() -> bytes:
    file = io.StringIO()
    csv.writer(file, delimiter=";").writerows(lines())
    return file.getvalue().encode()


def as_workbook() -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Programme")
    for line in lines():
        sheet.append(line)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def taken(work: Callable[[], object]) -> float:
    """Megabytes that this takes at most."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / MEGABYTE
    finally:
        tracemalloc.stop()


def read(content: bytes, keep: Callable[[Iterable[Row]], Collection[Row]]) -> None:
    kept = keep(read_table("x", content, HEADERS).rows)
    assert kept


def last(rows: Iterable[Row]) -> Collection[Row]:
    """Only the last row is kept."""
    return deque(rows, maxlen=1)


@pytest.mark.parametrize("make", [as_csv, as_workbook])
def test_rows_are_read_one_at_a_time(make: Callable[[], bytes]) -> None:
    content = make()
    assert taken(lambda: read(content, last)) < BOUND


def test_all_rows_at_once_would_take_far_more() -> None:
    """The negative control of the test above."""
    content = as_workbook()
    assert taken(lambda: read(content, list)) > 2 * BOUND
