"""Codes that are shown once, as a link or to be copied by hand: made, read as they are typed, kept as a hash only."""

import hashlib
import re
import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32 in small letters: nothing to confuse with 0 or 1 when a code is copied by hand."""

INVITATION, PERSONAL = 20, 28
"""Characters of the code of an invitation (100 bits) and of a personal link (140 bits)."""

_GROUPS = {INVITATION: 5, PERSONAL: 4}
_TYPED = str.maketrans({"i": "1", "l": "1", "o": "0"} | dict.fromkeys("-‐‑–— \u00a0", ""))
_LINK = re.compile(r"\S+[?&]start=(\S+)")
"""A link that was pasted as a text: its code is what counts."""

_WRITTEN = re.compile(
    r"(?=.*\d)(?:[a-z0-9]{5}(?:[\s‐‑–—-]?[a-z0-9]{5}){3}|[a-z0-9]{4}(?:[\s‐‑–—-]?[a-z0-9]{4}){6})", re.IGNORECASE
)
"""As `grouped` writes a code, or with spaces, or in one piece. Only one of 1,800 codes has no digit."""


def new(length: int) -> str:
    """A code of so many characters, five random bits each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def grouped(code: str) -> str:
    """A code as it is easy to type: in groups."""
    size = _GROUPS[len(code)]
    return "-".join(code[start : start + size] for start in range(0, len(code), size))


def normalise(typed: str) -> str:
    """A typed code, or its link, as it was made: no dashes or spaces, small letters, O read as 0, I and L as 1."""
    code = typed.strip()
    link = _LINK.fullmatch(code)
    return (link[1] if link else code).lower().translate(_TYPED)


def digest(typed: str) -> str:
    """What is kept of a code: its SHA-256, in hexadecimal digits."""
    return hashlib.sha256(normalise(typed).encode()).hexdigest()


def looks_like_code(typed: str) -> bool:
    """Whether a line could be a code at all, before any database is asked."""
    code = normalise(typed)
    return len(code) in _GROUPS and set(code) <= set(ALPHABET)


def is_personal(typed: str) -> bool:
    """Whether a code is as long as those of personal links."""
    return looks_like_code(typed) and len(normalise(typed)) == PERSONAL


def is_written_as_one(typed: str) -> bool:
    """Whether a line is written as codes are: a link, or groups with a digit among them."""
    return bool(_LINK.fullmatch(typed.strip()) or _WRITTEN.fullmatch(typed.strip()))
