"""What an evaluation said, after its close, for five people or more: counts, never who.

A share of positive answers and a mean exist for four-level items only; « Sans objet » is counted apart. An item that
fewer than five people answered shows how many did, and nothing else.
"""

from collections import Counter
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Evaluation, EvaluationState, Person, TrainingSession
from db.queries import evaluation as queries
from training import access, questionnaires
from training.errors import Gone
from training.evaluation import WITHHELD, enough
from training.questionnaires import HOT, Answer, Question

POSITIVE = (3, 4)


@dataclass(frozen=True)
class ItemResult:
    """One question. `counts` are in the order of its answers, « Sans objet » left out.

    `withheld`: fewer than five people answered it; `answered` then counts « Sans objet » too, and `counts` is empty.
    `positive` is the percentage (0 to 100) of levels 3 and 4, `mean` the mean level: both unrounded, of the `answered`
    only, and None for what has not four levels or nobody answered. `before`: the percentage of the same question in
    the hot evaluation of the session, of those who answered then; None where it is not shown.
    """

    question: Question
    counts: tuple[tuple[Answer, int], ...]
    answered: int
    not_applicable: int
    positive: float | None = None
    mean: float | None = None
    withheld: bool = False
    before: float | None = None


@dataclass(frozen=True)
class Results:
    """`replies` of `present` people; the comments by their letters, an order that says nothing of when they came."""

    session: TrainingSession
    questionnaire: str
    replies: int
    present: int
    items: tuple[ItemResult, ...]
    comments: tuple[str, ...]


@dataclass(frozen=True)
class TooFew:
    """Fewer than five people answered: their answers were deleted, their number is kept."""

    replies: int


@dataclass(frozen=True)
class NotClosed:
    """There is nothing to see before the close; `replied` people have sent their answers so far."""

    replied: int


async def results(
    db: AsyncSession, actor: Person | None, session_id: int, questionnaire: str = HOT
) -> Results | TooFew | NotClosed:
    """The results of one evaluation of a session. Raises Forbidden, Gone for a session without it."""
    await access.organiser(db, actor)
    evaluation = await queries.of_session(db, session_id, questionnaire)
    if evaluation is None:
        raise Gone("evaluation")
    if evaluation.state is not EvaluationState.CLOSED:
        return NotClosed(sum(draft.submitted for draft in await queries.drafts(db, evaluation.id)))
    if evaluation.withheld:
        return TooFew(evaluation.replies or 0)
    return await _read(db, evaluation)


def item(question: Question, given: list[int | None]) -> ItemResult:
    """The result of one question from what was answered to it; None is « Sans objet », WITHHELD says nothing."""
    if WITHHELD in enough(given):
        return ItemResult(question, (), len(given), 0, withheld=True)
    levels = [value for value in given if value is not None]
    number = Counter(levels)
    offered = tuple((answer, number[answer.value]) for answer in question.answers if answer.value is not None)
    rated = len(levels) if question.four_level else 0
    return ItemResult(
        question=question,
        counts=offered,
        answered=len(levels),
        not_applicable=len(given) - len(levels),
        positive=100 * sum(number[level] for level in POSITIVE) / rated if rated else None,
        mean=sum(levels) / rated if rated else None,
    )


async def _read(db: AsyncSession, evaluation: Evaluation) -> Results:
    items = await _items(db, evaluation)
    comments = await queries.comments(db, evaluation.id)
    before = {each.question.code: each.positive for each in await _hot_items(db, evaluation)}
    return Results(
        session=await db.get_one(TrainingSession, evaluation.session_id),
        questionnaire=evaluation.questionnaire,
        replies=evaluation.replies or 0,
        present=len(await queries.present_people(db, evaluation.session_id)),
        items=tuple(replace(each, before=before.get(each.question.compares_with or "")) for each in items),
        comments=tuple(sorted(comments)),
    )


async def _items(db: AsyncSession, evaluation: Evaluation) -> list[ItemResult]:
    ratings = await queries.answers(db, evaluation.id)
    rated = questionnaires.load(evaluation.questionnaire).rated
    return [item(each, [given[each.code] for given in ratings if each.code in given]) for each in rated]


async def _hot_items(db: AsyncSession, evaluation: Evaluation) -> list[ItemResult]:
    """What the session's hot evaluation said; nothing for itself, or where it is not shown."""
    hot = await queries.of_session(db, evaluation.session_id, HOT)
    shown = hot is not None and hot.id != evaluation.id and hot.state is EvaluationState.CLOSED and not hot.withheld
    return await _items(db, hot) if hot is not None and shown else []
