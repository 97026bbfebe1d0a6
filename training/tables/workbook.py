"""Tables in workbooks (xlsx, or xlsm whose macros are never looked at), read row by row.

A workbook is a zip of XML: both can be made to swell beyond measure, so that nothing is opened before its sizes are
known, and no part with a DOCTYPE is parsed.
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from openpyxl import load_workbook
from openpyxl.xml.constants import XLSM, XLSX, XLTM, XLTX

from training.tables.cells import shown
from training.tables.header import FIRST_LINES, Header, find_header
from training.tables.model import Fault, Headers, NotATable, NotATableReason, Row, Table, make_row
from training.tables.survey import STRICT_NAMESPACE, Survey, TooManyNotes, root, survey

MAX_UNPACKED = 32 * 1024 * 1024
"""Bytes of all parts together. 10,000 rows of the programme take 11 MB."""
MAX_PARTS = 1_000
MAX_COLUMNS = 200
AT_ONCE = 100
"""Lines that are held in memory."""
MAX_READINGS = 8
"""How often the file may be gone through: parts that are named again and again would be parsed as often."""

_CONTENT_TYPES = "[Content_Types].xml"
_ENCRYPTED = 0x1
_VISIBLE = "visible"


class _TooHeavy(Exception):
    """What the file holds is too much to be read."""


class _Metered(io.BytesIO):
    """The file; reading more of it than MAX_READINGS times raises _TooHeavy."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self._left = MAX_READINGS * len(content)

    def read(self, size: int | None = -1, /) -> bytes:
        piece = super().read(size)
        self._left -= len(piece)
        if self._left < 0:
            raise _TooHeavy
        return piece


def read(name: str, content: bytes, headers: Headers) -> Table:
    """The visible sheet whose header names most of the expected columns, the first of equals. Raises NotATable."""
    with _refusals(name):
        file = _Metered(content)
        archive = ZipFile(file)
        _check(name, archive)
        book = _opened(file)
        heads = [(sheet, _head(sheet)) for sheet in book.worksheets if sheet.sheet_state == _VISIBLE]
        found = [(sheet, header) for sheet, lines in heads if (header := find_header(lines, headers))]
        if not found:
            blank = not any(any(cells) for _, lines in heads for cells in lines)
            raise NotATable(name, NotATableReason.EMPTY if blank else NotATableReason.NO_HEADER)
        sheet, header = max(found, key=lambda pair: pair[1].named)
        with archive.open(vars(sheet)["_worksheet_path"]) as part:  # the one way to learn which part a sheet is
            notes = survey(part)
        unread = tuple(other.title for other, _ in found if other is not sheet)
        return Table(name, header.columns, header.line, _rows(name, sheet, header, notes), sheet.title, unread)


@contextmanager
def _refusals(name: str) -> Iterator[None]:
    """Whatever is wrong inside, as NotATable: the library meets a damaged workbook with nearly any exception."""
    try:
        yield
    except NotATable:
        raise
    except (_TooHeavy, TooManyNotes) as error:
        raise NotATable(name, NotATableReason.TOO_HEAVY) from error
    except Exception as error:
        raise NotATable(name, NotATableReason.DAMAGED) from error


def _check(name: str, archive: ZipFile) -> None:
    """Refuse what must not be opened. The sizes that a zip states are the most that is ever unpacked of it."""
    parts = archive.infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise _TooHeavy
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise NotATable(name, NotATableReason.PROTECTED)
    if any(part.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for part in parts):
        raise NotATable(name, NotATableReason.DAMAGED)
    if _CONTENT_TYPES not in archive.namelist() or not _is_workbook(archive.read(_CONTENT_TYPES).decode()):
        raise NotATable(name, NotATableReason.UNKNOWN_FORMAT)
    for part in parts:
        with archive.open(part) as opened:
            if root(opened).startswith(STRICT_NAMESPACE):
                raise NotATable(name, NotATableReason.UNKNOWN_FORMAT)


def _is_workbook(content_types: str) -> bool:
    return any(kind in content_types for kind in (XLSX, XLSM, XLTX, XLTM))


def _opened(file: io.BytesIO) -> Any:
    with _quietly():
        return load_workbook(file, read_only=True, data_only=True, keep_links=False)


@contextmanager
def _quietly() -> Iterator[None]:
    """The library warns of what it drops (styles, lists of choices, extensions): nothing that is read here."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="openpyxl")
        yield


def _head(sheet: Any) -> list[list[str]]:
    """What the first lines show. The dimensions that a sheet states are often wrong, or the whole sheet."""
    sheet.reset_dimensions()
    with _quietly():
        lines = islice(sheet.iter_rows(max_row=FIRST_LINES, max_col=MAX_COLUMNS), FIRST_LINES)
        return [_without_end([_shown(cell) for cell in line]) for line in lines]


def _without_end(cells: list[str]) -> list[str]:
    """Without the empty cells at the end."""
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _shown(cell: Any) -> str:
    return shown(cell.value, cell.number_format if isinstance(cell.value, int | float) else "")


def _rows(name: str, sheet: Any, header: Header, notes: Survey) -> Iterator[Row]:
    down: dict[int, tuple[int, str]] = {}
    for line, seen in enumerate(_lines(name, sheet, header), header.line + 1):
        missing = {column for column in range(1, len(header.columns) + 1) if (line, column) in notes.uncomputed}
        if any(seen) or missing:
            _fill_down(line, seen, down, notes)
            faults = {header.columns[column - 1]: Fault.NO_RESULT for column in missing}
            yield make_row(line, header.columns, seen, faults, extra="")


def _lines(name: str, sheet: Any, header: Header) -> Iterator[list[str]]:
    """What the cells below the header show, for the width of the header; a few lines at a time."""
    lines = sheet.iter_rows(min_row=header.line + 1, max_col=len(header.columns))
    while True:
        with _refusals(name), _quietly():
            some = [[_shown(cell) for cell in line] for line in islice(lines, AT_ONCE)]
        yield from some
        if len(some) < AT_ONCE:
            return


def _fill_down(line: int, seen: list[str], down: dict[int, tuple[int, str]], notes: Survey) -> None:
    """A cell that is merged over several rows counts for each of them."""
    for index, cell in enumerate(seen):
        if last := notes.merged.get((line, index + 1)):
            down[index] = last, cell
        elif not cell and index in down and line <= down[index][0]:
            seen[index] = down[index][1]
