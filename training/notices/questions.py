"""Notices about questions to the team."""

from dataclasses import dataclass

from training.notices.base import Notice


@dataclass(frozen=True)
class QuestionAsked(Notice):
    """To the organisers' groups: what somebody wrote. A second copy confuses nobody; a lost one would."""

    kind = "question_asked"
    retry_uncertain = True
    message_id: int


@dataclass(frozen=True)
class QuestionWaits(Notice):
    """To each organiser, where no group of theirs is known: a question waits."""

    kind = "question_waits"
    question_id: int


@dataclass(frozen=True)
class QuestionAnswered(Notice):
    """To the person: the team has answered. At any hour: they asked, and an organiser who is awake has answered."""

    kind = "question_answered"
    retry_uncertain = True
    question_id: int
