"""Tables as spreadsheets write them in csv: their encodings, their separators."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from itertools import islice

from training import text
from training.tables.header import FIRST_LINES, Header, find_header
from training.tables.model import Headers, NotATable, NotATableReason, Row, Table, make_row

DELIMITERS = ",;\t"
_SLICE = 64 * 1024
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
csv.field_size_limit(16 * 1024 * 1024)
"""Characters. By the module's own limit a long cell makes the file a damaged one; here its row says that it is long."""

_AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)
"""What some programs write so that a spreadsheet keeps « 3.10 » or « 00221 » as it is."""


def read(name: str, content: bytes, headers: Headers) -> Table:
    """UTF-8 with or without a mark, UTF-16 with one, or Windows-1252; commas, semicolons or tabs. Raises NotATable."""
    encoding = _encoding(name, content)
    found = [(_header(name, content, encoding, mark, headers), mark) for mark in DELIMITERS]
    header, delimiter = max(found, key=lambda pair: pair[0].named if pair[0] else 0)
    if header is None:
        blank = not any(map(_filled, _records(name, content, encoding, ",")))
        raise NotATable(name, NotATableReason.EMPTY if blank else NotATableReason.NO_HEADER)
    records = _records(name, content, encoding, delimiter)
    return Table(name, header.columns, header.line, _rows(records, header))


def _encoding(name: str, content: bytes) -> str:
    """The first that fits. Windows-1252 fits nearly everything, hence the look for bytes that no text has."""
    for encoding in ("utf-16",) if content.startswith(_UTF_16) else ("utf-8-sig", "cp1252"):
        try:
            if any("\0" in piece for piece in _decoded(content, encoding)):
                raise NotATable(name, NotATableReason.UNKNOWN_FORMAT)
        except UnicodeDecodeError:
            continue
        return encoding
    raise NotATable(name, NotATableReason.UNREADABLE)


def _decoded(content: bytes, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    for start in range(0, len(content), _SLICE):
        yield decoder.decode(content[start : start + _SLICE])
    yield decoder.decode(b"", final=True)


def _header(name: str, content: bytes, encoding: str, delimiter: str, headers: Headers) -> Header | None:
    lines = list(islice(_records(name, content, encoding, delimiter, strict=False), FIRST_LINES))
    return find_header(lines, headers)


def _records(name: str, content: bytes, encoding: str, delimiter: str, *, strict: bool = True) -> Iterator[list[str]]:
    """Every record, one at a time. `strict` refuses what follows a closing quote: cells would be read as others."""
    source = io.TextIOWrapper(io.BytesIO(content), encoding, newline="")
    try:
        for record in csv.reader(source, delimiter=delimiter, strict=strict):
            yield [_cell(cell) for cell in record]
    except csv.Error:
        raise NotATable(name, NotATableReason.UNREADABLE) from None


def _cell(written: str) -> str:
    as_text = _AS_TEXT.fullmatch(written) if written.startswith("=") else None
    return text.tidy(as_text[1] if as_text else written)


def _rows(records: Iterator[list[str]], header: Header) -> Iterator[Row]:
    width = len(header.columns)
    for line, cells in enumerate(records, 1):
        if line > header.line and _filled(cells):
            yield make_row(line, header.columns, cells, {}, " ".join(filter(None, cells[width:])))


def _filled(record: list[str]) -> bool:
    return any(record)
