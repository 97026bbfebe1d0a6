"""The departure: agreed to by its number of recipients, approved where there are many, owed to everybody once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, not_, or_, true
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Announcement,
    AnnouncementState,
    Dispatch,
    DispatchKind,
    OutboxState,
    Person,
    TrainingSession,
)
from db.queries import announcements as queries
from db.queries import dispatches, identification, programme, reports
from training import journal, outbox, quiet
from training.announcements import drafting, fields, recipients
from training.announcements.audience import Audience
from training.announcements.objections import Rules, Why, blanks, hands, objection, refuse_blanks
from training.announcements.recipients import Recipients
from training.notices import Announced, AnnouncementHeld, ApprovalAsked


@dataclass(frozen=True)
class Sending:
    """It is owed to `n` people from `due_at` on (UTC): later than now during quiet hours."""

    n: int
    due_at: datetime


@dataclass(frozen=True)
class Scheduled:
    """It leaves by itself at this instant (UTC)."""

    due_at: datetime


@dataclass(frozen=True)
class Held:
    """It should have left already, or should not leave now: it waits for a decision."""

    why: Why


@dataclass(frozen=True)
class Awaiting:
    """It needs the agreement of another organiser, of whom there are `others`."""

    n: int
    others: int


@dataclass(frozen=True)
class NobodyElse:
    """It needs the agreement of another organiser, and there is none; it is still a draft."""

    n: int


@dataclass(frozen=True)
class AlreadySent:
    """Somebody, perhaps by a double tap, had agreed to it."""


@dataclass(frozen=True)
class Empty:
    """Nobody would receive it; it is still a draft."""


@dataclass(frozen=True)
class Changed:
    """It is not what the organiser agreed to: it would go to another number of people, or was `rewritten`."""

    recipients: Recipients
    rewritten: bool = False


Agreed = Sending | Scheduled | Held | Awaiting | NobodyElse | AlreadySent | Empty | Changed


async def agree(
    db: AsyncSession,
    actor: Person,
    announcement_id: int,
    rules: Rules,
    *,
    now: datetime,
    expected: int | None = None,
    version: int | None = None,
) -> Agreed:
    """An organiser agrees to a draft: it leaves, now or at its time, or waits for a second one; once.

    `expected` and `version` are the number of people and the draft that the organiser agreed to: others are `Changed`.
    Raises Forbidden, Gone, and EmptyField when a recipient would read a blank.
    """
    found = await lock_with_sessions(db, actor, announcement_id)
    if found.state is not AnnouncementState.DRAFT:
        return AlreadySent()
    counted = await recipients.count(db, Audience.unpack(found.audience))
    if counted.n == 0:
        return Empty()
    rewritten = version is not None and found.version != version
    if rewritten or (expected is not None and counted.n != expected):
        return Changed(counted, rewritten)
    await refuse_blanks(db, found)
    found.submitted_by_id = actor.id
    if counted.n > rules.approval_above > 0:
        return await ask_another(db, actor, found, counted.n, now=now)
    if rules.approval_above == 0:
        journal.record(db, actor.id, "announcement_not_reviewed", "announcement", found.id, now=now, n=counted.n)
    return await go(db, found, rules, actor_id=actor.id, now=now)


async def go(
    db: AsyncSession, found: Announcement, rules: Rules, *, actor_id: int | None, now: datetime
) -> Sending | Scheduled | Held:
    """What was agreed to leaves now, is scheduled, or is held when its time went by meanwhile. It must be locked."""
    if found.due_at is not None and found.due_at > now:
        found.state = AnnouncementState.SCHEDULED
        journal.record(db, actor_id, "announcement_scheduled", "announcement", found.id, now=now)
        return Scheduled(found.due_at)
    if found.due_at is not None and (why := await objection(db, found, rules, now=now)):
        await hold(db, found, now=now)
        return Held(why)
    return await leave(db, found, rules, actor_id=actor_id, now=now)


async def hold(db: AsyncSession, found: Announcement, *, now: datetime) -> None:
    """It does not leave unasked: its author decides. The announcement must be locked, and have had its time."""
    assert found.due_at is not None
    found.state = AnnouncementState.HELD
    journal.record(db, None, "announcement_held", "announcement", found.id, now=now)
    key = f"held:{found.id}:{found.due_at.timestamp():.0f}"
    await outbox.owe(db, found.author_id, AnnouncementHeld(found.id), key=key, due_at=now)


async def leave(db: AsyncSession, found: Announcement, rules: Rules, *, actor_id: int | None, now: datetime) -> Sending:
    """Owe it to everybody it is for, after the quiet hours unless it is urgent. The announcement must be locked."""
    made = Dispatch(
        announcement_id=found.id,
        kind=DispatchKind.SENDING,
        started_at=now,
        started_by_id=actor_id,
        shown_to_id=found.author_id,
    )
    db.add(made)
    await db.flush()
    due_at = now if found.urgent else quiet.shift(now, await zone(db, found, rules))
    await dispatches.deliver(db, _delivery(found, made, due_at, now), await _people(db, found))
    owed = await reports.counts(db, made.id)
    found.state, found.recipients = AnnouncementState.OUT, sum(owed.values())
    going = owed.get(OutboxState.PENDING, 0)
    journal.record(db, actor_id, "announcement_sent", "announcement", found.id, now=now, recipients=going)
    return Sending(going, due_at)


async def owe(db: AsyncSession, found: Announcement, dispatch: Dispatch, *, due_at: datetime, now: datetime) -> int:
    """One message to each person it is for today and to whom it was not owed before, or could not go; how many."""
    what, people = _delivery(found, dispatch, due_at, now), await _people(db, found)
    return await dispatches.revive(db, what, people) + await dispatches.deliver(db, what, people)


def _delivery(found: Announcement, dispatch: Dispatch, due_at: datetime, now: datetime) -> dispatches.Delivery:
    notice = Announced(found.id)
    return dispatches.Delivery(found.id, dispatch.id, notice.kind, notice.pack(), due_at, now)


async def _people(db: AsyncSession, found: Announcement) -> Select[Person]:
    """Whom it is for today, without those who would read a blank in place of a field."""
    wanted = await recipients.criteria(db, Audience.unpack(found.audience))
    whole = and_(true(), *(queries.filled(column) for _, column in blanks(fields.used(found.text))))
    return queries.people(wanted).where(or_(not_(queries.reachable()), whole))


async def lock_with_sessions(db: AsyncSession, actor: Person, announcement_id: int) -> Announcement:
    """Lock its sessions, in order, then the announcement: nobody registers between the count and the messages.

    Raises Forbidden, Gone.
    """
    found = await drafting.find(db, actor, announcement_id)
    for session_id in sorted(Audience.unpack(found.audience).sessions):
        await programme.lock_session(db, session_id)
    return await drafting.locked(db, actor, announcement_id)


def note_approval(db: AsyncSession, found: Announcement, actor: Person, *, now: datetime) -> None:
    """This organiser, who had no part in it, agrees."""
    found.approved_by_id = actor.id
    journal.record(db, actor.id, "announcement_approved", "announcement", found.id, now=now)


async def ask_another(
    db: AsyncSession, actor: Person, found: Announcement, n: int, *, now: datetime
) -> Awaiting | NobodyElse:
    """Ask every organiser who had no part in it to agree; where there is none, nothing changes. It must be locked."""
    others = [each for each in await identification.organisers(db) if each not in hands(found)]
    if not others:
        return NobodyElse(n)
    found.state, found.recipients = AnnouncementState.AWAITING, n
    notices = dict.fromkeys(others, ApprovalAsked(found.id))
    await outbox.owe_all(db, notices, key=f"approval:{found.id}:{now.timestamp()}", due_at=now)
    journal.record(db, actor.id, "announcement_approval_asked", "announcement", found.id, now=now, n=n)
    return Awaiting(n, len(others))


async def session_of(db: AsyncSession, found: Announcement) -> TrainingSession | None:
    """The session that an announcement is about, if it is about one."""
    return await programme.find(db, found.session_id) if found.session_id is not None else None


async def zone(db: AsyncSession, found: Announcement, rules: Rules) -> str:
    """Whose quiet hours and clocks (IANA) an announcement keeps to."""
    session = await session_of(db, found)
    return session.zone if session else rules.zone
