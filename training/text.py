"""Text as people write it: compared without case or accents, tidied, cut at a word."""

import re
import unicodedata

APOSTROPHES = "'’‘ʼʻ`´′"
_AS_APOSTROPHE = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
_LEFT_HANGING = {"a", "au", "aux", "d", "dans", "de", "des", "du", "en", "et", "l", "la", "le", "les", "ou", "par"} | {
    "pour",
    "sur",
    "un",
    "une",
}


def fold(text: str) -> str:
    """`text` for comparing only: no case, no accents, one kind of apostrophe, single spaces."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_AS_APOSTROPHE))
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(bare.casefold().translate(_LIGATURES).split())


def key(text: str) -> str:
    """A word of a file's header or list, as an identifier: « Heure début » -> heure_debut."""
    return re.sub(r"[^a-z0-9]+", "_", fold(text)).strip("_")


def tidy(text: str) -> str:
    """`text` composed (NFC), with plain white space collapsed; no-break spaces are typography and stay."""
    return re.sub(r"[ \t\r\n]+", " ", unicodedata.normalize("NFC", text)).strip()


def unprintable(text: str) -> bool:
    """Whether `text` holds a character that no list or name needs: control, invisible, private, emoji, symbol."""
    return any(unicodedata.category(one) in _UNPRINTABLE and one not in _SIGNS for one in text)


_UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Cn", "So", "Sk"}
_SIGNS = "°©®"
"""Symbols (category So) that belong to ordinary French text: « la loi n° 2005-06 »."""


def cut(text: str, limit: int) -> str:
    """`text` in at most `limit` characters: cut at a word and ended by « … » where something is left out."""
    if len(text) <= limit:
        return text
    words = text[:limit].split(" ")[:-1]
    while words and fold(words[-1]).strip("'.,;:()–-") in _LEFT_HANGING | {""}:
        words.pop()
    kept = " ".join(words).rstrip(" \u00a0,;:.(–-")
    return f"{kept or text[: limit - 1]}…"
