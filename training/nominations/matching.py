"""Probable same people: pointed out, never merged. Pure functions."""

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

CLOSE = 0.8
"""How alike the rest of two names must be when they share a word; source: spellings of the sample's names."""


@dataclass(frozen=True)
class Traits:
    """What is compared of somebody. `ref` is « l4 » (a line of the list) or « p12 » (a person)."""

    ref: str
    match_key: str
    corps_id: int | None = None
    phone: str | None = None


@dataclass
class Index:
    """Who was met so far, by the sounds of their names: thousands are compared with a list in a moment."""

    _by_sound: dict[str, list[Traits]] = field(default_factory=lambda: defaultdict(list))
    _by_phone: dict[str, list[Traits]] = field(default_factory=lambda: defaultdict(list))

    def add(self, one: Traits) -> None:
        for sound in _sounds(one.match_key):
            self._by_sound[sound].append(one)
        if one.phone:
            self._by_phone[one.phone].append(one)

    def probable(self, one: Traits) -> list[Traits]:
        """Who is probably the same person, the most alike first."""
        near = [other for sound in _sounds(one.match_key) for other in self._by_sound[sound]]
        near += self._by_phone[one.phone] if one.phone else []
        found = {other.ref: (likeness(one, other), other) for other in near}
        sure = sorted((pair for pair in found.values() if pair[0]), key=lambda pair: (-pair[0], pair[1].ref))
        return [other for _, other in sure]


def likeness(one: Traits, other: Traits) -> float:
    """0 for two people, up to 2 for what is most probably one.

    The same name is always asked about; another spelling only where neither corps nor telephone says otherwise; the
    same telephone only with a part of the name in common.
    """
    same_phone = one.phone is not None and one.phone == other.phone
    if one.match_key == other.match_key:
        return 2.0 if same_phone or one.corps_id == other.corps_id else 1.5
    words, others = set(one.match_key.split()), set(other.match_key.split())
    if same_phone and words & others:
        return 1.4
    differ = None not in (one.corps_id, other.corps_id) and one.corps_id != other.corps_id
    differ = differ or (None not in (one.phone, other.phone) and not same_phone)
    return 0.0 if differ else _spelling(words, others)


def _spelling(words: set[str], others: set[str]) -> float:
    """How alike two names are, beyond the words that they share: « Cheikh Dieye » and « Cheick Dieye »."""
    rest, other_rest = sorted(words - others), sorted(others - words)
    if not rest or not other_rest:
        return 1.0 if min(len(words), len(others)) > 1 else 0.0  # a second first name that one of them leaves out
    if len(rest) != len(other_rest):
        return 0.0
    ratios = [max(difflib.SequenceMatcher(None, word, other).ratio() for other in other_rest) for word in rest]
    alike = min(ratios)
    shared = bool(words & others) or alike > 0.88
    return alike if shared and alike >= CLOSE else 0.0


def _sounds(match_key: str) -> Iterable[str]:
    """The words of a name, and their consonants without doubles: « Oumar » and « Omar » have one sound."""
    words = set(match_key.split())
    return words | {re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiouyh]", "", word)) + "~" for word in words}
