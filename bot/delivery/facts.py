"""What messages refer to, as it is now, and why one must not be sent: a batch at a time, in a handful of statements."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from db.models import (
    Announcement,
    Dispatch,
    DispatchKind,
    DispatchState,
    Evaluation,
    EvaluationState,
    OrganisersGroup,
    OutboxMessage,
    OutboxState,
    Person,
    Registration,
    Seat,
    SeatOffer,
    SessionState,
    TrainingSession,
)
from db.queries import nominations, offers
from db.queries.dispatches import LEFT
from db.queries.in_hand import Settlement
from db.queries.outbox import Claimed
from training import quiet
from training.announcements import recipients
from training.announcements.audience import Audience
from training.notices import NOTICES, Announced

QUIET_KINDS = frozenset(kind for kind, notice in NOTICES.items() if notice.keeps_quiet)
STALE_AFTER = timedelta(hours=12)
"""An announcement that has waited for longer than this, of itself, is not sent any more: docs/decisions/0009."""
STOPPED = {DispatchState.CANCELLED: OutboxState.CANCELLED, DispatchState.PAUSED: OutboxState.HELD}
"""What becomes of a message that an organiser's « Arrêter » or « Pause » did not find: it was in hand."""


@dataclass(frozen=True)
class Dropped:
    """Not to be sent: cancelled, expired, unreachable, failed because it cannot be rendered, or held: not for now."""

    row: Claimed
    state: OutboxState
    reason: str

    @property
    def settlement(self) -> Settlement:
        held = self.state is OutboxState.HELD
        return Settlement(self.state, error=None if held else self.reason, free=held)


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
    """What a row refers to, as it is now; None where the row refers to no such thing, or it is gone.

    `original` is the number, in its chat, of the message that this one changes. `left`: the announcement is for the
    people of sessions, and this person is not one of them any more.
    """

    person: Person | None = None
    group: OrganisersGroup | None = None
    registration: Registration | None = None
    offer: SeatOffer | None = None
    session: TrainingSession | None = None
    evaluation: Evaluation | None = None
    dispatch: Dispatch | None = None
    announcement: Announcement | None = None
    original: int | None = None
    left: bool = False

    @property
    def chat_id(self) -> int | None:
        """Where it goes; None when nothing can reach them."""
        if self.group is not None:
            return self.group.chat_id
        return self.person.telegram_id if self.person is not None and self.person.reachable else None


@dataclass
class Batch:
    """The facts of several rows, each read once."""

    people: Mapping[Any, Person] = field(default_factory=dict)
    groups: Mapping[Any, OrganisersGroup] = field(default_factory=dict)
    registrations: Mapping[Any, Registration] = field(default_factory=dict)
    offers: Mapping[Any, SeatOffer] = field(default_factory=dict)
    evaluations: Mapping[Any, tuple[Evaluation, TrainingSession]] = field(default_factory=dict)
    sendings: Mapping[Any, tuple[Dispatch, Announcement, TrainingSession | None]] = field(default_factory=dict)
    nominated: Mapping[Any, TrainingSession] = field(default_factory=dict)
    originals: Mapping[Any, int | None] = field(default_factory=dict)
    left: Collection[tuple[int, int]] = ()

    def of(self, row: Claimed) -> Facts:
        offer = self.offers.get(row.payload.get("offer_id"))
        registration = offer.registration if offer else self.registrations.get(row.payload.get("registration_id"))
        dispatch, announcement, about = self.sendings.get(row.dispatch_id) or (None, None, None)
        about = about or self.nominated.get(row.payload.get("nomination_id"))
        evaluation, evaluated = self.evaluations.get(row.payload.get("evaluation_id")) or (None, None)
        return Facts(
            person=self.people.get(row.person_id),
            group=self.groups.get(row.group_id),
            registration=registration,
            offer=offer,
            session=registration.session if registration else evaluated or about,
            evaluation=evaluation,
            dispatch=dispatch,
            announcement=announcement,
            original=self.originals.get(row.original_id),
            left=(row.dispatch_id, row.person_id) in self.left,
        )


