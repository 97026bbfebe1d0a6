"""The words: no English reaches anybody, and a language is one folder."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from bot.language import LOCALES, languages, words
from tests.views.gallery import Sample, samples

BOT = LOCALES.parent
KEYWORDS = {"t": None, "n": (1, 2), "label": None, "label_n": (1, 2), "N_": None}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%")
TAG = re.compile(r"</?\w+>")


def extracted() -> set[str | tuple[str, ...]]:
    """Every message id in the code."""
    found = extract_from_dir(BOT, method_map=[("**.py", "python")], keywords=KEYWORDS)
    return {tuple(ids) if isinstance(ids, tuple | list) else ids for _, _, ids, *_ in found}


def catalogue(path: Path) -> Catalog:
    with path.open(encoding="utf-8") as file:
        return read_po(file)


def every_language() -> list[Path]:
    return sorted(LOCALES.glob("*/LC_MESSAGES/messages.po"))


def forms(texts: str | list[str] | tuple[str, ...] | None) -> list[str]:
    return [texts] if isinstance(texts, str) else list(texts or ())


def messages(found: Catalog) -> list[Message]:
    return [message for message in found if message.id]


def faults(found: Catalog, wanted: set[str | tuple[str, ...]]) -> list[str]:
    """What is missing, left over, fuzzy, or says something else than its message id."""
    known = {message.id if isinstance(message.id, str) else tuple(message.id): message for message in messages(found)}
    missing = [f"missing: {ids}" for ids in wanted - known.keys()]
    left_over = [f"left over: {ids}" for ids in known.keys() - wanted]
    return [*missing, *left_over, *(fault for message in known.values() for fault in _of(message))]


def _of(message: Message) -> list[str]:
    if message.fuzzy:
        return [f"fuzzy: {message.id}"]
    if not message.string or not all(forms(message.string)):
        return [f"untranslated: {message.id}"]
    wanted = {*PLACEHOLDER.findall(forms(message.id)[-1])}
    return [
        f"other values or tags: {text!r}"
        for text in forms(message.string)
        if {*PLACEHOLDER.findall(text)} != wanted
        or sorted(TAG.findall(text)) != sorted(TAG.findall(forms(message.id)[-1]))
    ]


@pytest.mark.parametrize("path", every_language(), ids=lambda path: path.parent.parent.name)
def test_a_catalogue_says_everything(path: Path) -> None:
    assert faults(catalogue(path), extracted()) == []


def test_french_is_there_and_first() -> None:
    assert languages()[0] == "fr"


def test_faults_are_found() -> None:
    bad = Catalog(locale="fr")
    bad.add("Hello %(name)s", "Bonjour")
    bad.add("Yes", "Oui", flags=["fuzzy"])
    bad.add("No", "")
    bad.add("Old", "Vieux")
    bad.add("<b>Bold</b>", "Gras")
    wanted: set[str | tuple[str, ...]] = {"Hello %(name)s", "Yes", "No", "New", "<b>Bold</b>"}
    found = faults(bad, wanted)
    for word in ("Bonjour", "fuzzy: Yes", "untranslated: No", "left over: Old", "missing: New", "Gras"):
        assert any(word in fault for fault in found), word


@pytest.fixture(scope="module")
def pseudo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of languages with one more: each message between marks, so that what is not a message shows."""
    root = tmp_path_factory.mktemp("locales")
    made = Catalog(locale="en")
    for ids in extracted():
        made.add(ids, _marked(ids) if isinstance(ids, str) else tuple(_marked(one) for one in ids))
    folder = root / "xx" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "messages.po").open("wb") as file:
        write_po(file, made)
    return root


def _marked(text: str) -> str:
    return f"⟦{text}⟧"


def test_a_language_is_one_folder(pseudo: Path) -> None:
    assert languages(pseudo) == ["xx"]
    assert words("xx", pseudo).label("My situation") == "⟦My situation⟧"
    assert words("fr", LOCALES).label("My situation") == "Ma situation"


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_every_page_speaks_the_language_of_the_person(pseudo: Path, sample: Sample) -> None:
    page = sample.draw(words("xx", pseudo))
    said = [page.text, *(each.label for each in page.buttons()), page.ask_contact or ""]
    assert any("⟦" in text for text in said)
    assert not [french for french in _FRENCH if any(french in _outside(text) for text in said)]


_FRENCH = ("Ma situation", "Retour", "Annuler", "Accueil", "Aide", "Voir ", "Sessions ouvertes")
"""Words of ours that no data holds: outside of the marks, somebody wrote them into a view."""


def _outside(text: str) -> str:
    """What is no message: data, or a text that forgot to be one."""
    return re.sub(r"⟦[^⟦⟧]*⟧", "", text)
