"""The life of an evaluation: scheduled with its session, opened, closed, rewritten so that no table links it.

What people answer is in `training.feedback`. An evaluation is open until `closes_at`, which is judged at reading.
"""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Evaluation, EvaluationState, Person, TrainingSession
from db.queries import evaluation as queries
from db.queries.upsert import insert_once
from training import access, finding, journal, outbox, questionnaires, quiet, timing
from training.errors import Gone, Stale
from training.notices import EvaluationOpened
from training.questionnaires import COLD, HOT

Value = TypeVar("Value")

EARLY = timedelta(hours=2)
"""How long before the session's end an organiser may open its evaluation."""
ENOUGH = 5
"""Answers of fewer people than this are deleted at the close, of one question or of all: their number is kept."""
WITHHELD = 0
"""Stands for an answer to a question that fewer than ENOUGH people answered: it was given, not what it was."""


@dataclass(frozen=True)
class Opened:
    """The evaluation is open; `invited` people were present so far and are told."""

    evaluation_id: int
    invited: int


@dataclass(frozen=True)
class TooEarly:
    """Nothing changed: it can be opened from `from_` (UTC) on."""

    from_: datetime


@dataclass(frozen=True)
class AlreadyOpen:
    """Nothing changed."""

    evaluation_id: int


@dataclass(frozen=True)
class Over:
    """Nothing changed: the evaluation's time is over."""


@dataclass(frozen=True)
class Counts:
    """How many people are present, have sent their answers, have begun; never who."""

    present: int
    submitted: int
    begun: int


async def schedule(db: AsyncSession, session: TrainingSession) -> None:
    """Have each evaluation of the session open and close at its hours (`training.timing`).

    Scheduling again follows the session's dates as long as the evaluation has not opened.
    """
    for questionnaire in (HOT, COLD):
        await _schedule(db, session, questionnaire)


async def _schedule(db: AsyncSession, session: TrainingSession, questionnaire: str) -> None:
    opens_at, closes_at = timing.opening(session, questionnaire), timing.closing(session, questionnaire)
    dates = {"opens_at": opens_at, "closes_at": closes_at}
    known = {"session_id": session.id, "questionnaire": questionnaire, "state": EvaluationState.SCHEDULED}
    if await insert_once(db, Evaluation, **known, **dates):
        return
    evaluation = await queries.of_session(db, session.id, questionnaire)
    if evaluation is not None and evaluation.state is EvaluationState.SCHEDULED:
        evaluation.opens_at, evaluation.closes_at = opens_at, closes_at


async def open_now(
    db: AsyncSession, actor: Person | None, session_id: int, *, now: datetime
) -> Opened | TooEarly | AlreadyOpen | Over:
    """The organisers' button, from two hours before the session's end. Raises Forbidden, Gone."""
    organiser = await access.organiser(db, actor)
    session = await finding.locked_session(db, session_id)
    if session.state not in queries.TAKES_PLACE:
        raise Gone("session")
    if now < session.ends_at - EARLY:
        return TooEarly(session.ends_at - EARLY)
    await schedule(db, session)
    evaluation = await queries.lock_of_session(db, session.id, HOT)
    assert evaluation is not None, "it was just scheduled"
    if evaluation.state is EvaluationState.CLOSED or evaluation.closes_at <= now:
        return Over()
    if evaluation.state is EvaluationState.OPEN:
        return AlreadyOpen(evaluation.id)
    journal.record(db, organiser.id, "evaluation.opened", "session", session.id, now=now)
    return Opened(evaluation.id, await _open(db, evaluation, now))


async def due_openings(db: AsyncSession, *, now: datetime) -> int:
    """The tick that opens what is due; how many evaluations were opened."""
    evaluations = await queries.to_open(db, now)
    for evaluation in evaluations:
        await _open(db, evaluation, now)
    return len(evaluations)


async def invite_if_open(db: AsyncSession, session: TrainingSession, people: Collection[int], *, now: datetime) -> None:
    """Tell people (ids) who were just marked present, if the session's evaluation is open.

    It is locked as it is read: one that opens at this very moment either sees them present or is seen open.
    """
    for evaluation in await queries.lock_all_of_session(db, session.id):
        if is_open(evaluation, now):
            await _invite(db, evaluation, session, people, now)


def is_open(evaluation: Evaluation, now: datetime) -> bool:
    """Whether answers are taken at `now`; after `closes_at` they are not, whether or not the close has run."""
    return evaluation.state is EvaluationState.OPEN and now < evaluation.closes_at


