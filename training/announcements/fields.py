"""Personal fields of an announcement, `{appel}` for instance: found in its text, and filled in for each recipient."""

import enum
import html
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from training.errors import TrainingError


class Field(enum.StrEnum):
    """As an organiser types it between braces."""

    ADDRESS = "appel"
    NAME = "nom"
    SESSION = "session"
    DATE = "date"
    PLACE = "lieu"


PERSONAL = frozenset({Field.ADDRESS, Field.NAME})
"""Fields that are another for each recipient."""
OF_SESSION = frozenset({Field.SESSION, Field.DATE, Field.PLACE})
"""Fields that an announcement about no session in particular leaves empty."""
_BRACES = re.compile(r"\{([^{}]*)\}")
_KNOWN = {field.value: field for field in Field}


@dataclass
class UnknownField(TrainingError):
    """The text holds braces around what is no field."""

    names: tuple[str, ...]


@dataclass
class EmptyField(TrainingError):
    """A field would be blank for these people (at most a page of them; `total` in all)."""

    field: Field
    people: tuple[str, ...]
    total: int


def used(html_text: str) -> frozenset[Field]:
    """The fields of a text (Telegram's HTML). Raises UnknownField, which names every stranger among them."""
    return frozenset(count(html_text))


def count(html_text: str) -> Counter[Field]:
    """How often a text (Telegram's HTML) holds each field. Raises UnknownField, which names every stranger."""
    named = [html.unescape(found[1]).strip() for found in _BRACES.finditer(html_text)]
    unknown = tuple(dict.fromkeys(name for name in named if name.casefold() not in _KNOWN))
    if unknown:
        raise UnknownField(unknown)
    return Counter(_KNOWN[name.casefold()] for name in named)


def fill(html_text: str, values: Mapping[Field, str]) -> str:
    """The text with its fields replaced by these values (plain text, escaped here). Every used field has a value."""

    def value(found: re.Match[str]) -> str:
        return html.escape(values[_KNOWN[html.unescape(found[1]).strip().casefold()]])

    return _BRACES.sub(value, html_text)
