"""The departure: agreed to by its number of recipients, approved where there are many, owed to everybody once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
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
from db.queries import dispatches, identification, programme
from training import journal, outbox, quiet
from training.announcements import drafting, fields, recipients
from training.announcements.audience import Audience
from training.announcements.fields import OF_SESSION, EmptyField, Field
from training.announcements.recipients import Recipients
from training.notices import Announced, ApprovalAsked
from training.people import shown

NAMED = 5
"""People whom EmptyField names."""


@dataclass(frozen=True)
class Rules:
    """Settings. `approval_above`: more recipients than this need a second organiser; 0: nobody is asked.

    `zone` (IANA) is that of the quiet hours of an announcement about no session.
    """

    approval_above: int
    zone: str


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
    """It would not go to as many people as the organiser agreed to; it is still a draft."""

    recipients: Recipients


Agreed = Sending | Scheduled | Awaiting | NobodyElse | AlreadySent | Empty | Changed


async def agree(
    db: AsyncSession, actor: Person, announcement_id: int, rules: Rules, *, now: datetime, expected: int | None = None
) -> Agreed:
    """An organiser agrees to a draft: it leaves, now or at its time, or waits for a second one; once.

    `expected` is the number the organiser agreed to: another number is `Changed`. Raises Forbidden, Gone, and
    EmptyField when a recipient would read a blank.
    """
    found = await lock_with_sessions(db, actor, announcement_id)
    if found.state is not AnnouncementState.DRAFT:
        return AlreadySent()
    counted = await recipients.count(db, Audience.unpack(found.audience))
    if counted.n == 0:
        return Empty()
    if expected is not None and counted.n != expected:
        return Changed(counted)
    await refuse_blanks(db, found)
    if counted.n > rules.approval_above > 0:
        return await ask_another(db, actor, found, counted.n, now=now)
    if rules.approval_above == 0:
        journal.record(db, actor.id, "announcement_not_reviewed", "announcement", found.id, now=now, n=counted.n)
    return await go(db, found, rules, actor_id=actor.id, now=now)


async def go(
    db: AsyncSession, found: Announcement, rules: Rules, *, actor_id: int | None, now: datetime
) -> Sending | Scheduled:
    """What was agreed to leaves now, or is scheduled. The announcement must be locked."""
    if found.due_at is not None and found.due_at > now:
        found.state = AnnouncementState.SCHEDULED
        journal.record(db, actor_id, "announcement_scheduled", "announcement", found.id, now=now)
        return Scheduled(found.due_at)
    return await leave(db, found, rules, actor_id=actor_id, now=now)


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
    await owe(db, found, made, due_at=due_at, now=now)
    owed = await dispatches.counts(db, made.id)
    found.state, found.recipients = AnnouncementState.OUT, sum(owed.values())
    going = owed.get(OutboxState.PENDING, 0)
    journal.record(db, actor_id, "announcement_sent", "announcement", found.id, now=now, recipients=going)
    return Sending(going, due_at)


async def owe(db: AsyncSession, found: Announcement, dispatch: Dispatch, *, due_at: datetime, now: datetime) -> None:
    """One message to each person it is for today, whom it was not owed to before."""
    notice = Announced(found.id)
    what = dispatches.Delivery(found.id, dispatch.id, notice.kind, notice.pack(), due_at, now)
    wanted = await recipients.criteria(db, Audience.unpack(found.audience))
    await dispatches.deliver(db, what, queries.people(wanted))


async def refuse_blanks(db: AsyncSession, found: Announcement, html_text: str | None = None) -> None:
    """Raises EmptyField when a recipient would read a blank in place of a field; of another text, if one is given."""
    used = fields.used(found.text if html_text is None else html_text)
    without = sorted(used & OF_SESSION) if found.session_id is None else []
    if without:
        raise EmptyField(without[0], (), 0)
    wanted = await recipients.criteria(db, Audience.unpack(found.audience))
    for field in sorted(used & _COLUMNS.keys()):
        people, total = await queries.without(db, wanted, _COLUMNS[field], NAMED)
        if total:
            raise EmptyField(field, tuple(shown(each) or str(each.id) for each in people), total)


async def lock_with_sessions(db: AsyncSession, actor: Person, announcement_id: int) -> Announcement:
    """Lock its sessions, in order, then the announcement: nobody registers between the count and the messages.

    Raises Forbidden, Gone.
    """
    found = await drafting.find(db, actor, announcement_id)
    for session_id in sorted(Audience.unpack(found.audience).sessions):
        await programme.lock_session(db, session_id)
    return await drafting.locked(db, actor, announcement_id)


async def unreviewed(db: AsyncSession, found: Announcement, rules: Rules) -> int:
    """How many it is for today, if that needs a second organiser and none has agreed; else 0.

    What one organiser scheduled alone may have become too many since.
    """
    if rules.approval_above == 0 or found.approved_by_id is not None:
        return 0
    n = (await recipients.count(db, Audience.unpack(found.audience))).n
    return n if n > rules.approval_above else 0


def note_approval(db: AsyncSession, found: Announcement, actor: Person, *, now: datetime) -> None:
    """This organiser, who is not its author, agrees."""
    found.approved_by_id = actor.id
    journal.record(db, actor.id, "announcement_approved", "announcement", found.id, now=now)


async def ask_another(
    db: AsyncSession, actor: Person, found: Announcement, n: int, *, now: datetime
) -> Awaiting | NobodyElse:
    """Ask every other organiser to agree; where there is none, nothing changes. The announcement must be locked."""
    others = [each for each in await identification.organisers(db) if each != actor.id]
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


_COLUMNS: dict[Field, ColumnElement[Any]] = {
    Field.ADDRESS: Person.__table__.c.form_of_address,
    Field.NAME: Person.__table__.c.last_name,
}
