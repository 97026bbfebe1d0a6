"""Announcements: an organiser writes to the people of a session, exactly once each, and learns whom it reached."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Announcement, AnnouncementState, OutboxState, Person, Seat
from db.queries import announcements, programme
from training import access, finding, journal, quiet
from training.errors import Gone, Stale
from training.html_text import check
from training.notices import Announced


@dataclass(frozen=True)
class Recipients:
    """How many people it would be sent to, and how many more nothing can reach."""

    n: int
    unreachable: int


@dataclass(frozen=True)
class Sending:
    """It is owed to `n` people from `due_at` on (UTC): later than now during quiet hours."""

    n: int
    due_at: datetime


@dataclass(frozen=True)
class AlreadySent:
    """Somebody, perhaps by a double tap, had sent it."""


@dataclass(frozen=True)
class Empty:
    """Nobody would receive it; it is still a draft."""


@dataclass(frozen=True)
class Changed:
    """It would not go to as many people as the organiser agreed to; it is still a draft."""

    recipients: Recipients


Sent = Sending | AlreadySent | Empty | Changed


@dataclass(frozen=True)
class Named:
    """Somebody of a report."""

    person_id: int
    first_name: str
    last_name: str


@dataclass(frozen=True)
class Report:
    """What became of an announcement: `total` is the sum of the other counts, `left` are still to be sent."""

    announcement_id: int
    total: int
    delivered: int
    unreachable: int
    failed: int
    uncertain: int
    left: int
    unreachable_people: tuple[Named, ...] = ()
    uncertain_people: tuple[Named, ...] = ()


async def draft(db: AsyncSession, actor: Person, session_id: int, html_text: str, *, now: datetime) -> Announcement:
    """Keep a text (Telegram's HTML, well formed) for the people of a session; nothing is sent.

    Raises Forbidden, Gone (no such session), and Blank or TooLong of `training.html_text`.
    """
    await access.organiser(db, actor)
    await finding.session(db, session_id)
    check(html_text)
    made = Announcement(author_id=actor.id, session_id=session_id, text=html_text, created_at=now)
    db.add(made)
    await db.flush()
    journal.record(db, actor.id, "announcement_drafted", "announcement", made.id, now=now)
    return made


async def rewrite(
    db: AsyncSession, actor: Person, announcement_id: int, html_text: str, *, now: datetime
) -> Announcement:
    """Change the text of a draft. Raises Forbidden, Gone, Stale (it was sent), Blank, TooLong."""
    found = await _draft(db, actor, announcement_id)
    check(html_text)
    found.text = html_text
    journal.record(db, actor.id, "announcement_rewritten", "announcement", found.id, now=now)
    return found


async def abandon(db: AsyncSession, actor: Person, announcement_id: int, *, now: datetime) -> None:
    """Forget a draft. Raises Forbidden, Gone, Stale (it was sent)."""
    found = await _draft(db, actor, announcement_id)
    await db.delete(found)
    journal.record(db, actor.id, "announcement_abandoned", "announcement", announcement_id, now=now)


async def find(db: AsyncSession, actor: Person, announcement_id: int) -> Announcement:
    """An announcement as it is. Raises Forbidden, Gone."""
    await access.organiser(db, actor)
    found = await db.get(Announcement, announcement_id)
    if found is None:
        raise Gone("announcement")
    return found


async def recount(db: AsyncSession, actor: Person, announcement_id: int, *, waiting: bool = False) -> Recipients:
    """How many it would reach now: the seated people and, if `waiting`, those on the waiting list."""
    found = await find(db, actor, announcement_id)
    return Recipients(*await announcements.audience(db, found.session_id, _seats(waiting)))


async def send(
    db: AsyncSession,
    actor: Person,
    announcement_id: int,
    *,
    now: datetime,
    waiting: bool = False,
    expected: int | None = None,
) -> Sent:
    """Owe it to everybody it is for, after the quiet hours; once, however often this is asked.

    `expected` is the number the organiser agreed to: another number is `Changed`. Raises Forbidden, Gone.
    """
    # Nobody registers or withdraws between the count and the messages: the session is locked first.
    await programme.lock_session(db, (await find(db, actor, announcement_id)).session_id)
    found = await _locked(db, actor, announcement_id)
    if found.state is not AnnouncementState.DRAFT:
        return AlreadySent()
    counted = await recount(db, actor, announcement_id, waiting=waiting)
    if counted.n == 0:
        return Empty()
    if expected is not None and counted.n != expected:
        return Changed(counted)
    due_at = await _owe(db, found, now, waiting=waiting)
    owed = await announcements.counts(db, found.id)
    found.state, found.recipients = AnnouncementState.SENDING, sum(owed.values())
    going = owed.get(OutboxState.PENDING, 0)
    journal.record(db, actor.id, "announcement_sent", "announcement", found.id, now=now, recipients=going)
    return Sending(going, due_at)


async def follow(db: AsyncSession, actor: Person, announcement_id: int, message_id: int, shown: str) -> None:
    """Its progress is shown in this message of its author's chat, whose text (HTML) is `shown` now."""
    found = await _locked(db, actor, announcement_id)
    if actor.id == found.author_id:
        found.progress_message_id, found.progress_shown = message_id, shown


async def report(db: AsyncSession, actor: Person, announcement_id: int) -> Report:
    """What became of it so far, with the names to call. Raises Forbidden, Gone."""
    await find(db, actor, announcement_id)
    return await summary(db, announcement_id)


async def summary(db: AsyncSession, announcement_id: int) -> Report:
    """The report, for the programme itself: whoever calls this has already been let in."""
    found = await announcements.counts(db, announcement_id)
    left = sum(found.get(state, 0) for state in announcements.UNSETTLED)
    delivered, unreachable, uncertain = (
        found.get(state, 0) for state in (OutboxState.SENT, OutboxState.UNREACHABLE, OutboxState.UNCERTAIN)
    )
    total = sum(found.values())
    return Report(
        announcement_id=announcement_id,
        total=total,
        delivered=delivered,
        unreachable=unreachable,
        failed=total - delivered - unreachable - uncertain - left,
        uncertain=uncertain,
        left=left,
        unreachable_people=await _names(db, announcement_id, OutboxState.UNREACHABLE),
        uncertain_people=await _names(db, announcement_id, OutboxState.UNCERTAIN),
    )


async def is_settled(db: AsyncSession, announcement_id: int) -> bool:
    """Whether nothing of it is left to send, or on its way."""
    counted = await announcements.counts(db, announcement_id)
    return not any(counted.get(state) for state in announcements.UNSETTLED)


async def finish_if_settled(db: AsyncSession, announcement_id: int, *, now: datetime) -> bool:
    """Close an announcement that has nothing left to send; whether this closed it."""
    found = await announcements.locked(db, announcement_id)
    if found is None or found.state is not AnnouncementState.SENDING:
        return False
    if not await is_settled(db, announcement_id):
        return False
    found.state = AnnouncementState.DONE
    journal.record(db, None, "announcement_finished", "announcement", found.id, now=now)
    return True


def _seats(waiting: bool) -> tuple[Seat, ...]:
    return (Seat.SEATED, Seat.WAITING) if waiting else (Seat.SEATED,)


async def _locked(db: AsyncSession, actor: Person, announcement_id: int) -> Announcement:
    await access.organiser(db, actor)
    found = await announcements.locked(db, announcement_id)
    if found is None:
        raise Gone("announcement")
    return found


async def _draft(db: AsyncSession, actor: Person, announcement_id: int) -> Announcement:
    found = await _locked(db, actor, announcement_id)
    if found.state is not AnnouncementState.DRAFT:
        raise Stale("announcement")
    return found


async def _owe(db: AsyncSession, found: Announcement, now: datetime, *, waiting: bool) -> datetime:
    session = await finding.session(db, found.session_id)
    due_at = quiet.shift(now, session.zone)
    notice = Announced(found.id)
    what = announcements.Delivery(found.id, notice.kind, notice.pack(), due_at, now)
    await announcements.deliver(db, what, found.session_id, _seats(waiting))
    return due_at


async def _names(db: AsyncSession, announcement_id: int, state: OutboxState) -> tuple[Named, ...]:
    people = await announcements.recipients(db, announcement_id, (state,))
    return tuple(Named(one.id, one.first_name or "", one.last_name or "") for one in people)
