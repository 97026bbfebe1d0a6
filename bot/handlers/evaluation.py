"""The participant's feedback, question by question. Every update that carries an answer is forgotten with its effect.

The dialog only says which questionnaire is on the screen, and whether its free text is awaited: never an answer.
"""

from collections.abc import Awaitable, Callable
from typing import assert_never

from markupsafe import Markup

from bot.actions.evaluation import (
    EVALUATION,
    AnswerQuestion,
    DeclineEvaluation,
    EvaluationLater,
    QuestionBefore,
    SkipQuestion,
    StartEvaluation,
    SubmitEvaluation,
)
from bot.context import Context, Turn, pressed
from bot.house import Dialog
from bot.views import evaluation as views
from bot.views.page import Page
from training import feedback
from training.feedback import MAX_COMMENT, ClosedFor, Declined, Finished, Next, Step, TooLong

RATING, COMMENT = "rating", "comment"
"""The steps: a button is awaited; the free text is."""


Use = Callable[[Turn], Awaitable[Step]]


async def start(update: object, context: Context) -> None:
    """« Commencer », « Reprendre »: the first question neither answered nor skipped."""
    evaluation_id = context.action(StartEvaluation).evaluation_id
    await _reply(context, lambda turn: _question(turn, evaluation_id))


async def answer(update: object, context: Context) -> None:
    """An answer is saved at once; pressing it again changes nothing."""
    action = context.action(AnswerQuestion)
    value = action.value or None
    await _reply(
        context,
        lambda turn: feedback.answer(
            turn.db, turn.person, action.evaluation_id, action.index, value, secret=_secret(turn), now=turn.now
        ),
    )


async def skip(update: object, context: Context) -> None:
    """« Passer »: no answer to this question."""
    action = context.action(SkipQuestion)
    await _reply(
        context,
        lambda turn: feedback.skip(
            turn.db, turn.person, action.evaluation_id, action.index, secret=_secret(turn), now=turn.now
        ),
    )


async def back(update: object, context: Context) -> None:
    """« Retour »: the question before, with its present answer."""
    action = context.action(QuestionBefore)
    await _reply(
        context,
        lambda turn: feedback.back(
            turn.db, turn.person, action.evaluation_id, action.index, secret=_secret(turn), now=turn.now
        ),
    )


async def submit(update: object, context: Context) -> None:
    """« Passer » under the free text: everything is sent in without it."""
    evaluation_id = context.action(SubmitEvaluation).evaluation_id
    await _reply(
        context,
        lambda turn: feedback.submit(turn.db, turn.person, evaluation_id, secret=_secret(turn), now=turn.now),
    )


async def later(update: object, context: Context) -> None:
    """« Plus tard »: says until when."""
    action = context.action(EvaluationLater)
    async with context.turn(confidential=True) as turn:
        step = await _question(turn, action.evaluation_id)
        page = await _page(turn, step)
        if isinstance(step, Next):
            await turn.stop_asking()
            page = views.later(turn.t, action.evaluation_id, step.evaluation.closes_at, str(turn.zone))
    await context.show(page)


async def decline(update: object, context: Context) -> None:
    """« Ne pas répondre »: what was begun is forgotten."""
    action = context.action(DeclineEvaluation)
    async with context.turn(confidential=True) as turn:
        outcome = await feedback.decline(turn.db, turn.person, action.evaluation_id, secret=_secret(turn), now=turn.now)
        if isinstance(outcome, Declined):
            await turn.stop_asking()
            page = views.declined(turn.t, action.evaluation_id, outcome.until, str(turn.zone))
        else:
            page = await _page(turn, outcome)
    await context.show(page)


class Answering:
    """While a question is on the screen, whatever is typed is confidential: only the free text takes it."""

    name = EVALUATION

    async def question(self, turn: Turn, dialog: Dialog) -> Page:
        """Where the person is, as a new message: after a crash, or at /start."""
        return await _page(turn, await _question(turn, dialog.answers["evaluation"]))

    async def typed(self, turn: Turn, dialog: Dialog, text: str) -> Page:
        """The comment goes straight to its pool; the update and the message are forgotten whatever becomes of it."""
        turn.confidential = True
        if dialog.step != COMMENT:
            return await self._again(turn, dialog, views.button_expected(turn.t))
        outcome = await feedback.comment(
            turn.db, turn.person, dialog.answers["evaluation"], text, secret=_secret(turn), now=turn.now
        )
        if isinstance(outcome, TooLong):
            return await self._again(turn, dialog, views.too_long(turn.t, outcome.length, MAX_COMMENT))
        return await _page(turn, outcome)

    async def _again(self, turn: Turn, dialog: Dialog, warning: Markup) -> Page:
        return await _page(turn, await _question(turn, dialog.answers["evaluation"]), warning)


async def _reply(context: Context, use: Use) -> None:
    async with context.turn(confidential=True) as turn:
        page = await _page(turn, await use(turn))
    await context.show(page)


async def _question(turn: Turn, evaluation_id: int) -> Step:
    return await feedback.question(turn.db, turn.person, evaluation_id, secret=_secret(turn), now=turn.now)


def _secret(turn: Turn) -> str:
    return turn.house.server_secret


async def _page(turn: Turn, step: Step, warning: Markup | None = None) -> Page:
    """The page of a step; a question waits, an end does not."""
    match step:
        case Next():
            awaited = RATING if step.question.answers else COMMENT
            await turn.ask(EVALUATION, awaited, {"evaluation": step.evaluation.id})
            return views.question(turn.t, step, warning)
        case Finished(counted):
            await turn.stop_asking()
            return views.end(turn.t, counted=counted)
        case ClosedFor(reason):
            await turn.stop_asking()
            return views.closed(turn.t, reason.value)
        case _ as never:
            assert_never(never)


FLOW = Answering()
HANDLERS = [
    pressed(StartEvaluation, start),
    pressed(AnswerQuestion, answer),
    pressed(SkipQuestion, skip),
    pressed(QuestionBefore, back),
    pressed(SubmitEvaluation, submit),
    pressed(EvaluationLater, later),
    pressed(DeclineEvaluation, decline),
]
