"""Files that are not what they seem: refused with a reason, before they cost anything. Each defence has its control."""

import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from tests.training.tables import HEADERS, cells, refusal
from tests.training.workbooks import HEADER, MAIN, book, by_hand, parts_of, workbook, zipped
from training.tables import NotATable, NotATableReason, read_table, survey
from training.tables import workbook as reader

MEGABYTE = 1024 * 1024
ROW = "<row r='2'><c r='A2'><v>1</v></c><c r='B2'><v>2</v></c></row>"
GOOD = by_hand(HEADER + ROW)
LAUGHS = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 6))
BOMB = f"<!DOCTYPE w [<!ENTITY e0 '0123456789'>{LAUGHS}]>"
LAUGHING = (
    f"{BOMB}<worksheet xmlns='{MAIN}'><sheetData>{HEADER}<row r='2'><c r='A2' t='inlineStr'><is><t>&e5;</t></is></c>"
    "</row></sheetData></worksheet>"
)
STRICT = f"<worksheet xmlns='{survey.STRICT_NAMESPACE}'><sheetData/></worksheet>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def stream(name: str) -> bytes:
    """A name in the directory of an old binary file."""
    return OLE + f"{name}\0".encode("utf-16-le")


def central(content: bytes, offset: int, value: bytes) -> bytes:
    """A zip whose last entry of the directory says something else, `offset` bytes from its beginning."""
    at = content.rindex(b"PK\x01\x02") + offset
    return content[:at] + value + content[at + len(value) :]


def swollen(megabytes: int) -> bytes:
    """A few kilobytes that hold a cell of so many megabytes."""
    cell = "<c r='A2' t='inlineStr'><is><t>" + "x" * megabytes * MEGABYTE + "</t></is></c>"
    return by_hand(f"{HEADER}<row r='2'>{cell}</row>")


def peak(content: bytes) -> float:
    """Megabytes that reading takes at most."""
    tracemalloc.start()
    try:
        list(read_table("x.xlsx", content, HEADERS).rows)
    except NotATable as error:
        assert error.reason is NotATableReason.TOO_HEAVY
    finally:
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return most / MEGABYTE


def test_the_control_is_read() -> None:
    assert cells(read_table("x.xlsx", GOOD, HEADERS)) == [{"code": "1", "lieu": "2"}]


def test_a_zip_bomb_is_not_unpacked() -> None:
    content = swollen(33)
    assert len(content) < MEGABYTE / 10
    assert peak(content) < 1
    assert peak(swollen(4)) > 4, "the control: what is within the limit is in memory"


def test_a_zip_that_lies_about_its_sizes_gives_no_more_than_it_says() -> None:
    content = central(swollen(1), 24, struct.pack("<L", 1000))
    assert refusal("x.xlsx", content).reason is NotATableReason.DAMAGED


def test_too_many_parts() -> None:
    many = {f"xl/media/{number}.bin": "" for number in range(reader.MAX_PARTS)}
    assert refusal("x.xlsx", zipped(parts_of(HEADER) | many)).reason is NotATableReason.TOO_HEAVY


def test_a_part_that_is_named_again_and_again_is_not_read_as_often(monkeypatch: pytest.MonkeyPatch) -> None:
    sheets = "".join(f"<sheet name='{number}' sheetId='{number}' r:id='rId1'/>" for number in range(1, 61))
    rows = "".join(f"<row r='{n}'><c r='A{n}'><v>{n * n * n}</v></c></row>" for n in range(2, 600))
    content = by_hand(HEADER + rows, book=book(sheets))
    assert refusal("x.xlsx", content).reason is NotATableReason.TOO_HEAVY
    monkeypatch.setattr(reader, "MAX_READINGS", 1000)
    assert len(read_table("x.xlsx", content, HEADERS).unread) == 59, "the control: each sheet was gone through"


