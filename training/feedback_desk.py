"""One person in front of one open evaluation: who may sit there, and the draft that nothing stored links to them."""

import enum
import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Evaluation, EvaluationDraft, EvaluationState, Person
from db.queries import evaluation as queries
from db.queries import people
from training import access, questionnaires
from training.errors import Gone
from training.evaluation import is_open
from training.questionnaires import Question, Questionnaire


class ClosedBecause(enum.StrEnum):
    """Why a person cannot answer."""

    NOT_YET = "not_yet"
    OVER = "over"
    NOT_PRESENT = "not_present"


@dataclass(frozen=True)
class Next:
    """The question to show: `index` counts from 0 among `total`. `current` is meaningful when `answered`."""

    evaluation: Evaluation
    question: Question
    index: int
    total: int
    answered: bool
    current: int | None


@dataclass(frozen=True)
class ClosedFor:
    """This person cannot answer. Nothing changed."""

    reason: ClosedBecause


@dataclass(frozen=True)
class Desk:
    """An evaluation open to a person, and what they answered so far: `draft` is None before the first answer."""

    person_id: int
    evaluation: Evaluation
    questionnaire: Questionnaire
    key: str
    draft: EvaluationDraft | None

    @property
    def sent(self) -> bool:
        return self.draft is not None and self.draft.submitted

    @property
    def rated(self) -> dict[str, int | None]:
        return dict(self.draft.answers["rated"]) if self.draft else {}

    @property
    def skipped(self) -> list[str]:
        return list(self.draft.answers["skipped"]) if self.draft else []

    @property
    def settled(self) -> set[str]:
        """The codes of the questions answered or passed."""
        return {*self.rated, *self.skipped}

    def question(self, index: int) -> Question:
        if not 0 <= index < len(self.questionnaire.questions):
            raise Gone("question")
        return self.questionnaire.questions[index]

    def at(self, index: int) -> Next:
        question = self.question(index)
        answered = question.code in self.rated
        total = len(self.questionnaire.questions)
        return Next(self.evaluation, question, index, total, answered, self.rated.get(question.code))

    def next(self) -> Next:
        """The first question neither answered nor skipped; the last one stays until the answers are sent in."""
        last = len(self.questionnaire.questions) - 1
        unsettled = (n for n, question in enumerate(self.questionnaire.questions) if question.code not in self.settled)
        return self.at(min(next(unsettled, last), last))


async def sit(
    db: AsyncSession, person: Person | None, evaluation_id: int, secret: str, now: datetime
) -> Desk | ClosedFor:
    """The person's desk, the evaluation locked against its close. Raises Forbidden, Gone.

    The person is locked first: two phones of theirs take turns, and neither forgets what the other saved.
    """
    known = access.verified(await people.lock(db, access.verified(person).id))
    evaluation = await queries.lock(db, evaluation_id, to_close=False)
    if evaluation is None:
        raise Gone("evaluation")
    if not await queries.was_present(db, evaluation.session_id, known.id):
        return ClosedFor(ClosedBecause.NOT_PRESENT)
    if not is_open(evaluation, now):
        early = evaluation.state is EvaluationState.SCHEDULED and now < evaluation.closes_at
        return ClosedFor(ClosedBecause.NOT_YET if early else ClosedBecause.OVER)
    return await _desk(db, known.id, evaluation, secret)


async def left(db: AsyncSession, person_id: int, evaluation: Evaluation, secret: str) -> tuple[int, int]:
    """How many questions this person has neither answered nor passed, and how many there are. Changes nothing."""
    desk = await _desk(db, person_id, evaluation, secret)
    questions = desk.questionnaire.questions
    return sum(each.code not in desk.settled for each in questions), len(questions)


async def _desk(db: AsyncSession, person_id: int, evaluation: Evaluation, secret: str) -> Desk:
    key = draft_key(secret, person_id, evaluation.session_id, evaluation.questionnaire)
    questionnaire = questionnaires.load(evaluation.questionnaire)
    return Desk(person_id, evaluation, questionnaire, key, await queries.draft(db, key))


def keep(db: AsyncSession, desk: Desk, rated: dict[str, int | None], skipped: list[str]) -> Desk:
    """Save these answers in place of those of before."""
    answers: dict[str, Any] = {"rated": rated, "skipped": skipped}
    draft = desk.draft or first_draft(db, desk)
    draft.answers = answers
    return replace(desk, draft=draft)


def first_draft(db: AsyncSession, desk: Desk) -> EvaluationDraft:
    """The draft of who has none yet."""
    empty: dict[str, Any] = {"rated": {}, "skipped": []}
    draft = EvaluationDraft(key=desk.key, evaluation_id=desk.evaluation.id, answers=empty, submitted=False)
    db.add(draft)
    return draft


def draft_key(secret: str, person_id: int, session_id: int, questionnaire: str) -> str:
    """What a draft is kept under: without the server's secret nobody can tell whose it is."""
    message = f"{person_id}|{session_id}|{questionnaire}"
    return hmac.new(secret.encode(), message.encode(), hashlib.sha256).hexdigest()