async def load(db: AsyncSession, rows: Sequence[Claimed]) -> Batch:
    """Read what these rows refer to: one statement for each kind of thing that any of them refers to."""
    batch = Batch()
    if ids := _ids(row.person_id for row in rows):
        batch.people = {one.id: one for one in await db.scalars(select(Person).where(Person.id.in_(ids)))}
    if ids := _ids(row.group_id for row in rows):
        known = select(OrganisersGroup).where(OrganisersGroup.chat_id.in_(ids))
        batch.groups = {one.chat_id: one for one in await db.scalars(known)}
    if ids := _ids(row.payload.get("registration_id") for row in rows):
        seats = select(Registration).where(Registration.id.in_(ids)).options(joinedload(Registration.session))
        batch.registrations = {one.id: one for one in await db.scalars(seats)}
    if ids := _ids(row.payload.get("offer_id") for row in rows):
        batch.offers = {one.id: one for one in await offers.several(db, ids)}
    if ids := _ids(row.payload.get("evaluation_id") for row in rows):
        evaluated = select(Evaluation, TrainingSession).join(
            TrainingSession, TrainingSession.id == Evaluation.session_id
        )
        found = (await db.execute(evaluated.where(Evaluation.id.in_(ids)))).all()
        batch.evaluations = {one.id: (one, session) for one, session in found}
    if ids := _ids(row.payload.get("nomination_id") for row in rows):
        batch.nominated = await nominations.sessions(db, ids)
    if ids := _ids(row.dispatch_id for row in rows):
        batch.sendings = await _sendings(db, ids)
    if ids := _ids(row.original_id for row in rows):
        wanted = select(OutboxMessage.id, OutboxMessage.message_id).where(OutboxMessage.id.in_(ids))
        batch.originals = {found[0]: found[1] for found in await db.execute(wanted)}
    batch.left = await _left(db, rows, batch)
    return batch


async def _left(db: AsyncSession, rows: Sequence[Claimed], batch: Batch) -> set[tuple[int, int]]:
    """Dispatch and person of the announcements to people of sessions who withdrew while these waited."""
    gone: set[tuple[int, int]] = set()
    for dispatch, announcement, _ in batch.sendings.values():
        if dispatch.kind is DispatchKind.SENDING:
            theirs = _ids(row.person_id for row in rows if row.dispatch_id == dispatch.id)
            left = await recipients.left(db, Audience.unpack(announcement.audience), theirs)
            gone |= {(dispatch.id, each) for each in left}
    return gone


async def _sendings(
    db: AsyncSession, ids: set[int]
) -> dict[int, tuple[Dispatch, Announcement, TrainingSession | None]]:
    wanted = select(Dispatch, Announcement).join(Announcement, Announcement.id == Dispatch.announcement_id)
    found = (await db.execute(wanted.where(Dispatch.id.in_(ids)))).all()
    about = _ids(announcement.session_id for _, announcement in found)
    # Not joined: the area of a session is, and would leave out the announcements about none.
    sessions = select(TrainingSession).where(TrainingSession.id.in_(about))
    known = {one.id: one for one in await db.scalars(sessions)} if about else {}
    return {made.id: (made, what, known.get(what.session_id or 0)) for made, what in found}


def _ids(found: Iterable[int | None]) -> set[int]:
    return {id for id in found if id is not None}


def objection(row: Claimed, facts: Facts, now: datetime, zone: str) -> Dropped | Postponed | None:
    """Why a row must not be sent, ever or at programme time `now`; None when it may.

    `zone` (IANA) is that of the quiet hours of an announcement about no session.
    """
    if facts.dispatch is not None and facts.dispatch.state in STOPPED:
        return Dropped(row, STOPPED[facts.dispatch.state], "stopped")
    if row.expires_at is not None and now >= row.expires_at:
        return Dropped(row, OutboxState.EXPIRED, "too late")
    if facts.chat_id is None:
        announced = row.dispatch_id is not None or row.group_id is not None
        lost = OutboxState.UNREACHABLE if announced else OutboxState.CANCELLED
        return Dropped(row, lost, "nobody to reach")
    void = _void_seat(row, facts) or _void_evaluation(row, facts) or (LEFT if facts.left else None)
    if void:
        return Dropped(row, OutboxState.CANCELLED, void)
    stale = _stale(row, facts, now)
    return Dropped(row, OutboxState.EXPIRED, stale) if stale else _quiet(row, facts, now, zone)


def _stale(row: Claimed, facts: Facts, now: datetime) -> str | None:
    """An announcement that was held up: by an outage, never by an organiser (a pause, another try) or the night."""
    if row.kind != Announced.kind or facts.dispatch is None:
        return None
    session, dispatch = facts.session, facts.dispatch
    if session is not None and dispatch.started_at < session.ends_at <= now:
        return "the session is over"
    since = max(row.due_at, dispatch.resumed_at or row.due_at)
    return "too late" if now - since > STALE_AFTER else None


def _quiet(row: Claimed, facts: Facts, now: datetime, zone: str) -> Dropped | Postponed | None:
    if facts.announcement is not None:
        keeps_quiet = row.kind == Announced.kind and not facts.announcement.urgent
    else:
        keeps_quiet = row.kind in QUIET_KINDS and facts.session is not None
    if not keeps_quiet:
        return None
    until = quiet.shift(now, facts.session.zone if facts.session else zone)
    if row.expires_at is None or until < row.expires_at:
        return Postponed(row, until) if until > now else None
    if NOTICES[row.kind].cannot_be_missed:
        return None
    return Dropped(row, OutboxState.EXPIRED, "too late after the quiet hours")


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