async def counts(db: AsyncSession, actor: Person | None, evaluation_id: int) -> Counts:
    """While it is open: how many answered, never who. Raises Forbidden, Gone."""
    await access.organiser(db, actor)
    evaluation = await db.get(Evaluation, evaluation_id)
    if evaluation is None:
        raise Gone("evaluation")
    drafts = await queries.drafts(db, evaluation_id)
    present = await queries.present_people(db, evaluation.session_id)
    return Counts(
        present=len(present),
        submitted=sum(draft.submitted for draft in drafts),
        begun=sum(not draft.submitted and bool(draft.answers["rated"]) for draft in drafts),
    )


async def due_closings(db: AsyncSession, *, now: datetime) -> list[int]:
    """The tick that closes what is over: which evaluations. `Database.scrub()` has to follow the commit."""
    closed = await queries.to_close(db, now)
    for evaluation_id in closed:
        await close(db, evaluation_id, now=now)
    return closed


async def close(db: AsyncSession, evaluation_id: int, *, now: datetime) -> None:
    """Rewrite every answer in random order under a fresh random id, and delete what could link them.

    Each question is shuffled apart: a row is nobody's, else a questionnaire begun and never sent would be found by its
    length. Answers of fewer than five people are deleted, comments with them. Closing again changes nothing.
    `Database.scrub()` has to follow the commit: until then, and until `scrubbed` says so, the files still hold what was
    deleted; PostgreSQL's log does for three days more (decision 5). Raises Gone, and Stale before `closes_at`.
    """
    evaluation = await queries.lock(db, evaluation_id, to_close=True)
    if evaluation is None:
        raise Gone("evaluation")
    if evaluation.state is EvaluationState.CLOSED:
        return
    if now < evaluation.closes_at:
        raise Stale("evaluation")
    rated = [draft.answers["rated"] for draft in await queries.drafts(db, evaluation_id) if draft.answers["rated"]]
    comments = await queries.comments(db, evaluation_id)
    evaluation.state, evaluation.replies, evaluation.asks_again_at = EvaluationState.CLOSED, len(rated), None
    evaluation.withheld = len(rated) < ENOUGH
    if evaluation.withheld:
        rated, comments = [], []
    ratings = apart(rated, [question.code for question in questionnaires.load(evaluation.questionnaire).rated])
    await queries.forget_conversations(db, evaluation_id)
    await queries.replace_everything(
        db, evaluation_id, _rewritten(evaluation_id, "answers", ratings), _rewritten(evaluation_id, "text", comments)
    )


def apart(rated: Sequence[Mapping[str, int | None]], codes: Sequence[str]) -> list[dict[str, int | None]]:
    """The answers to each question in an order of its own: as many of each as there were, and no row anybody's."""
    given = {code: shuffled(enough([each[code] for each in rated if code in each])) for code in codes}
    rows = max(map(len, given.values()), default=0)
    return [{code: answers[n] for code, answers in given.items() if n < len(answers)} for n in range(rows)]


def enough(given: list[int | None]) -> list[int | None]:
    """The answers to one question, « Sans objet » among them, or as many WITHHELD when they are fewer than ENOUGH."""
    return given if len(given) >= ENOUGH else [WITHHELD] * len(given)


def _rewritten(evaluation_id: int, column: str, values: Sequence[object]) -> list[dict[str, object]]:
    return [{"id": secrets.token_hex(16), "evaluation_id": evaluation_id, column: value} for value in shuffled(values)]


def shuffled(values: Sequence[Value]) -> list[Value]:
    """`values` in an order that nobody can guess: the system's own randomness."""
    mixed = list(values)
    secrets.SystemRandom().shuffle(mixed)
    return mixed


async def _open(db: AsyncSession, evaluation: Evaluation, now: datetime) -> int:
    evaluation.state = EvaluationState.OPEN
    evaluation.opens_at = min(evaluation.opens_at, now)
    session = await db.get_one(TrainingSession, evaluation.session_id)
    evaluation.asks_again_at = timing.asks_next(session, evaluation.questionnaire, now)
    people = await queries.present_people(db, session.id)
    await _invite(db, evaluation, session, people, now)
    return len(people)


async def _invite(
    db: AsyncSession, evaluation: Evaluation, session: TrainingSession, people: Collection[int], now: datetime
) -> None:
    invitation = EvaluationOpened(evaluation.id)
    await outbox.owe_all(
        db,
        dict.fromkeys(people, invitation),
        key=f"evaluation:{evaluation.id}",
        due_at=quiet.shift_before(now, session.zone, evaluation.closes_at),
        expires_at=evaluation.closes_at,
    )
