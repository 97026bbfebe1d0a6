"""Workbooks that people are sent: one sheet, a bold header, every cell a text. Written outside the event loop."""

import asyncio
import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl.styles import Font
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

WIDEST = 60
"""Characters of the widest column."""


async def workbook(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """An xlsx file with these rows. Takes seconds for tens of thousands of rows, of another thread."""
    return await asyncio.to_thread(_written, title, header, rows)


def _written(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    from openpyxl import Workbook  # takes as long to import as the rest of the bot to start
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for number, column in enumerate(zip(header, *rows, strict=True), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = min(max(map(len, column)) + 2, WIDEST)
    sheet.freeze_panes = "A2"
    sheet.append(_cells(sheet, header, Font(bold=True)))
    for row in rows:
        sheet.append(_cells(sheet, row, None))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _cells(sheet: "WriteOnlyWorksheet", texts: Iterable[str], font: "Font | None") -> list[object]:
    """Texts as texts: a name that begins with « = » is no formula, and what no file may hold is left out."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    found: list[object] = []
    for text in texts:
        cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", text))
        cell.data_type = "s"
        if font:
            cell.font = font
        found.append(cell)
    return found
