"""Buttons of « Mes données »."""

from dataclasses import dataclass

from bot.buttons import Action


@dataclass(frozen=True)
class MyData(Action):
    """What is held about the person."""

    code = "md"


@dataclass(frozen=True)
class AskPhone(Action):
    """« Mon téléphone »: the contact button of the keyboard is shown."""

    code = "mdp"


@dataclass(frozen=True)
class SwitchReminders(Action):
    """« Rappels : oui », « Rappels : non »."""

    code = "mdr"


@dataclass(frozen=True)
class MyDataFile(Action):
    """« Tout, en fichier »: JSON."""

    code = "mdf"


@dataclass(frozen=True)
class AskErase(Action):
    """« Tout effacer »: what that means."""

    code = "mde"


@dataclass(frozen=True)
class Erase(Action):
    """« Effacer définitivement »."""

    code = "mdx"


@dataclass(frozen=True)
class OtherAccount(Action):
    """« Changer de compte »: how."""

    code = "mda"


@dataclass(frozen=True)
class MySessions(Action):
    """What is held about the person's sessions, a page at a time (from 0)."""

    code = "mds"
    page: int = 0
