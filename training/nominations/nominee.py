"""One line of a list of nominations: its columns, what it says of a person, and what is wrong with it."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from db.models import Civility
from training import people


class Column(enum.StrEnum):
    """The columns of the list, by their folded header."""

    CIVILITY = "civilite"
    FIRST_NAME = "prenom"
    LAST_NAME = "nom"
    FULL_NAME = "nom_complet"
    CORPS = "corps"
    GRADE = "grade"
    FUNCTION = "fonction"
    INSTITUTION = "service"
    REGION = "region"
    PHONE = "telephone"


_ALSO = {
    Column.CIVILITY: ("civ", "titre", "sexe", "genre"),
    Column.FIRST_NAME: ("prenoms", "prenom_s"),
    Column.LAST_NAME: ("noms", "nom_de_famille", "patronyme"),
    Column.FULL_NAME: ("prenom_nom", "nom_prenom", "nom_et_prenom", "prenom_et_nom", "noms_et_prenoms",
                       "prenoms_et_nom", "nom_et_prenoms", "prenoms_et_noms", "nom_prenoms", "identite"),
    Column.CORPS: ("corps_d_appartenance", "administration"),
    Column.GRADE: ("rang", "grades"),
    Column.FUNCTION: ("fonctions", "poste", "emploi"),
    Column.INSTITUTION: ("institution", "services", "structure", "affectation", "juridiction", "unite",
                         "service_d_affectation"),
    Column.REGION: ("region_d_affectation", "regions"),
    Column.PHONE: ("tel", "telephone_mobile", "telephone_portable", "portable", "mobile", "numero_de_telephone",
                   "numero", "contact", "telephone_fictif"),
}  # fmt: skip
HEADERS = {spelling: column.value for column in Column for spelling in (column.value, *_ALSO[column])}
"""What each column may be called, folded."""

TEMPLATE = tuple(column for column in Column if column is not Column.FULL_NAME)
"""The columns of the empty list that organisers hand out, in its order."""

MAX_LINES = 500
"""People of one list: a session has no more places."""


class Wrong(enum.StrEnum):
    """What is wrong with a line or with the header. Facts only: the sentence is made elsewhere."""

    MISSING_COLUMN = "missing_column"
    DUPLICATE_COLUMN = "duplicate_column"
    TOO_MANY_LINES = "too_many_lines"
    EXTRA_CELL = "extra_cell"
    ERROR_CELL = "error_cell"
    MISSING_VALUE = "missing_value"
    UNKNOWN_CORPS = "unknown_corps"
    BAD_CIVILITY = "bad_civility"
    BAD_NAME = "bad_name"
    BAD_PHONE = "bad_phone"
    TOO_LONG = "too_long"
    NOT_TEXT = "not_text"


@dataclass(frozen=True)
class Problem:
    """`line` as a spreadsheet counts; `suggestion`: the known corps that is close, if any."""

    line: int
    column: str
    wrong: Wrong
    value: str = ""
    suggestion: str | None = None


@dataclass(frozen=True)
class Nominee:
    """A line that is in order. "" or None: the list says nothing."""

    line: int
    first: str
    last: str
    corps_id: int
    corps: str
    civility: Civility | None = None
    grade: str = ""
    function: str = ""
    institution: str = ""
    region: str = ""
    phone: str | None = None

    @property
    def match_key(self) -> str:
        return people.match_key(self.first, self.last)

    @property
    def key(self) -> str:
        """What makes two lines of two files the same: the name, however it is written, and the corps."""
        return f"{self.match_key}|{self.corps_id}"


@dataclass(frozen=True)
class NominationList:
    """A file that was read. `sheet`, `unread` and `letters` as in a table."""

    name: str
    sheet: str
    unread: tuple[str, ...]
    letters: Mapping[str, str]
    rows: int
    nominees: tuple[Nominee, ...]
    problems: tuple[Problem, ...]
