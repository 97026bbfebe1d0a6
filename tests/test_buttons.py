"""Buttons fit into Telegram's 64 bytes, come back as they went, and say which owed message carried them."""

from dataclasses import dataclass, fields

import pytest

import bot.handlers  # noqa: F401  every action is known once its handlers are
from bot.buttons import MAX_BYTES, Action, Home, reference, referring
from training.attendance import CorrectionReason

LARGEST = 999_999  # people, sessions, messages: far more than a programme has
LONGEST = {"half_day": "20261012am", "reason": max(CorrectionReason, key=len).value, "month": "2026-12"}


def every_action() -> list[type[Action]]:
    """All kinds of buttons of the product, the abstract ones left out."""
    found: list[type[Action]] = []
    waiting = list(Action.__subclasses__())
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if "code" in vars(kind) and kind.__module__.startswith("bot."):
            found.append(kind)
    return found


def test_every_code_is_used_once() -> None:
    codes = [kind.code for kind in every_action()]
    assert len(codes) == len(set(codes))
    assert len(codes) > 40


@dataclass(frozen=True)
class Sample(Action):
    """A button of this test."""

    code = "sample-of-the-tests"
    number: int
    text: str


def test_an_action_comes_back_as_it_went() -> None:
    assert Sample.unpack(Sample(7, "a:b").pack()) == Sample(7, "a:b")


@pytest.mark.parametrize(
    "data", ["", "sample-of-the-tests", "sample-of-the-tests:x:y", "other:1:2", "sample-of-the-tests:1"]
)
def test_what_was_not_packed_is_refused(data: str) -> None:
    assert not Sample.recognises(data)


def test_more_than_64_bytes_is_refused() -> None:
    with pytest.raises(ValueError, match="64 bytes"):
        Sample(1, "é" * MAX_BYTES).pack()
    with pytest.raises(ValueError, match="no room"):
        referring("x" * (MAX_BYTES - 1), 12)


def test_the_owed_message_is_carried_beside_the_action() -> None:
    data = referring(Sample(7, "oui").pack(), 41)
    assert reference(data) == 41
    assert Sample.unpack(data) == Sample(7, "oui")
    assert Home.recognises(referring(Home().pack(), 41))
    assert reference(Home().pack()) is None
    assert reference("home|forged") is None


def test_every_button_fits_with_the_largest_numbers() -> None:
    for kind in every_action():
        hints = {field.name: field.type for field in fields(kind)}
        numbers = {name: LARGEST for name, hint in hints.items() if hint in (int, "int")}
        words = {name: LONGEST.get(name, "x" * 8) for name in hints if name not in numbers}
        assert len(kind(**numbers, **words).pack().encode()) <= MAX_BYTES, kind
