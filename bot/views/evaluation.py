"""A participant's feedback: one question a page, and the pages that end it. Confidential, never called anonymous."""

from datetime import datetime
from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.actions.evaluation import (
    AnswerQuestion,
    DeclineEvaluation,
    EvaluationLater,
    QuestionBefore,
    SkipQuestion,
    StartEvaluation,
    SubmitEvaluation,
)
from bot.buttons import Help, Home
from bot.language import N_, Words
from bot.views import dates
from bot.views.page import Button, Page, button, lines, rows

if TYPE_CHECKING:
    from training.feedback import Next

REASONS = {
    "not_yet": N_("This questionnaire is not open yet. It will be announced here."),
    "over": N_("This questionnaire is closed: no answer is taken any more. Thank you for your interest."),
    "not_present": N_(
        "This questionnaire is for the persons whose presence at the session is noted. "
        "If you were there, tell the training team."
    ),
}


def question(t: Words, step: "Next", warning: Markup | None = None) -> Page:
    """One question with its progress; the free text, which is the last, has its own buttons. `warning` comes first."""
    asked, evaluation_id = step.question, step.evaluation.id
    is_text = not asked.answers
    text = lines(
        *((warning, "") if warning else ()),
        f"{step.index + 1}/{step.total}",
        "",
        asked.text,
        *(("", _about_text(t)) if is_text else ()),
        *(("", _present_answer(t, step)) if step.answered else ()),
    )
    offered = (button(each.label, AnswerQuestion(evaluation_id, step.index, each.value or 0)) for each in asked.answers)
    go_on = SubmitEvaluation(evaluation_id) if is_text else SkipQuestion(evaluation_id, step.index)
    back = (button(t.label("Back"), QuestionBefore(evaluation_id, step.index)),) if step.index else ()
    return Page(
        text,
        rows(
            *offered,
            (*back, button(t.label("Skip"), go_on)),
            button(t.label("Later"), EvaluationLater(evaluation_id)),
        ),
    )


def end(t: Words, *, counted: bool) -> Page:
    """The questionnaire was sent in, now or before; `counted` unless no question has an answer."""
    if not counted:
        return Page(t("It is over. No question with buttons was answered: no feedback is counted."), rows(_home(t)))
    text = t(
        "Thank you, your feedback is recorded. The training team sees everybody’s results after the close, without "
        "any name, from five replies on."
    )
    return Page(text, rows(_home(t)))


def later(t: Words, evaluation_id: int, until: datetime, zone: str) -> Page:
    """« Plus tard »: what was answered waits. `until` is in UTC, shown in `zone`."""
    text = t("Noted: your answers are kept until %(until)s.", until=dates.moment(until, zone))
    return Page(text, rows(button(t.label("Resume my feedback"), StartEvaluation(evaluation_id)), _home(t)))


def declined(t: Words, evaluation_id: int, until: datetime, zone: str) -> Page:
    """« Ne pas répondre »: nothing begun is kept."""
    text = t(
        "Noted: no reminder for this feedback, and no answer kept. It remains possible to answer until %(until)s.",
        until=dates.moment(until, zone),
    )
    return Page(text, rows((button(t.label("Answer"), StartEvaluation(evaluation_id)), _home(t))))


def closed(t: Words, reason: str) -> Page:
    """Not for this person, or not at this time."""
    return Page(t(REASONS[reason]), rows((_home(t), button(t.label("Help"), Help()))))


def invitation_buttons(t: Words, evaluation_id: int, *, begun: bool = False) -> tuple[tuple[Button, ...], ...]:
    """The buttons under the message that opens a questionnaire, or that asks again."""
    begin, wait = StartEvaluation(evaluation_id), EvaluationLater(evaluation_id)
    return rows(
        (button(t.label("Resume") if begun else t.label("Begin"), begin), button(t.label("Later"), wait)),
        button(t.label("Do not answer"), DeclineEvaluation(evaluation_id)),
        _home(t),
    )


def button_expected(t: Words) -> Markup:
    """A text came where a button was awaited: it was taken out of the chat."""
    return t("This question awaits a button: your text was not kept.")


def too_long(t: Words, length: int, limit: int) -> Markup:
    """The comment; it was taken out of the chat."""
    return t(
        "This text has %(length)s characters, for %(limit)s at most. Nothing was recorded: send a shorter version.",
        length=length,
        limit=limit,
    )


def _about_text(t: Words) -> Markup:
    return t(
        "Your text is sent as soon as you write it, for good, and taken out of this conversation. “Skip” sends your "
        "feedback without it."
    )


def _present_answer(t: Words, step: "Next") -> Markup:
    label = next((each.label for each in step.question.answers if each.value == step.current), "")
    return t("Present answer: %(answer)s", answer=label)


def _home(t: Words) -> Button:
    return button(t.label("My situation"), Home())