def test_entities_that_swell_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = by_hand("", sheet=LAUGHING)
    assert refusal("x.xlsx", content).reason is NotATableReason.DAMAGED
    monkeypatch.setattr(reader, "root", lambda part: "")
    (row,) = read_table("x.xlsx", content, HEADERS).rows
    assert len(row.cells["code"]) == 1_000_000, "the control: a million letters out of ten"


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/styles.xml", "xl/anything.bin", "_rels/.rels"])
def test_a_doctype_is_refused_in_every_part_and_encoding(part: str) -> None:
    said = f"<?xml version='1.0' encoding='utf-16'?><!-- {'long ' * 20_000} -->{BOMB}<a/>"
    content = zipped({**parts_of(HEADER), part: said.encode("utf-16")})
    assert refusal("x.xlsx", content).reason is NotATableReason.DAMAGED


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (GOOD[: len(GOOD) // 2], NotATableReason.DAMAGED),
        (GOOD[:-30], NotATableReason.DAMAGED),
        (b"PK\x03\x04" + bytes(100), NotATableReason.DAMAGED),
        (central(GOOD, 8, b"\x01\x00"), NotATableReason.PROTECTED),
        (stream("EncryptedPackage"), NotATableReason.PROTECTED),
        (stream("Workbook"), NotATableReason.OLD_WORKBOOK),
        (stream("Book"), NotATableReason.OLD_WORKBOOK),
        (stream("WordDocument"), NotATableReason.UNKNOWN_FORMAT),
        (zipped({"programme.csv": "code,lieu"}), NotATableReason.UNKNOWN_FORMAT),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), NotATableReason.UNKNOWN_FORMAT),
        (by_hand(HEADER, types=parts_of("")["[Content_Types].xml"].replace("spread", "word")), "unknown_format"),
        (by_hand("", sheet=STRICT), NotATableReason.UNKNOWN_FORMAT),
        (zipped(parts_of(HEADER), zipfile.ZIP_LZMA), NotATableReason.DAMAGED),
        (by_hand(HEADER, book=book("<sheet name='P' sheetId='1' r:id='rId9'/>")), NotATableReason.DAMAGED),
        (by_hand(HEADER + "<row r='2'><c r='A2'><v>1</v>"), NotATableReason.DAMAGED),
        (by_hand(HEADER + "<row r='2'><c r='A2' t='s'><v>7</v></c></row>"), NotATableReason.DAMAGED),
        (by_hand(HEADER + "<row r='2'><c r='?'><v>7</v></c></row>"), NotATableReason.DAMAGED),
        (by_hand(HEADER + "<row r='2'><c r='A2'><v>" + "9" * 5000 + "</v></c></row>"), NotATableReason.DAMAGED),
        (by_hand(HEADER + "<row r='9'/><row r='8'><c r='A8'><v>1</v></c></row>"), NotATableReason.DAMAGED),
        (by_hand(HEADER + "<row r='99999999999'><c r='A2'><v>1</v></c></row>"), NotATableReason.DAMAGED),
    ],
)
def test_what_is_no_workbook(content: bytes, reason: str) -> None:
    assert refusal("x.xlsx", content).reason == reason


def test_every_cut_and_many_changed_bytes_give_a_reason() -> None:
    """A file that is damaged anywhere is either read or refused: nothing else ever comes out."""
    content = workbook(["Code", "Lieu"], *([number, "Thiès"] for number in range(5)))
    damaged = [content[:end] for end in range(4, len(content), 97)]
    damaged += [content[:at] + bytes([content[at] ^ 0x55]) + content[at + 1 :] for at in range(4, len(content), 41)]
    for one in damaged:
        try:
            list(read_table("x.xlsx", one, HEADERS).rows)
        except NotATable as error:
            assert error.reason in set(NotATableReason)


def test_a_tag_without_end_is_not_gone_through_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    content = by_hand(f"{HEADER}<row r='2'><c r='A2' x='{'y' * 2 * MEGABYTE}'><v>1</v></c></row>")
    assert refusal("x.xlsx", content).reason is NotATableReason.DAMAGED
    monkeypatch.setattr(survey, "LONGEST_TOKEN", 3 * MEGABYTE)
    assert len(cells(read_table("x.xlsx", content, HEADERS))) == 1, "the control"


def test_more_merged_cells_than_anybody_makes(monkeypatch: pytest.MonkeyPatch) -> None:
    ranges = "".join(f"<mergeCell ref='A{n}:A{n + 1}'/>" for n in range(2, 20, 2))
    content = by_hand(HEADER + ROW, after=f"<mergeCells>{ranges}</mergeCells>")
    assert len(cells(read_table("x.xlsx", content, HEADERS))) == 1
    monkeypatch.setattr(survey, "MOST_NOTES", 8)
    assert refusal("x.xlsx", content).reason is NotATableReason.TOO_HEAVY


def test_macros_are_not_even_looked_at() -> None:
    types = parts_of("")["[Content_Types].xml"].replace(
        "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main", "vnd.ms-excel.sheet.macroEnabled.main"
    )
    content = zipped(parts_of(HEADER + ROW) | {"[Content_Types].xml": types, "xl/vbaProject.bin": OLE})
    assert cells(read_table("x.xlsm", content, HEADERS)) == [{"code": "1", "lieu": "2"}]


def test_the_name_does_not_matter(tmp_path: Path) -> None:
    assert cells(read_table("programme.csv", GOOD, HEADERS)) == [{"code": "1", "lieu": "2"}]
    assert cells(read_table("programme.xlsx", b"code,lieu\n1,2", HEADERS)) == [{"code": "1", "lieu": "2"}]
