"""Buttons of the feedback: the participant's questions, the organisers' counts and results."""

from dataclasses import dataclass

from bot.buttons import Action

EVALUATION = "evaluation"
"""The name of the flow, as dialogs keep it."""


@dataclass(frozen=True)
class StartEvaluation(Action):
    """« Commencer », « Reprendre », « Répondre »: the first question neither answered nor skipped."""

    code = "ev"
    evaluation_id: int


@dataclass(frozen=True)
class QuestionBefore(Action):
    """« Retour »: the question before this one (from 0), with its present answer."""

    code = "evb"
    evaluation_id: int
    index: int


@dataclass(frozen=True)
class AnswerQuestion(Action):
    """An answer: saved, then the next question. `value` 0 is « Sans objet »."""

    code = "eva"
    evaluation_id: int
    index: int
    value: int


@dataclass(frozen=True)
class SkipQuestion(Action):
    """« Passer »: no answer to this question."""

    code = "evp"
    evaluation_id: int
    index: int


@dataclass(frozen=True)
class SubmitEvaluation(Action):
    """« Passer » under the free text: the feedback goes without it."""

    code = "evs"
    evaluation_id: int


@dataclass(frozen=True)
class EvaluationLater(Action):
    """« Plus tard »: the answers wait until the close."""

    code = "evl"
    evaluation_id: int


@dataclass(frozen=True)
class DeclineEvaluation(Action):
    """« Ne pas répondre »."""

    code = "evn"
    evaluation_id: int


@dataclass(frozen=True)
class Feedback(Action):
    """« Avis » of a session, for organisers: not open, the live count, or the results of one questionnaire."""

    code = "av"
    session_id: int
    questionnaire: str


@dataclass(frozen=True)
class OpenEvaluation(Action):
    """« Ouvrir le questionnaire », from two hours before the end."""

    code = "avo"
    session_id: int


@dataclass(frozen=True)
class ItemResults(Action):
    """The results of one item, by its rank from 0."""

    code = "avi"
    session_id: int
    questionnaire: str
    item: int


@dataclass(frozen=True)
class Comments(Action):
    """The comments, in the order of their letters; pages count from 0."""

    code = "avc"
    session_id: int
    questionnaire: str
    page: int
