"""Samples of the participant's feedback: every question, with and without an answer, and every end."""

from datetime import timedelta

from bot.language import Words
from bot.views import evaluation
from bot.views.page import Page
from db.models import Evaluation, EvaluationState
from tests.views import longest
from tests.views.gallery import Sample
from tests.views.longest import NOW, ZONE
from training import questionnaires
from training.feedback import Next
from training.questionnaires import Question

OPEN = Evaluation(
    id=2_000_000_000,
    session_id=longest.session().id,
    questionnaire="hot",
    state=EvaluationState.OPEN,
    opens_at=NOW,
    closes_at=NOW + timedelta(days=7),
)
QUESTIONS = questionnaires.load().questions
COLD = questionnaires.load("cold").questions


def _question(
    t: Words, index: int, *, answered: bool, warned: bool = False, asked: tuple[Question, ...] = QUESTIONS
) -> Page:
    question = asked[index]
    current = question.answers[-1].value if answered else None
    step = Next(OPEN, question, index, len(asked), answered, current)
    text = not question.answers
    warning = (evaluation.too_long(t, 4_096, 500) if text else evaluation.button_expected(t)) if warned else None
    return evaluation.question(t, step, warning)


SAMPLES = [
    *(
        Sample(f"question_{n + 1}", lambda t, n=n: _question(t, n, answered=False, warned=True))  # type: ignore[misc]
        for n in range(len(QUESTIONS))
    ),
    *(
        Sample(f"question_{n + 1}_again", lambda t, n=n: _question(t, n, answered=True))  # type: ignore[misc]
        for n in range(len(QUESTIONS) - 1)
    ),
    *(
        Sample(
            f"cold_question_{n + 1}",
            lambda t, n=n: _question(t, n, answered=n < len(COLD) - 1, warned=True, asked=COLD),  # type: ignore[misc]
        )
        for n in range(len(COLD))
    ),
    Sample("evaluation_end", lambda t: evaluation.end(t, counted=True)),
    Sample("evaluation_end_empty", lambda t: evaluation.end(t, counted=False)),
    Sample("evaluation_later", lambda t: evaluation.later(t, OPEN.id, OPEN.closes_at, ZONE)),
    Sample("evaluation_declined", lambda t: evaluation.declined(t, OPEN.id, OPEN.closes_at, ZONE)),
    *(
        Sample(f"evaluation_{reason}", lambda t, reason=reason: evaluation.closed(t, reason))  # type: ignore[misc]
        for reason in evaluation.REASONS
    ),
]
