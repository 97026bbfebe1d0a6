"""Buttons of questions to the team, on both sides."""

from dataclasses import dataclass

from bot.buttons import Action


@dataclass(frozen=True)
class AskTeam(Action):
    """« Écrire à l’équipe », about a session or nothing in particular (0)."""

    code = "qa"
    session_id: int = 0


@dataclass(frozen=True)
class ReadQuestion(Action):
    """The person reads what was written, the newest first; a page (from 0) of it."""

    code = "qr"
    question_id: int
    page: int = 0


@dataclass(frozen=True)
class CloseMine(Action):
    """« Question close », of the person."""

    code = "qc"
    question_id: int


@dataclass(frozen=True)
class Questions(Action):
    """What waits for the team, one page (from 0) of it."""

    code = "ql"
    page: int = 0


@dataclass(frozen=True)
class OpenQuestion(Action):
    """One question, of an organiser; a page (from 0) of what was written."""

    code = "qq"
    question_id: int
    page: int = 0


@dataclass(frozen=True)
class AnswerQuestion(Action):
    """« Répondre »: the next text is the answer."""

    code = "qw"
    question_id: int


@dataclass(frozen=True)
class CloseQuestion(Action):
    """« Clore », of an organiser."""

    code = "qx"
    question_id: int
