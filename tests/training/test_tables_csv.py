"""Tables as spreadsheets write them in csv: encodings, separators, headers in any case, accent or place."""

import codecs

import pytest

from tests.training.tables import HEADERS, cells, refusal
from training.tables import MAX_ROWS, Fault, NotATableReason, read_table

TEXT = 'Code;Début;Lieu\n3.05;12/03/2026;"Kédougou ; salle « A »"\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_ends_of_line(encoding: str, end: str) -> None:
    mark = codecs.BOM_UTF16_BE if encoding == "utf-16-be" else b""
    table = read_table("programme.csv", mark + TEXT.replace("\n", end).encode(encoding), HEADERS)
    assert table.columns == ("code", "debut", "lieu")
    assert cells(table) == [{"code": "3.05", "debut": "12/03/2026", "lieu": "Kédougou ; salle « A »"}]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators(separator: str) -> None:
    content = separator.join(["CODE", " Heure  début "]) + "\n" + separator.join(["3.05", "9 h"])
    table = read_table("programme.csv", content.encode(), HEADERS)
    assert table.columns == ("code", "heure_debut")
    assert cells(table) == [{"code": "3.05", "heure_debut": "9 h"}]


@pytest.mark.parametrize(
    "header", ["HEURE DÉBUT", " heure debut ", '"Heure\r\ndébut\n"', "Heure début (h)", "heure_debut*"]
)
def test_headers_in_any_writing(header: str) -> None:
    table = read_table("x.csv", f"{header};Référence\n1;2\n".encode(), HEADERS)
    assert table.columns == ("heure_debut", "code")


def test_another_spelling_does_not_count_beside_the_name_itself() -> None:
    table = read_table("x.csv", b"Reference;code;debut;nouveau\n", HEADERS)
    assert table.columns == ("reference", "code", "debut", "nouveau")
    assert table.letters == {"reference": "A", "code": "B", "debut": "C", "nouveau": "D"}


def test_titles_may_stand_above_the_header() -> None:
    content = "Programme 2026 ; version du 3 mars\nLieu : Dakar, Thiès, Mbour, Kaolack\n\nCode;Début;Lieu\n1;2;3\n"
    table = read_table("x.csv", content.encode(), HEADERS)
    assert table.header_line == 4
    assert [(row.line, row.cells) for row in table.rows] == [(5, {"code": "1", "debut": "2", "lieu": "3"})]


def test_lines_are_those_of_the_spreadsheet() -> None:
    table = read_table("x.csv", b'code,lieu\n1,"two\nlines"\n,\n\n2,x,too,much\n', HEADERS)
    assert [(row.line, row.extra) for row in table.rows] == [(2, ""), (5, "too much")]


def test_formulas_errors_and_numbers_kept_as_text() -> None:
    content = 'code;debut;lieu\n="3.10";=A1+1;#NOM?\n"=""00221""";#REF!;+221 73 000 00 00\n- tiret;#1;@ici\n'
    rows = list(read_table("x.csv", content.encode(), HEADERS).rows)
    assert [row.cells["code"] for row in rows] == ["3.10", "00221", "- tiret"]
    assert [row.faults for row in rows] == [
        {"debut": Fault.NO_RESULT, "lieu": Fault.ERROR},
        {"debut": Fault.ERROR},
        {},
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", NotATableReason.EMPTY),
        (b"\xef\xbb\xbf \r\n \n", NotATableReason.EMPTY),
        (b" \n" * 20, NotATableReason.EMPTY),
        (b"%PDF-1.7", NotATableReason.UNKNOWN_FORMAT),
        (b"\n<html><table>", NotATableReason.UNKNOWN_FORMAT),
        (b"code,lieu\0", NotATableReason.UNKNOWN_FORMAT),
        ("code;lieu\0".encode("utf-16"), NotATableReason.UNKNOWN_FORMAT),
        ("code;lieu".encode("utf-16-le"), NotATableReason.UNKNOWN_FORMAT),
        ("code;lieu".encode("utf-32"), NotATableReason.UNKNOWN_FORMAT),
        ("code;lieu\n1;2".encode("utf-16") + b"\xd8", NotATableReason.UNREADABLE),
        (b"code,lieu\n\x81,\x8d", NotATableReason.UNREADABLE),
        (b'code,lieu\n"never closed,', NotATableReason.UNREADABLE),
        (b'code,lieu\n"a"b,c\n', NotATableReason.UNREADABLE),
        (b"a letter not a table", NotATableReason.NO_HEADER),
        (b"a,b\n1,2", NotATableReason.NO_HEADER),
        (b"\n" * 10 + b"code,lieu\n1,2", NotATableReason.NO_HEADER),
        (b"code,lieu\n" + b"1,2\n" * (MAX_ROWS + 1), NotATableReason.TOO_MANY_ROWS),
    ],
)
def test_what_is_no_table(content: bytes, reason: NotATableReason) -> None:
    refused = refusal("x.csv", content)
    assert (refused.name, refused.reason) == ("x.csv", reason)
    assert refused.expected == (("code", "debut", "lieu", "heure_debut") if reason == "no_header" else ())


def test_as_many_rows_as_allowed() -> None:
    assert len(cells(read_table("x.csv", b"code,lieu\n" + b"1,2\n" * MAX_ROWS, HEADERS))) == MAX_ROWS
