"""A workbook that is written: one sheet, a line of titles, then rows of text. Call it by `off_loop`."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell

SHEET_TITLE_LONGEST = 31
WIDTH = 28.0


def write_workbook(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The xlsx file. Every cell is text: what somebody typed is never a formula on an organiser's computer."""
    workbook = Workbook(write_only=True)
    sheet: Any = workbook.create_sheet(title[:SHEET_TITLE_LONGEST])
    for number in range(len(header)):
        sheet.column_dimensions["ABCDEFGHIJKLMNOPQRSTUVWXYZ"[number]].width = WIDTH
    sheet.freeze_panes = "A2"
    for row in (header, *rows):
        sheet.append([_text(sheet, value) for value in row])
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def _text(sheet: Any, value: str) -> Cell:
    cell: Cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"
    return cell
