"""Buttons of practical notes and of the place on the map."""

from dataclasses import dataclass

from bot.buttons import Action


@dataclass(frozen=True)
class Practical(Action):
    """« Infos pratiques » of a session, as its people read them."""

    code = "pn"
    session_id: int


@dataclass(frozen=True)
class SendPlace(Action):
    """« Plan d’accès »: the place on the map, as a message."""

    code = "pnp"
    session_id: int


@dataclass(frozen=True)
class EditPractical(Action):
    """The same, of an organiser who may change them."""

    code = "pne"
    session_id: int


@dataclass(frozen=True)
class AskNotes(Action):
    """« Écrire »: the next text."""

    code = "pnw"
    session_id: int


@dataclass(frozen=True)
class AskPlace(Action):
    """« Placer sur la carte »: the next place that is sent."""

    code = "pnl"
    session_id: int


@dataclass(frozen=True)
class ClearPractical(Action):
    """« Effacer »: neither notes nor place."""

    code = "pnx"
    session_id: int
