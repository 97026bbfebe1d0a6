"""Buttons with which organisers change a session: its days, its place, its hours, its seats, that it takes place."""

from dataclasses import dataclass

from bot.buttons import Action


@dataclass(frozen=True)
class ChangeSession(Action):
    """« Modifier la session »."""

    code = "cg"
    session_id: int


@dataclass(frozen=True)
class AskChange(Action):
    """What shall change: the question of `what` (a step of the flow) is asked."""

    code = "cga"
    session_id: int
    what: str


@dataclass(frozen=True)
class ConfirmChange(Action):
    """What was typed is done, to the session in the `version` that the page showed."""

    code = "cgy"
    session_id: int
    version: int


@dataclass(frozen=True)
class MoveTally(Action):
    """« Réponses au report »: who confirms, who does not, who has not answered."""

    code = "cgt"
    session_id: int


@dataclass(frozen=True)
class WaitingLine(Action):
    """Who waits, in order: a page at a time (from 0)."""

    code = "cgl"
    session_id: int
    page: int = 0


@dataclass(frozen=True)
class AskMoveUp(Action):
    """Somebody of the line: why shall they pass the others?"""

    code = "cgu"
    registration_id: int


@dataclass(frozen=True)
class MoveUp(Action):
    code = "cgv"
    registration_id: int
    reason: str
