"""Tables that people send, csv or xlsx: the header is found, then rows are read one at a time.

Nothing here knows what a table is about: whoever reads one says what its columns may be called.
"""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import ParamSpec, TypeVar

from training.tables import csv_file
from training.tables.model import (
    MAX_ROWS,
    Fault,
    Headers,
    NotATable,
    NotATableReason,
    Row,
    Table,
)

__all__ = ["MAX_ROWS", "Fault", "Headers", "NotATable", "NotATableReason", "Row", "Table", "off_loop", "read_table"]

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (b"%PDF", b"<", b"{\\rtf")
"""PDF; HTML or XML, which some programs name .xls; RTF."""

_READER = ThreadPoolExecutor(1, thread_name_prefix="tables")
"""One file at a time: what reading takes of memory and of the processor is bounded, however many files come."""

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def read_table(name: str, content: bytes, headers: Headers) -> Table:
    """Read a csv file or a workbook of at most MAX_ROWS rows; the format is that of the content, whatever the name.

    Raises NotATable, and so does its iterator of rows. Takes seconds for thousands of rows: call it by `off_loop`.
    """
    if content.startswith(_OLE):
        raise NotATable(name, _ole(content))
    if content[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(_OTHERS):
        raise NotATable(name, NotATableReason.UNKNOWN_FORMAT)
    table = _read(name, content, headers)
    return replace(table, rows=_limited(name, table.rows))


async def off_loop(work: Callable[Arguments, Result], *args: Arguments.args, **named: Arguments.kwargs) -> Result:
    """Read and check a file outside the event loop, after those that came before. `work` must not touch a database."""
    return await asyncio.get_running_loop().run_in_executor(_READER, lambda: work(*args, **named))


def _read(name: str, content: bytes, headers: Headers) -> Table:
    try:
        if not content.startswith(_ZIP):
            return csv_file.read(name, content, headers)
        from training.tables import workbook  # the library takes as long to import as the rest of the bot to start

        return workbook.read(name, content, headers)
    except NotATable as error:
        if error.reason is NotATableReason.NO_HEADER:
            error.expected = tuple(dict.fromkeys(headers.values()))
        raise


def _ole(content: bytes) -> NotATableReason:
    """Old binary formats are told apart by the names of their streams; workbooks with a password are kept in one."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return NotATableReason.PROTECTED
    if any(f"{stream}\0".encode("utf-16-le") in content for stream in ("Workbook", "Book")):
        return NotATableReason.OLD_WORKBOOK
    return NotATableReason.UNKNOWN_FORMAT


def _limited(name: str, rows: Iterator[Row]) -> Iterator[Row]:
    for number, row in enumerate(rows, 1):
        if number > MAX_ROWS:
            raise NotATable(name, NotATableReason.TOO_MANY_ROWS)
        yield row
