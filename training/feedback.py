"""Answering a questionnaire: one question at a time, resumable, never linked to the person by anything stored.

The draft's key is HMAC(server secret, person, session, questionnaire). A comment goes to a pool of its own. Nothing
here is journaled. Only people who were present answer, and never after the evaluation's `closes_at`.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import EvaluationComment, EvaluationReceipt, Person, TrainingSession
from db.queries import evaluation as queries
from db.queries.upsert import insert_once
from training.calendar import local
from training.errors import Gone
from training.feedback_desk import ClosedBecause, ClosedFor, Desk, Next, draft_key, first_draft, keep, sit
from training.questionnaires import Kind

__all__ = [
    "MAX_COMMENT",
    "ClosedBecause",
    "ClosedFor",
    "Declined",
    "Finished",
    "Next",
    "Step",
    "TooLong",
    "answer",
    "back",
    "comment",
    "decline",
    "draft_key",
    "question",
    "skip",
    "submit",
]

MAX_COMMENT = 500
"""Characters."""


@dataclass(frozen=True)
class Finished:
    """The answers were sent in; they cannot change any more. `counted`: at least one question has an answer.

    A free text alone is no reply: the close counts what was rated.
    """

    counted: bool = True


@dataclass(frozen=True)
class TooLong:
    """The comment has `length` characters, more than MAX_COMMENT. Nothing changed."""

    length: int


@dataclass(frozen=True)
class Declined:
    """No more reminders; it remains possible to answer until `until` (UTC)."""

    until: datetime


Step = Next | Finished | ClosedFor


async def question(db: AsyncSession, person: Person | None, evaluation_id: int, *, secret: str, now: datetime) -> Step:
    """Where this person is in the questionnaire. Raises Forbidden, Gone."""
    desk = await sit(db, person, evaluation_id, secret, now)
    if isinstance(desk, ClosedFor):
        return desk
    return _finished(desk) if desk.sent else desk.next()


async def answer(
    db: AsyncSession,
    person: Person | None,
    evaluation_id: int,
    index: int,
    value: int | None,
    *,
    secret: str,
    now: datetime,
) -> Step:
    """Save an answer (None: « Sans objet ») and go on. Raises Forbidden, Gone for what the question does not offer."""
    desk = await sit(db, person, evaluation_id, secret, now)
    if isinstance(desk, ClosedFor) or desk.sent:
        return desk if isinstance(desk, ClosedFor) else _finished(desk)
    asked = desk.question(index)
    if not asked.accepts(value):
        raise Gone("answer")
    skipped = [code for code in desk.skipped if code != asked.code]
    return keep(db, desk, {**desk.rated, asked.code: value}, skipped).next()


async def skip(
    db: AsyncSession, person: Person | None, evaluation_id: int, index: int, *, secret: str, now: datetime
) -> Step:
    """« Passer »: go on, without an answer or with the one given before; the free text sends everything in."""
    desk = await sit(db, person, evaluation_id, secret, now)
    if isinstance(desk, ClosedFor) or desk.sent:
        return desk if isinstance(desk, ClosedFor) else _finished(desk)
    asked = desk.question(index)
    if asked.kind is Kind.TEXT:
        return await _send_in(db, desk, now)
    if asked.code in desk.rated or asked.code in desk.skipped:
        return desk.next()
    return keep(db, desk, desk.rated, [*desk.skipped, asked.code]).next()


async def back(
    db: AsyncSession, person: Person | None, evaluation_id: int, index: int, *, secret: str, now: datetime
) -> Step:
    """« Retour »: the question before `index`, with its present answer; the first one stays."""
    desk = await sit(db, person, evaluation_id, secret, now)
    if isinstance(desk, ClosedFor) or desk.sent:
        return desk if isinstance(desk, ClosedFor) else _finished(desk)
    return desk.at(max(0, index - 1))


async def comment(
    db: AsyncSession, person: Person | None, evaluation_id: int, text: str, *, secret: str, now: datetime
) -> Finished | TooLong | ClosedFor:
    """Put a comment in the pool, where nobody can take it back, and send the answers in. Raises Forbidden, Gone."""
    desk = await sit(db, person, evaluation_id, secret, now)
    if isinstance(desk, ClosedFor) or desk.sent:
        return desk if isinstance(desk, ClosedFor) else _finished(desk)
    if len(text) > MAX_COMMENT:
        return TooLong(len(text))
    if text.strip():
        db.add(EvaluationComment(id=secrets.token_hex(16), evaluation_id=evaluation_id, text=text.strip()))
    return await _send_in(db, desk, now)


async def submit(
    db: AsyncSession, person: Person | None, evaluation_id: int, *, secret: str, now: datetime
) -> Finished | ClosedFor:
    """Send the answers in, as they are. Raises Forbidden, Gone."""
    desk = await sit(db, person, evaluation_id, secret, now)
    if isinstance(desk, ClosedFor) or desk.sent:
        return desk if isinstance(desk, ClosedFor) else _finished(desk)
    return await _send_in(db, desk, now)


async def decline(
    db: AsyncSession, person: Person | None, evaluation_id: int, *, secret: str, now: datetime
) -> Declined | Finished | ClosedFor:
    """« Ne pas répondre »: forget what was begun and ask no more. Raises Forbidden, Gone."""
    desk = await sit(db, person, evaluation_id, secret, now)
    if isinstance(desk, ClosedFor) or desk.sent:
        return desk if isinstance(desk, ClosedFor) else _finished(desk)
    if desk.draft is not None:
        await db.delete(desk.draft)
    await _give_receipt(db, desk, now, declined=True)
    return Declined(desk.evaluation.closes_at)


async def _send_in(db: AsyncSession, desk: Desk, now: datetime) -> Finished:
    draft = desk.draft or first_draft(db, desk)
    draft.submitted = True
    await _give_receipt(db, desk, now, declined=False)
    return _finished(desk)


def _finished(desk: Desk) -> Finished:
    return Finished(counted=bool(desk.rated))


async def _give_receipt(db: AsyncSession, desk: Desk, now: datetime, *, declined: bool) -> None:
    session = await db.get_one(TrainingSession, desk.evaluation.session_id)
    day = local(now, session.zone).date()
    mine = {"person_id": desk.person_id, "evaluation_id": desk.evaluation.id}
    if await insert_once(db, EvaluationReceipt, **mine, day=day, declined=declined):
        return
    receipt = await queries.receipt(db, desk.person_id, desk.evaluation.id)
    if receipt is not None:
        receipt.day, receipt.declined = day, declined
