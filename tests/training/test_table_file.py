"""Tables as spreadsheets write them."""

import pytest

from training.table_file import MAX_ROWS, NotATable, NotATableReason, read_table

TEXT = 'Code;Début;Lieu\n3.05;12/03/2026;"Kédougou ; salle « A »"\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings_and_ends_of_line(encoding: str, end: str) -> None:
    table = read_table("programme.csv", TEXT.replace("\n", end).encode(encoding))
    assert table.columns == ("code", "debut", "lieu")
    assert table.rows[0].cells == {"code": "3.05", "debut": "12/03/2026", "lieu": "Kédougou ; salle « A »"}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators(separator: str) -> None:
    content = separator.join(["CODE", " Heure  début "]) + "\n" + separator.join(["3.05", "9 h"])
    table = read_table("programme.csv", content.encode())
    assert table.columns == ("code", "heure_debut")
    assert table.rows[0].cells == {"code": "3.05", "heure_debut": "9 h"}


def test_lines_are_those_of_the_spreadsheet() -> None:
    table = read_table("x.csv", b'a,b\n1,"two\nlines"\n,\n\n2,x,too,much\n')
    assert [(row.line, row.extra) for row in table.rows] == [(2, ""), (5, "too much")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", NotATableReason.EMPTY),
        (b" \r\n \n", NotATableReason.EMPTY),
        (b"PK\x03\x04 a workbook", NotATableReason.UNKNOWN_FORMAT),
        (b"%PDF-1.7", NotATableReason.UNKNOWN_FORMAT),
        (b"a,b\0", NotATableReason.UNKNOWN_FORMAT),
        (b"a,b\n\x81,\x8d", NotATableReason.UNREADABLE),
        (b'a,b\n"never closed,', NotATableReason.UNREADABLE),
        (b"a letter, not a table".replace(b",", b""), NotATableReason.NO_COLUMNS),
        (b"a,b\n" + b"1,2\n" * (MAX_ROWS + 1), NotATableReason.TOO_MANY_ROWS),
        (b"a,b\n1," + b"x" * 200_000, NotATableReason.UNREADABLE),
    ],
)
def test_what_is_no_table(content: bytes, reason: NotATableReason) -> None:
    with pytest.raises(NotATable) as raised:
        read_table("x.csv", content)
    assert raised.value == NotATable("x.csv", reason)


def test_as_many_rows_as_allowed() -> None:
    assert len(read_table("x.csv", b"a,b\n" + b"1,2\n" * MAX_ROWS).rows) == MAX_ROWS
