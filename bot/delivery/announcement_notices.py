"""What is owed about announcements, as pages: to recipients, to organisers, to their group."""

from datetime import datetime

from markupsafe import Markup
from sqlalchemy.ext.asyncio import AsyncSession

from bot.language import Words
from bot.views.announcements import dispatches
from bot.views.announcements import notices as views
from bot.views.announcements import writing as announcements
from bot.views.page import Button, LinkButton, Media, Page, Place
from db.models import Announcement, AnnouncementState, Content, Dispatch, DispatchState, Person
from db.queries import programme
from db.queries.outbox import Claimed
from training import access
from training.announcements import filling, reporting
from training.announcements.fields import Field, fill
from training.announcements.filling import Addressee
from training.notices import (
    Announced,
    AnnouncementCorrected,
    AnnouncementHeld,
    ApprovalAsked,
    ApprovalDecided,
    CorrectionAsked,
    CorrectionDecided,
    DispatchEnded,
    LatecomersStopped,
)


async def announced(db: AsyncSession, row: Claimed, person: Person, t: Words, now: datetime) -> Page | None:
    """Void once the announcement was taken back."""
    found = await db.get(Announcement, Announced.unpack(row.payload).announcement_id)
    if found is None or found.state is AnnouncementState.DRAFT:
        return None
    return await announcement_page(db, t, found, filling.addressee(person))


async def corrected(db: AsyncSession, row: Claimed, person: Person, t: Words, now: datetime) -> Page | None:
    """The text that takes the place of the one that arrived."""
    dispatch = await db.get(Dispatch, AnnouncementCorrected.unpack(row.payload).dispatch_id)
    found = await db.get(Announcement, dispatch.announcement_id) if dispatch else None
    if dispatch is None or found is None:
        return None
    return await announcement_page(db, t, found, filling.addressee(person), dispatch.text)


async def announcement_page(
    db: AsyncSession,
    t: Words,
    found: Announcement,
    reader: Addressee,
    corrected: str | None = None,
    *,
    opened: bool = False,
) -> Page:
    """An announcement as one reader gets it; `corrected` is the text that takes the place of its own.

    Where it is neutral on a locked screen, the whole comes only when `opened`; a place is neutral by itself.
    """
    session = await programme.find(db, found.session_id) if found.session_id is not None else None
    if found.content is Content.LOCATION:
        assert found.latitude is not None and found.longitude is not None
        content: Media | Place | None = announcements.place(t, session, found.latitude, found.longitude)
    elif found.neutral and not opened:
        return announcements.sealed(t, session, found.id, protected=found.protected)
    else:
        content = Media(found.file_id, found.content is Content.PHOTO) if found.file_id else None
    said = announcements.values(session, reader.form_of_address, reader.name)
    return announcements.received(
        t,
        session,
        fill(found.text if corrected is None else corrected, {Field(name): value for name, value in said.items()}),
        content=content,
        links=tuple(LinkButton(link["label"], link["url"]) for link in found.links),
        buttons=_asked(t, found),
        protected=found.protected,
    )


def _asked(t: Words, found: Announcement) -> tuple[Button, ...]:
    return announcements.acknowledge(t, found.id, found.version) if found.asks_acknowledgement else ()


async def recalled(db: AsyncSession, row: Claimed, person: Person, t: Words, now: datetime) -> Page | None:
    """Nothing is said: the message that arrived is deleted."""
    return Page(Markup(""))


async def approval_asked(db: AsyncSession, row: Claimed, person: Person, t: Words, now: datetime) -> Page | None:
    """Void once somebody has decided, or when the addressee is an organiser no more."""
    found = await db.get(Announcement, ApprovalAsked.unpack(row.payload).announcement_id)
    if found is None or found.state is not AnnouncementState.AWAITING or not await access.roles(db, person):
        return None
    return views.approval_asked(t, found.id, found.recipients)


async def approval_decided(db: AsyncSession, row: Claimed, person: Person, t: Words, now: datetime) -> Page | None:
    """What a colleague decided."""
    notice = ApprovalDecided.unpack(row.payload)
    return views.approval_decided(t, notice.announcement_id, approved=notice.approved)


async def correction_asked(db: AsyncSession, row: Claimed, person: Person, t: Words, now: datetime) -> Page | None:
    """Void once somebody has decided, or when the addressee is an organiser no more."""
    dispatch = await db.get(Dispatch, CorrectionAsked.unpack(row.payload).dispatch_id)
    if dispatch is None or dispatch.state is not DispatchState.AWAITING or not await access.roles(db, person):
        return None
    return views.correction_asked(t, dispatch.announcement_id)


async def correction_decided(db: AsyncSession, row: Claimed, person: Person, t: Words, now: datetime) -> Page | None:
    """What a colleague decided."""
    notice = CorrectionDecided.unpack(row.payload)
    return views.correction_decided(t, notice.announcement_id, approved=notice.approved)


async def announcement_held(db: AsyncSession, row: Claimed, person: Person, t: Words, now: datetime) -> Page | None:
    """Void once somebody has decided."""
    found = await db.get(Announcement, AnnouncementHeld.unpack(row.payload).announcement_id)
    if found is None or found.state is not AnnouncementState.HELD:
        return None
    return views.held(t, found.id)


async def latecomers_stopped(db: AsyncSession, row: Claimed, person: Person, t: Words, now: datetime) -> Page | None:
    """Void when the addressee is an organiser no more."""
    if not await access.roles(db, person):
        return None
    return views.latecomers_stopped(t, LatecomersStopped.unpack(row.payload).announcement_id)


async def dispatch_ended(db: AsyncSession, row: Claimed, t: Words, now: datetime) -> Page | None:
    """Void once it is under way again: some of its messages were tried once more."""
    found = await db.get(Dispatch, DispatchEnded.unpack(row.payload).dispatch_id)
    if found is None or found.state is not DispatchState.DONE:
        return None
    return dispatches.ended(t, await reporting.summary(db, found, now=now))
