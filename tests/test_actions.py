"""Typed buttons: every kind has a code of its own, else one would answer for another."""

import importlib
import pkgutil
from collections import Counter

import bot.actions
from bot.buttons import Action


def kinds(parent: type[Action] = Action) -> list[type[Action]]:
    """Every kind of button that has a code."""
    for _, name, _ in pkgutil.iter_modules(bot.actions.__path__):
        importlib.import_module(f"bot.actions.{name}")
    found = [each for child in parent.__subclasses__() for each in kinds(child)]
    return [*found, parent] if "code" in vars(parent) else found


def test_no_two_kinds_of_button_share_a_code() -> None:
    codes = Counter(kind.code for kind in kinds() if kind.__module__.startswith("bot."))
    assert [code for code, number in codes.items() if number > 1] == []
    assert len(codes) > 40
