"""Tables in workbooks: every kind of cell, and sheets as people leave them."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.datavalidation import DataValidation

from tests.training.tables import HEADERS, cells, refusal
from tests.training.workbooks import HEADER, MAIN, by_hand, sharing, workbook
from training.tables import MAX_ROWS, Fault, NotATableReason, Table, read_table

NAMES = ["Code", "Lieu"]


def read(content: bytes) -> Table:
    return read_table("programme.xlsx", content, HEADERS)


def at(moment: str) -> datetime:
    """A moment as spreadsheets know them: without a zone."""
    return datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (at("2026-03-12"), "dd/mm/yyyy", "12/03/2026"),
        (date(2026, 3, 12), "d mmmm yyyy", "12/03/2026"),
        (at("2026-03-12 09:30"), "dd/mm/yyyy hh:mm", "12/03/2026 09:30"),
        (at("2026-03-12 23:59:59.999900"), "dd/mm/yyyy", "13/03/2026"),
        (time(9, 30), "hh:mm", "09:30"),
        (time(0, 0), "hh:mm", "00:00"),
        (time(9, 30, 15), "hh:mm:ss", "09:30:15"),
        (timedelta(hours=26, minutes=5), "[h]:mm", "26:05"),
        (25, "General", "25"),
        (25.0, "0.00", "25"),
        (2.5, "General", "2,5"),
        (3.1, "0.00", "3,10"),
        (3.05, "General", "3,05"),
        (0.1 + 0.2, "General", "0,3"),
        (2.555, "0.0", "2,555"),
        (-3, "General", "-3"),
        (221731234567, "General", "221731234567"),
        (1.5e-7, "General", "1,5e-07"),
        (221, "00000", "00221"),
        (0.5, "0%", "50 %"),
        (0.125, "0.00%", "12,50 %"),
        (True, "General", "VRAI"),
        (False, "General", "FAUX"),
        ("  Deux\n  mots ", "General", "Deux mots"),
        ("Fin de ligne_x000D_\nmots", "General", "Fin de ligne mots"),
        ("+221 73 000 00 00", "@", "+221 73 000 00 00"),
    ],
)
def test_a_cell_reads_as_it_shows(value: Any, number_format: str, shown: str) -> None:
    def dress(book: Workbook) -> None:
        book.worksheets[0]["A2"].number_format = number_format

    content = workbook(NAMES, [value, "Dakar"], dress=dress)
    assert cells(read(content)) == [{"code": shown, "lieu": "Dakar"}]


def test_days_of_the_epoch_of_1904() -> None:
    def dress(book: Workbook) -> None:
        book.epoch = CALENDAR_MAC_1904

    content = workbook(NAMES, [at("2026-03-12"), "Dakar"], dress=dress)
    assert cells(read(content)) == [{"code": "12/03/2026", "lieu": "Dakar"}]


def test_rich_text_is_text() -> None:
    rich = CellRichText("Salle ", TextBlock(InlineFont(b=True), "d’honneur"))
    assert cells(read(workbook(NAMES, ["1", rich]))) == [{"code": "1", "lieu": "Salle d’honneur"}]


def test_the_table_of_strings_that_excel_writes() -> None:
    strings = (
        "<si><t>Code</t></si><si><t xml:space='preserve'> LIEU </t></si>"
        "<si><r><rPr><b/></rPr><t>Salle </t></r><r><t>d’honneur</t></r><phoneticPr fontId='1'/></si><si><t/></si>"
    )
    rows = (
        "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c></row>"
        "<row r='2'><c r='A2'><v>1</v></c><c r='B2' t='s'><v>2</v></c></row>"
        "<row r='3'><c r='A3'><v>2</v></c><c r='B3' t='s'><v>3</v></c></row>"
    )
    found = cells(read(sharing(rows, strings)))
    assert found == [{"code": "1", "lieu": "Salle d’honneur"}, {"code": "2", "lieu": ""}]


def test_what_the_spreadsheet_calculated_is_read_and_what_it_did_not_is_said() -> None:
    rows = [
        "<row r='2'><c r='A2' t='str'><f>B9</f><v>3.05</v></c><c r='B2' t='str'><f>B9</f><v></v></c></row>",
        "<row r='3'><c r='A3'><v>3</v></c><c r='B3'><f>A2&amp;A3</f></c></row>",
        "<row r='4'><c><f>A3</f></c>\n<c><f>A3</f><v>7</v></c></row>",
        "<row r='6'><c r='A6'><f>A3</f><v/>\n</c><c r='B6'><v>8</v></c></row>",
        "<row r='7'><c r='A7' t='e'><f>A0</f><v>#REF!</v></c><c r='B7' t='str'><v>=A1</v></c></row>",
    ]
    found = list(read(by_hand(HEADER + "".join(rows))).rows)
    assert [dict(row.cells) for row in found] == [
        {"code": "3.05", "lieu": ""},
        {"code": "3", "lieu": ""},
        {"code": "", "lieu": "7"},
        {"code": "", "lieu": "8"},
        {"code": "#REF!", "lieu": "=A1"},
    ]
    assert [row.faults for row in found] == [
        {},
        {"lieu": Fault.NO_RESULT},
        {"code": Fault.NO_RESULT},
        {"code": Fault.NO_RESULT},
        {"code": Fault.ERROR, "lieu": Fault.NO_RESULT},
    ]


def test_a_date_that_cannot_be_is_an_error_and_no_warning() -> None:
    def dress(book: Workbook) -> None:
        book.worksheets[0]["A2"].number_format = "dd/mm/yyyy"

    (row,) = read(workbook(NAMES, [3_000_000, "Dakar"], dress=dress)).rows
    assert (row.cells["code"], row.faults) == ("#VALUE!", {"code": Fault.ERROR})


def test_what_the_library_drops_with_a_warning_is_no_matter() -> None:
    extension = "<extLst><ext uri='{CCE6A557-97BC-4B89-ADB6-D9C93CAAB3DF}'><x/></ext></extLst>"
    content = by_hand(f"{HEADER}<row r='2'><c r='A2'><v>1</v></c></row>", after=extension)
    assert cells(read(content)) == [{"code": "1", "lieu": ""}]


def test_a_cell_that_is_merged_over_several_rows_counts_for_each() -> None:
    def dress(book: Workbook) -> None:
        book.worksheets[0].merge_cells("B2:B4")
        book.worksheets[0].merge_cells("A5:B5")

    rows: list[list[Any]] = [[1, "Dakar"], [2, None], [3, None], [4, None], [5, None]]
    found = cells(read(workbook(NAMES, *rows, dress=dress)))
    assert [row["lieu"] for row in found] == ["Dakar", "Dakar", "Dakar", "", ""]


def test_titles_above_gaps_and_empty_ends() -> None:
    def dress(book: Workbook) -> None:
        sheet = book.worksheets[0]
        sheet["B9"] = "Thiès"
        sheet["Z9"] = "remarque"
        sheet["A5000"] = "  "
        sheet.add_data_validation(DataValidation("list", formula1='"a,b"'))

    content = workbook(["Programme 2026"], [], [None, *NAMES, None], [None, 1, "Dakar"], dress=dress)
    table = read(content)
    assert (table.header_line, table.columns, table.letters["lieu"]) == (3, ("", "code", "lieu"), "C")
    assert [(row.line, row.cells) for row in table.rows] == [
        (4, {"code": "1", "lieu": "Dakar"}),
        (9, {"code": "Thiès", "lieu": ""}),
    ]


@pytest.mark.parametrize("dimension", ["A1", "A1:XFD1048576"])
def test_the_dimensions_that_a_sheet_states_are_not_believed(dimension: str) -> None:
    rows = f"{HEADER}<row r='2'><c r='A2'><v>1</v></c><c r='B2'><v>2</v></c></row>"
    sheet = f"<worksheet xmlns='{MAIN}'><dimension ref='{dimension}'/><sheetData>{rows}</sheetData></worksheet>"
    assert cells(read(by_hand("", sheet=sheet))) == [{"code": "1", "lieu": "2"}]


def test_the_visible_sheet_with_most_of_the_columns_is_read_and_the_others_are_named() -> None:
    def dress(book: Workbook) -> None:
        hidden, other, whole, chart = (book.create_sheet(title) for title in ("Cachée", "2025", "2026", "Notes"))
        hidden.append(["code", "lieu", "debut"])
        hidden.sheet_state = "hidden"
        other.append(["code", "lieu"])
        whole.append(["code", "lieu", "debut"])
        whole.append([1, "Dakar", date(2026, 3, 12)])
        chart.append(["Lieu", "Pourquoi"])

    table = read(workbook(["rien"], dress=dress))
    assert (table.sheet, table.unread) == ("2026", ("2025",))
    assert cells(table) == [{"code": "1", "lieu": "Dakar", "debut": "12/03/2026"}]


def test_of_two_such_sheets_the_first_is_read() -> None:
    def dress(book: Workbook) -> None:
        book.create_sheet("Bis").append(NAMES)

    table = read(workbook(NAMES, dress=dress))
    assert (table.sheet, table.unread, list(table.rows)) == ("Programme", ("Bis",), [])


def test_only_hidden_sheets_have_the_columns() -> None:
    def dress(book: Workbook) -> None:
        hidden = book.create_sheet("Cachée")
        hidden.append(NAMES)
        hidden.sheet_state = "veryHidden"

    assert refusal("x.xlsx", workbook(["rien"], dress=dress)).reason is NotATableReason.NO_HEADER
    assert refusal("x.xlsx", workbook(dress=dress)).reason is NotATableReason.EMPTY


def test_as_many_rows_as_allowed() -> None:
    rows = [[number, "Dakar"] for number in range(MAX_ROWS + 1)]
    assert len(cells(read(workbook(NAMES, *rows[:-1])))) == MAX_ROWS
    assert refusal("x.xlsx", workbook(NAMES, *rows)).reason is NotATableReason.TOO_MANY_ROWS
