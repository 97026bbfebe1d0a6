"""From a claimed row to a page, checked against today's facts: what is void or too late is never sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from bot.delivery import sending
from bot.language import Words, words
from bot.views.page import Page
from db.models import (
    Evaluation,
    EvaluationState,
    OutboxState,
    Person,
    Registration,
    Seat,
    SessionState,
    TrainingSession,
)
from db.queries.outbox import Claimed, Settlement
from training import quiet
from training.notices import NOTICES

log = structlog.get_logger(__name__)


class Renderer(Protocol):
    """Makes the page of one kind of notice; None when today's facts leave nothing to say. It changes nothing."""

    async def __call__(
        self, db: AsyncSession, row: Claimed, person: Person, words: Words, now: datetime, /
    ) -> Page | None: ...


@dataclass(frozen=True)
class Ready:
    """To be sent to this chat."""

    row: Claimed
    chat_id: int
    page: Page


@dataclass(frozen=True)
class Dropped:
    """Not to be sent: cancelled, expired, unreachable, or failed because it cannot be rendered."""

    row: Claimed
    state: OutboxState
    reason: str

    @property
    def settlement(self) -> Settlement:
        return Settlement(self.state, error=self.reason)


@dataclass(frozen=True)
class Postponed:
    """Not to be sent before `until` (UTC): it was claimed late, in the quiet hours."""

    row: Claimed
    until: datetime

    @property
    def settlement(self) -> Settlement:
        return Settlement(OutboxState.PENDING, error="quiet hours", due_at=self.until, free=True)


@dataclass(frozen=True)
class Facts:
    """What a row refers to, as it is now; None where the row refers to no such thing, or it is gone."""

    person: Person | None
    registration: Registration | None = None
    session: TrainingSession | None = None
    evaluation: Evaluation | None = None


async def load(db: AsyncSession, row: Claimed) -> Facts:
    """Read what a row refers to, by the references of its payload."""
    person = await db.get(Person, row.person_id)
    registration = session = evaluation = None
    if "registration_id" in row.payload:
        statement = select(Registration).where(Registration.id == row.payload["registration_id"])
        registration = (await db.scalars(statement.options(joinedload(Registration.session)))).first()
        session = registration.session if registration else None
    if "evaluation_id" in row.payload:
        evaluation = await db.get(Evaluation, row.payload["evaluation_id"])
        session = await db.get(TrainingSession, evaluation.session_id) if evaluation else None
    return Facts(person, registration, session, evaluation)


def objection(row: Claimed, facts: Facts, now: datetime) -> Dropped | Postponed | None:
    """Why a row must not be sent, ever or at programme time `now`; None when it may."""
    if row.expires_at is not None and now >= row.expires_at:
        return Dropped(row, OutboxState.EXPIRED, "too late")
    if facts.person is None or facts.person.telegram_id is None or not facts.person.reachable:
        lost = OutboxState.UNREACHABLE if row.announcement_id is not None else OutboxState.CANCELLED
        return Dropped(row, lost, "nobody to reach")
    void = _void_seat(row, facts) or _void_evaluation(row, facts)
    return Dropped(row, OutboxState.CANCELLED, void) if void else _quiet(row, facts, now)


def _quiet(row: Claimed, facts: Facts, now: datetime) -> Dropped | Postponed | None:
    notice = NOTICES[row.kind]
    if not notice.keeps_quiet or facts.session is None:
        return None
    until = quiet.shift(now, facts.session.zone)
    if row.expires_at is None or until < row.expires_at:
        return Postponed(row, until) if until > now else None
    return None if notice.cannot_be_missed else Dropped(row, OutboxState.EXPIRED, "too late after the quiet hours")


def _void_seat(row: Claimed, facts: Facts) -> str | None:
    if "registration_id" not in row.payload:
        return None
    if facts.registration is None or facts.session is None or facts.registration.seat is not Seat.SEATED:
        return "no longer seated"
    if facts.session.state is SessionState.CANCELLED:
        return "session cancelled"
    moved = row.payload.get("version", facts.session.version) != facts.session.version
    return "session moved" if moved else None


def _void_evaluation(row: Claimed, facts: Facts) -> str | None:
    if "evaluation_id" not in row.payload:
        return None
    is_open = facts.evaluation is not None and facts.evaluation.state is EvaluationState.OPEN
    return None if is_open else "evaluation not open"


async def render(
    db: AsyncSession, row: Claimed, renderers: Mapping[str, Renderer], *, now: datetime
) -> Ready | Dropped | Postponed:
    """The page of a row, or why there is none. A renderer's bug fails its row only; a lost database is raised."""
    facts = await load(db, row)
    objected = objection(row, facts, now)
    if objected is not None:
        return objected
    assert facts.person is not None and facts.person.telegram_id is not None
    try:
        async with db.begin_nested():
            page = await renderers[row.kind](db, row, facts.person, words(facts.person.language), now)
            if page is not None:
                sending.keyboard(page)  # a button that does not fit fails here, while nothing is on the wire
    except Exception as error:
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            raise
        log.exception("notice_not_rendered", outbox=row.id, kind=row.kind)
        return Dropped(row, OutboxState.FAILED, f"not rendered: {type(error).__name__}")
    if page is None:
        return Dropped(row, OutboxState.CANCELLED, "nothing left to say")
    return Ready(row, facts.person.telegram_id, page)
