"""Workbooks for tests: made by the library that the bot reads them with, or by hand for what no library writes."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_NAMES = {"sheet": "xl/worksheets/sheet1.xml", "book": "xl/workbook.xml", "types": "[Content_Types].xml"}
HEADER = (
    "<row r='1'><c r='A1' t='inlineStr'><is><t>Code</t></is></c><c r='B1' t='inlineStr'><is><t>Lieu</t></is></c></row>"
)


def workbook(*rows: Sequence[Any], dress: Callable[[Workbook], None] | None = None) -> bytes:
    """A workbook with these rows in its first sheet; `dress` changes what it likes before it is saved."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Programme"
    for row in rows:
        sheet.append(list(row))
    if dress:
        dress(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def by_hand(rows: str, *, after: str = "", **parts: str) -> bytes:
    """The smallest workbook, whose rows are XML; `after` follows them. Parts may be replaced: sheet, book, types."""
    return zipped(parts_of(rows, after) | {_NAMES[name]: content for name, content in parts.items()})


def zipped(parts: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def sharing(rows: str, strings: str) -> bytes:
    """The same, with a table of strings as Excel writes it: cells of type s are numbers of it."""
    parts = parts_of(rows)
    kind, target = f"{_KIND}.sharedStrings+xml", "/xl/sharedStrings.xml"
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        "</Types>", f"<Override PartName='{target}' ContentType='{kind}'/></Types>"
    )
    return zipped(parts | {target[1:]: f"<sst xmlns='{MAIN}'>{strings}</sst>"})


def parts_of(rows: str, after: str = "") -> dict[str, str]:
    """The parts of the smallest workbook, by name."""
    return {
        "[Content_Types].xml": f"<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'>"
        f"<Default Extension='rels' ContentType='application/vnd.openxmlformats-package.relationships+xml'/>"
        f"<Override PartName='/xl/workbook.xml' ContentType='{_KIND}.sheet.main+xml'/>"
        f"<Override PartName='/xl/worksheets/sheet1.xml' ContentType='{_KIND}.worksheet+xml'/></Types>",
        "_rels/.rels": f"<Relationships xmlns='{_RELATIONS}'><Relationship Id='rId1' "
        f"Type='{_OFFICE}/officeDocument' Target='xl/workbook.xml'/></Relationships>",
        "xl/_rels/workbook.xml.rels": f"<Relationships xmlns='{_RELATIONS}'><Relationship Id='rId1' "
        f"Type='{_OFFICE}/worksheet' Target='worksheets/sheet1.xml'/></Relationships>",
        "xl/workbook.xml": book("<sheet name='Programme' sheetId='1' r:id='rId1'/>"),
        "xl/worksheets/sheet1.xml": f"<worksheet xmlns='{MAIN}'><sheetData>{rows}</sheetData>{after}</worksheet>",
    }


def book(sheets: str) -> str:
    """The part that names the sheets."""
    return f"<workbook xmlns='{MAIN}' xmlns:r='{_OFFICE}'><sheets>{sheets}</sheets></workbook>"
