"""Two pairs of eyes: an announcement to many people leaves only when an organiser who had no part in it agrees."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Announcement, AnnouncementState, Person
from training import journal, outbox
from training.announcements import departure, drafting, recipients
from training.announcements.audience import Audience
from training.announcements.departure import Changed, Held, Scheduled, Sending
from training.announcements.objections import Rules, hands, refuse_blanks
from training.errors import Forbidden
from training.notices import ApprovalDecided


@dataclass(frozen=True)
class AlreadyDecided:
    """A colleague, or the author, came first."""

    state: AnnouncementState


Approved = Sending | Scheduled | Held | AlreadyDecided | Changed


async def approve(
    db: AsyncSession, actor: Person, announcement_id: int, rules: Rules, *, now: datetime, version: int | None = None
) -> Approved:
    """Agree to what a colleague wrote: it leaves, now or at its time.

    `version` is the announcement that the colleague read; another one, or an audience that has grown since it was
    asked, is `Changed`: nothing leaves before that is agreed to. Raises Forbidden (for whoever had a part in it), Gone,
    EmptyField.
    """
    found = await departure.lock_with_sessions(db, actor, announcement_id)
    if actor.id in hands(found):
        raise Forbidden
    if found.state is not AnnouncementState.AWAITING:
        return AlreadyDecided(found.state)
    counted = await recipients.count(db, Audience.unpack(found.audience))
    rewritten = version is not None and found.version != version
    if rewritten or counted.n > found.recipients:
        found.recipients = max(counted.n, found.recipients)
        return Changed(counted, rewritten)
    await refuse_blanks(db, found)
    departure.note_approval(db, found, actor, now=now)
    gone = await departure.go(db, found, rules, actor_id=actor.id, now=now)
    await _tell_author(db, found, now)
    return gone


async def refuse(db: AsyncSession, actor: Person, announcement_id: int, *, now: datetime) -> AlreadyDecided | None:
    """Do not agree: it is a draft again, and its author is told. Raises what `approve` raises."""
    found = await drafting.locked(db, actor, announcement_id)
    if actor.id in hands(found):
        raise Forbidden
    if found.state is not AnnouncementState.AWAITING:
        return AlreadyDecided(found.state)
    found.state = AnnouncementState.DRAFT
    journal.record(db, actor.id, "announcement_refused", "announcement", found.id, now=now)
    await _tell_author(db, found, now)
    return None


async def take_back(db: AsyncSession, actor: Person, announcement_id: int, *, now: datetime) -> AlreadyDecided | None:
    """The author wants to change it, or gives up waiting: a draft again.

    Raises Forbidden (for whoever had no part in it), Gone.
    """
    found = await drafting.locked(db, actor, announcement_id)
    if actor.id not in hands(found):
        raise Forbidden
    if found.state is not AnnouncementState.AWAITING:
        return AlreadyDecided(found.state)
    found.state = AnnouncementState.DRAFT
    journal.record(db, actor.id, "announcement_taken_back", "announcement", found.id, now=now)
    return None


async def _tell_author(db: AsyncSession, found: Announcement, now: datetime) -> None:
    approved = found.approved_by_id is not None
    key = f"approval_decided:{found.id}:{now.timestamp()}"
    await outbox.owe(db, found.author_id, ApprovalDecided(found.id, approved), key=key, due_at=now)
