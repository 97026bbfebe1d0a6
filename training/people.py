"""People's names and telephones: checked as they are typed, compared for duplicates, shown.

Senegalese names keep their accents, apostrophes (' and ’), hyphens, particles, two-letter surnames and doubles. A
matching key only points to probable namesakes: people are never merged on the name alone.
"""

import enum
import re
import unicodedata
from typing import NamedTuple

from db.models import Person
from training import text

MAX_NAME = 80
MAX_FORM_OF_ADDRESS = 40
_PHONE = re.compile(r"^\+2217\d{8}$")
_PARTICLES = {"aït", "ben", "bin", "da", "das", "de", "del", "des", "di", "do", "dos", "du", "la", "le", "mint", "ould"}
_PRINTED = str.maketrans(dict.fromkeys(text.APOSTROPHES, "’"))
_INSIDE_NAMES = set(text.APOSTROPHES) | {" ", "-", "."}
_HYPHENS = str.maketrans(dict.fromkeys("‐‑–—", "-"))


class NameProblem(enum.StrEnum):
    """Why what somebody typed cannot be their name."""

    DIGITS = "digits"
    TOO_LONG = "too_long"
    ONE_WORD = "one_word"
    NOT_LETTERS = "not_letters"


class TextProblem(enum.StrEnum):
    """Why a typed line cannot be kept."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    NOT_TEXT = "not_text"


class Name(NamedTuple):
    """As the person writes it; the last name is upper-cased for display only."""

    first: str
    last: str


def match_key(first: str, last: str) -> str:
    """The key of probable namesakes: no case, accent, apostrophe or hyphen; the same for both orders of the names."""
    bare = text.fold(f"{first} {last}").replace("'", "").translate(_HYPHENS).replace("-", " ")
    return " ".join(sorted(bare.split()))


def check_name(typed: str) -> Name | NameProblem:
    """First and last name out of one line, in this order (or « NOM Prénom » with the last name in capitals)."""
    line = " ".join(unicodedata.normalize("NFC", typed).translate(_HYPHENS).split())
    if len(line) > MAX_NAME:
        return NameProblem.TOO_LONG
    if any(character.isdigit() for character in line):
        return NameProblem.DIGITS
    if not all(_belongs(character) for character in line):
        return NameProblem.NOT_LETTERS
    words = [word for word in line.split(" ") if any(map(str.isalpha, word))]
    return _split(words) if len(words) > 1 else NameProblem.ONE_WORD


def check_line(typed: str, limit: int) -> str | TextProblem:
    """A short free text on one line: tidied, or why not. `limit` in characters."""
    line = " ".join(text.tidy(typed).split())
    if not line:
        return TextProblem.EMPTY
    if len(line) > limit:
        return TextProblem.TOO_LONG
    return TextProblem.NOT_TEXT if text.unprintable(line) else line


def check_form_of_address(typed: str) -> str | TextProblem:
    """« Mon commandant » -> « Mon commandant, »: the comma that opens a message is added when it is missing."""
    checked = check_line(typed.strip().removesuffix(","), MAX_FORM_OF_ADDRESS - 1)
    return checked if isinstance(checked, TextProblem) else f"{checked},"


def recased(line: str) -> str:
    """A name that is all in capitals, or all in small letters, as people write it; any other stays as it is."""
    if not (line.isupper() or line.islower()):
        return line
    return " ".join(map(_recased, line.split()))


def display_name(first: str | None, last: str | None) -> str:
    """« Prénom NOM », with the apostrophe that French prints, however it was typed."""
    return f"{first or ''} {(last or '').upper()}".strip().translate(_PRINTED)


def shown(person: Person) -> str:
    """A person's « Prénom NOM »; empty before they are identified."""
    return display_name(person.first_name, person.last_name)


def normalise_phone(typed: str) -> str | None:
    """A Senegalese mobile number as +2217XXXXXXXX, from what a contact card holds; None for anything else."""
    digits = re.sub(r"[\s.\-()]", "", typed)
    international = f"+{digits}" if digits.startswith("221") else digits.replace("00221", "+221", 1)
    return international if _PHONE.fullmatch(international) else None


def _belongs(character: str) -> bool:
    return character in _INSIDE_NAMES or unicodedata.category(character)[0] in "LM"


def _split(words: list[str]) -> Name:
    capitals = [len(word) > 1 and word.isupper() for word in words]
    if all(capitals) or all(word.islower() for word in words):
        words = [_recased(word) for word in words]
    elif capitals[0] and not capitals[-1]:
        first = capitals.index(False)
        return Name(" ".join(words[first:]), " ".join(words[:first]))
    elif capitals[-1] and not capitals[0]:
        return _at(words, _first_of_the_last(capitals))
    return _at(words, len(words) - 1)


def _first_of_the_last(capitals: list[bool]) -> int:
    """Where the capitals at the end begin."""
    trailing = 0
    while capitals[-1 - trailing]:
        trailing += 1
    return len(capitals) - trailing


def _at(words: list[str], start: int) -> Name:
    """Split at `start`, or at the particles before it; at least one word stays in the first name."""
    while start > 1 and words[start - 1].lower() in _PARTICLES:
        start -= 1
    return Name(" ".join(words[:start]), " ".join(words[start:]))


def _recased(word: str) -> str:
    """A word typed all in capitals or all in small letters: « N'DIAYE » -> « N'Diaye », particles stay small."""
    low = word.lower()
    if low in _PARTICLES:
        return low
    titled = re.sub(r"(^|[-'’.])(\w)", lambda found: found[1] + found[2].upper(), low)
    return re.sub(r"^D(['’])", r"d\1", titled)
