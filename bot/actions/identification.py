"""Buttons of the form « Fiche ». Each carries its step: one that is not the waiting step is an old button."""

from dataclasses import dataclass

from bot.buttons import Action

FICHE = "fiche"
"""The name of the flow, as dialogs keep it."""
CLAIM = "claim"
"""The name of the flow that asks who opened a personal link whether it is theirs."""


@dataclass(frozen=True)
class FillFiche(Action):
    """Begin the form, go on with it, or see it again."""

    code = "fi"


@dataclass(frozen=True)
class ChooseWord(Action):
    """One of a few fixed answers: « Madame », « Oui », a form of address."""

    code = "fw"
    step: str
    word: str


@dataclass(frozen=True)
class ChooseEntry(Action):
    """An entry of a list."""

    code = "fc"
    step: str
    entry_id: int


@dataclass(frozen=True)
class OtherEntry(Action):
    """« Autre »: what was typed, or what will be, is proposed for the list."""

    code = "fo"
    step: str


@dataclass(frozen=True)
class TurnList(Action):
    """Another page (from 0) of a list."""

    code = "fp"
    step: str
    page: int


@dataclass(frozen=True)
class StepBack(Action):
    code = "fb"
    step: str


@dataclass(frozen=True)
class CancelFiche(Action):
    code = "fx"


@dataclass(frozen=True)
class EditFiche(Action):
    """« Corriger »: which line?"""

    code = "fe"


@dataclass(frozen=True)
class EditLine(Action):
    code = "fl"
    step: str


@dataclass(frozen=True)
class ConfirmFiche(Action):
    """« Tout est exact »."""

    code = "fk"
