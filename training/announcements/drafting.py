"""A draft: what it says, to whom, and how; nothing of it is sent."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Announcement, AnnouncementState, Person, TrainingSession
from db.models import Content as Content  # handlers name it
from db.queries import announcements as queries
from db.queries import programme
from training import access, html_text, journal
from training.announcements import fields
from training.announcements.audience import Audience, of_session
from training.calendar import instant
from training.errors import Gone, Stale

CAPTION_LONGEST = 1024
"""UTF-16 units of a caption after parsing. Source: Bot API, sendPhoto."""
MOST_LINKS = 3
OPTIONS = ("urgent", "protected", "neutral", "asks_acknowledgement", "reaches_latecomers")


@dataclass(frozen=True)
class Message:
    """What an organiser wrote or sent: Telegram's HTML, or a caption; a file by Telegram's own id; a place."""

    text: str = ""
    content: Content = Content.TEXT
    file_id: str | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class Link:
    """A button that opens an address."""

    label: str
    url: str


@dataclass(frozen=True)
class Room:
    """How much of a message the frame around it takes, in UTF-16 units: its first line, for instance."""

    taken: int = field(default=0)


def check(message: Message, room: Room = Room()) -> None:
    """Raises Blank or TooLong of `training.html_text`, or UnknownField, when this cannot be an announcement.

    The length is that of the text as it is written: filled-in fields are counted when the draft is made ready.
    """
    fields.used(message.text)
    limit = html_text.LONGEST if message.content is Content.TEXT else CAPTION_LONGEST
    if message.content is Content.TEXT:
        html_text.check(message.text, limit - room.taken)
    elif (units := html_text.length(message.text)) > limit - room.taken:
        raise html_text.TooLong(units, limit - room.taken)


async def draft(
    db: AsyncSession, actor: Person, message: Message, *, now: datetime, session_id: int | None = None
) -> Announcement:
    """Keep a message, for those seated in a session or, without one, for everybody.

    Raises Forbidden, Gone (no such session), and what `check` raises.
    """
    await access.organiser(db, actor)
    if session_id is not None and await programme.find(db, session_id) is None:
        raise Gone("session")
    check(message)
    audience = Audience() if session_id is None else of_session(session_id)
    made = Announcement(author_id=actor.id, session_id=session_id, audience=audience.pack(), version=0, created_at=now)
    _write(made, actor, message)
    db.add(made)
    await db.flush()
    journal.record(db, actor.id, "announcement_drafted", "announcement", made.id, now=now)
    return made


async def rewrite(
    db: AsyncSession, actor: Person, announcement_id: int, message: Message, *, now: datetime
) -> Announcement:
    """Change what a draft says. Raises Forbidden, Gone, Stale (it is no draft any more), and what `check` raises."""
    found = await locked_draft(db, actor, announcement_id)
    check(message)
    _write(found, actor, message)
    journal.record(db, actor.id, "announcement_rewritten", "announcement", found.id, now=now)
    return found


async def append(db: AsyncSession, actor: Person, announcement_id: int, words: str, *, now: datetime) -> Announcement:
    """Add words (Telegram's HTML) at the end of a draft's text, after a space. Raises what `rewrite` raises.

    A place has no text: Stale.
    """
    found = await locked_draft(db, actor, announcement_id)
    if found.content is Content.LOCATION:
        raise Stale("announcement")
    text = f"{found.text} {words}" if found.text and not found.text[-1].isspace() else found.text + words
    message = Message(text, found.content, found.file_id, found.latitude, found.longitude)
    return await rewrite(db, actor, announcement_id, message, now=now)


async def address(db: AsyncSession, actor: Person, announcement_id: int, audience: Audience) -> Announcement:
    """Change whom a draft is for; what leaves so many days before its session follows the new one.

    Raises Forbidden, Gone, Stale.
    """
    found = await locked_draft(db, actor, announcement_id)
    if audience.session != found.session_id and found.days_before is not None:
        session = await programme.find(db, audience.session) if audience.session is not None else None
        days, hour = found.days_before, found.at_hour
        if session is not None and hour is not None:
            leave(found, relative(session, days, hour), days, hour)
        else:
            leave(found, None)
    found.audience, found.session_id = audience.pack(), audience.session
    found.version += 1
    return found


def leave(found: Announcement, at: datetime | None, days: int | None = None, hour: time | None = None) -> None:
    """It shall leave at this instant (UTC), or at once (None) when it is agreed to.

    `days`, `hour`: the instant is so many days before its session, and follows it.
    """
    found.due_at, found.days_before, found.at_hour = at, days, hour
    found.version += 1


def relative(session: TrainingSession, days: int, hour: time) -> datetime:
    """The instant (UTC) `days` before the first day, at `hour` on the venue's clock."""
    return instant(session.first_day - timedelta(days=days), hour, session.zone)


async def set_links(db: AsyncSession, actor: Person, announcement_id: int, links: list[Link]) -> Announcement:
    """Change the link buttons of a draft, MOST_LINKS at most. Raises Forbidden, Gone, Stale."""
    found = await locked_draft(db, actor, announcement_id)
    assert len(links) <= MOST_LINKS, "the page offers no fourth"
    found.links = [{"label": link.label, "url": link.url} for link in links]
    found.version += 1
    return found


async def toggle(db: AsyncSession, actor: Person, announcement_id: int, option: str) -> Announcement:
    """Switch one of OPTIONS. Raises Forbidden, Gone (no such option, announcement), Stale."""
    found = await locked_draft(db, actor, announcement_id)
    if option not in OPTIONS:
        raise Gone("option")
    setattr(found, option, not getattr(found, option))
    found.version += 1
    return found


async def abandon(db: AsyncSession, actor: Person, announcement_id: int, *, now: datetime) -> None:
    """Forget a draft. Raises Forbidden, Gone, Stale (it is no draft any more)."""
    found = await locked_draft(db, actor, announcement_id)
    await db.delete(found)
    journal.record(db, actor.id, "announcement_abandoned", "announcement", announcement_id, now=now)


async def find(db: AsyncSession, actor: Person, announcement_id: int) -> Announcement:
    """An announcement as it is. Raises Forbidden, Gone."""
    await access.organiser(db, actor)
    found = await db.get(Announcement, announcement_id)
    if found is None:
        raise Gone("announcement")
    return found


async def locked(db: AsyncSession, actor: Person, announcement_id: int) -> Announcement:
    """An announcement, read afresh, that nobody else changes before the end. Raises Forbidden, Gone."""
    await access.organiser(db, actor)
    found = await queries.locked(db, announcement_id)
    if found is None:
        raise Gone("announcement")
    return found


async def locked_draft(db: AsyncSession, actor: Person, announcement_id: int) -> Announcement:
    """The same, for one that is still a draft: raises Stale otherwise."""
    found = await locked(db, actor, announcement_id)
    if found.state is not AnnouncementState.DRAFT:
        raise Stale("announcement")
    return found


def _write(announcement: Announcement, actor: Person, message: Message) -> None:
    announcement.version += 1
    announcement.written_by_id = actor.id
    announcement.text, announcement.content = message.text, message.content
    announcement.file_id = message.file_id
    announcement.latitude, announcement.longitude = message.latitude, message.longitude
