"""What the library that reads workbooks does not tell of a sheet: merged cells, and formulas without their result.

And what it does not refuse: a DOCTYPE, by which a few bytes become many megabytes, and rows out of order.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries

STRICT_NAMESPACE = "http://purl.oclc.org/ooxml/spreadsheetml/main"
MOST_NOTES = 200_000
"""Merged ranges, and formulas without result, that are worth remembering."""
LONGEST_TOKEN = 1024 * 1024
"""Bytes of one tag or comment: parsers go through it again with every piece that comes (expat before 2.6)."""
_LAST_ROW = 1_048_576
_SLICE = 64 * 1024

Place = tuple[int, int]
"""Row and column, both from 1."""


class Unsound(Exception):
    """The part of the workbook is not what any spreadsheet writes."""


class TooManyNotes(Exception):
    """More merged ranges, or more formulas without result, than anybody makes by hand."""


def root(part: IO[bytes]) -> str:
    """Go through a part; its root element, as namespace, space and name, or "" for what is not XML. Raises Unsound."""
    names: list[str] = []
    parser = expat.ParserCreate(namespace_separator=" ")

    def begin(name: str, _attributes: Mapping[str, str]) -> None:
        names.append(name)
        parser.StartElementHandler = None

    parser.StartElementHandler = begin
    parser.StartDoctypeDeclHandler = _refuse
    with suppress(expat.ExpatError):  # an image, or damage that the library will meet as well
        _feed(parser, part)
    return names[0] if names else ""


def _refuse(*_declaration: object) -> None:
    raise Unsound("a DOCTYPE")


def _feed(parser: expat.XMLParserType, part: IO[bytes]) -> None:
    fed = 0
    while piece := part.read(_SLICE):
        parser.Parse(piece, False)
        fed += len(piece)
        if fed - parser.CurrentByteIndex > LONGEST_TOKEN:
            raise Unsound("a tag without end")
    parser.Parse(b"", True)


@dataclass
class Survey:
    """`merged`: the first cell of each range that goes down -> its last row; `uncomputed`: formulas without result."""

    merged: dict[Place, int] = field(default_factory=dict)
    uncomputed: set[Place] = field(default_factory=set)


class _Surveyor:
    """Takes note of the elements of a sheet as they come."""

    def __init__(self) -> None:
        self.found = Survey()
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self._row, self._after, self._steps = 0, "", 0
        self._kind = ""
        self._awaits_result = False

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        match name.rpartition(" ")[2]:
            case "row":
                self._begin_row(attributes.get("r"))
            case "c":
                self._begin_cell(attributes.get("r"), attributes.get("t", ""))
            case "f":
                self._awaits_result = True
            case "v" if self._awaits_result:
                self._begin_result()
            case "mergeCell":
                self._note_range(attributes["ref"])

    def end(self) -> None:
        """The cell before is complete: its formula, if any, has no result unless one came."""
        if self._awaits_result:
            self.found.uncomputed.add(self._place())
            self._got_result()
        if len(self.found.uncomputed) + len(self.found.merged) > MOST_NOTES:
            raise TooManyNotes

    def _begin_row(self, number: str | None) -> None:
        self.end()
        row = int(float(number)) if number else self._row + 1
        if not self._row < row <= _LAST_ROW:
            raise Unsound("rows out of order")
        self._row, self._after, self._steps = row, "", 0

    def _begin_cell(self, reference: str | None, kind: str) -> None:
        self.end()
        self._after, self._steps = (reference, 0) if reference else (self._after, self._steps + 1)
        self._kind = kind

    def _begin_result(self) -> None:
        """Of a text, nothing is a result; of a number, only a number is."""
        if self._kind == "str":
            self._got_result()
        else:
            self.parser.CharacterDataHandler = self._result

    def _result(self, written: str) -> None:
        if written.strip():
            self._got_result()

    def _got_result(self) -> None:
        self._awaits_result = False
        self.parser.CharacterDataHandler = None

    def _place(self) -> Place:
        """Where the present cell is: a cell that does not say comes after the one before."""
        row, column = coordinate_to_tuple(self._after) if self._after else (self._row, 0)
        return row, column + self._steps

    def _note_range(self, reference: str) -> None:
        first_column, first_row, _, last_row = range_boundaries(reference)
        if first_column and first_row and last_row and last_row > first_row:
            self.found.merged[first_row, first_column] = last_row


def survey(sheet: IO[bytes]) -> Survey:
    """Go through a sheet whose root is known, keeping only these notes. Raises Unsound, TooManyNotes, ExpatError."""
    surveyor = _Surveyor()
    _feed(surveyor.parser, sheet)
    surveyor.end()
    return surveyor.found
