"""Words in a person's language: gettext catalogues with English message ids, French complete at all times.

`Words.__call__` gives HTML for the text of a message: every value is escaped. `Words.label` gives plain text for
buttons and toasts. A language is one folder under `locales/`; its catalogue is read from the .po file itself.
"""

import gettext
import io
from functools import lru_cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from markupsafe import Markup, escape

LOCALES = Path(__file__).parent / "locales"
DEFAULT_LANGUAGE = "fr"


class Words:
    """Translates message ids. Values are named: `t("Session %(code)s", code="3.05")`."""

    def __init__(self, language: str, catalogue: gettext.NullTranslations) -> None:
        self.language = language
        self._catalogue = catalogue

    def __call__(self, message: str, **values: object) -> Markup:
        """HTML: the catalogue's text with each value escaped (a Markup value is already HTML)."""
        return self._html(self._catalogue.gettext(message), values)

    def n(self, one: str, many: str, count: float, **values: object) -> Markup:
        """HTML, in the form that agrees with `count`, which is also the value named `n`."""
        return self._html(self._catalogue.ngettext(one, many, _form(count)), {"n": _number(count), **values})

    def label(self, message: str, **values: object) -> str:
        """Plain text, for a button or a toast."""
        return self._catalogue.gettext(message) % values if values else self._catalogue.gettext(message)

    def label_n(self, one: str, many: str, count: float, **values: object) -> str:
        """Plain text, in the form that agrees with `count`."""
        text = self._catalogue.ngettext(one, many, _form(count))
        return text % {"n": _number(count), **values}

    @staticmethod
    def _html(text: str, values: dict[str, object]) -> Markup:
        return Markup(text % {name: escape(value) for name, value in values.items()} if values else text)


def _form(count: float) -> int:
    """French counts 0, 1 and 1.5 as singular: gettext only takes whole numbers, and its rule is n > 1."""
    return int(count)


def _number(count: float) -> str:
    return f"{count:g}".replace(".", ",")


def N_(message: str) -> str:
    """Mark a message for the catalogue; it is translated later, by `words(message)`."""
    return message


def languages(root: Path = LOCALES) -> list[str]:
    """The languages that have a folder, French first."""
    found = sorted(path.parent.parent.name for path in root.glob("*/LC_MESSAGES/messages.po"))
    return sorted(found, key=lambda name: name != DEFAULT_LANGUAGE)


@lru_cache(maxsize=8)
def words(language: str = DEFAULT_LANGUAGE, root: Path = LOCALES) -> Words:
    """The words of `language`; French when there is no such folder."""
    path = root / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return words(DEFAULT_LANGUAGE, root)
    with path.open(encoding="utf-8") as file:
        catalogue = read_po(file, locale=None)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Words(language, gettext.GNUTranslations(compiled))
