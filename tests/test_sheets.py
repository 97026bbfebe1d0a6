"""A workbook that is written holds text, whatever somebody typed."""

import io

from openpyxl import Workbook, load_workbook

from bot import sheets

HOSTILE = ('=HYPERLINK("https://example.org")', "+1", "@x", "a\x00b\x0bc", "=1+1", "Ndèye Fatou")


async def test_what_is_written_is_read_again_as_text() -> None:
    content = await sheets.workbook("Destinataires", ("Nom", "Corps"), [(each, "Douanes") for each in HOSTILE])
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    cells = list(sheet.iter_rows())
    assert [cell.value for cell in cells[0]] == ["Nom", "Corps"]
    assert [row[0].value for row in cells[1:]] == [each.replace("\x00", "").replace("\x0b", "") for each in HOSTILE]
    assert {row[0].data_type for row in cells[1:]} == {"s"}, "no formula"


def test_a_formula_would_have_been_one() -> None:
    """The control: the library takes what begins with = for a formula."""
    book = Workbook(write_only=True)
    book.create_sheet().append(["=1+1"])
    written = io.BytesIO()
    book.save(written)
    sheet = load_workbook(io.BytesIO(written.getvalue())).active
    assert sheet is not None
    assert next(sheet.iter_rows())[0].data_type == "f"
