"""Buttons of practical notes and of the place on the map."""

from dataclasses import dataclass

from bot.buttons import Action


@dataclass(frozen=True)
class Practical(Action):
    """« Infos pratiques » of a session, as its people read them."""

    code = "pr"
    session_id: int


@dataclass(frozen=True)
class SendPlace(Action):
    """« Plan d’accès »: the place on the map, as a message."""

    code = "prp"
    session_id: int


@dataclass(frozen=True)
class EditPractical(Action):
    """The same, of an organiser who may change them."""

    code = "pre"
    session_id: int


@dataclass(frozen=True)
class AskNotes(Action):
    """« Écrire »: the next text."""

    code = "prw"
    session_id: int


@dataclass(frozen=True)
class AskPlace(Action):
    """« Placer sur la carte »: the next place that is sent."""

    code = "prl"
    session_id: int


@dataclass(frozen=True)
class ClearPractical(Action):
    """« Effacer »: neither notes nor place."""

    code = "prx"
    session_id: int
