"""What is owed about nominations, as pages. None where today's facts leave nothing to say."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.language import Words
from bot.views import nomination_notices as views
from bot.views.page import Page
from db.models import Person, ReplacementState, Seat
from db.queries import links, nominations, programme, replacements
from db.queries import registration as registrations
from db.queries.outbox import Claimed
from training import access
from training.links import issuing
from training.nominations import following
from training.nominations.following import Stage
from training.notices import LinkBlocked, Nominated, ReplacementAsked, ReplacementDecided
from training.waiting_line import ahead


async def nominated(db: AsyncSession, row: Claimed, person: Person, t: Words, now: datetime) -> Page | None:
    """Void once they answered, or when the session has started or does not take place. A rank is today's."""
    notice = Nominated.unpack(row.payload)
    session = await nominations.session_of(db, notice.nomination_id)
    here = await registrations.position(db, session.id, person.id, now) if session else None
    if session is None or here is None or not ahead(session, now):
        return None
    match following.stage(person, here.mine):
        case Stage.SILENT:
            return views.nominated(t, session, following.answer_by(session, now), again=notice.again)
        case Stage.WAITING if here.offer is None and not notice.again:
            return views.nominated_to_wait(t, session, here.rank or 1)
        case _:
            return None


async def link_blocked(db: AsyncSession, row: Claimed, person: Person, t: Words, now: datetime) -> Page | None:
    """Void once the person has a new link or an account, or when the addressee is an organiser no more."""
    link = await links.find(db, LinkBlocked.unpack(row.payload).link_id)
    if link is None or not issuing.is_blocked(link) or link.revoked_at is not None or link.person.telegram_id:
        return None
    if not await access.roles(db, person):
        return None
    return views.link_blocked(t, link.person, await nominations.latest_of(db, link.person_id))


async def replacement_asked(db: AsyncSession, row: Claimed, person: Person, t: Words, now: datetime) -> Page | None:
    """Void once all are decided or the session has started, or when the addressee is an organiser no more."""
    session = await programme.find(db, ReplacementAsked.unpack(row.payload).session_id)
    if session is None or not ahead(session, now) or not await access.roles(db, person):
        return None
    return views.replacement_asked(t, session) if await replacements.number(db, session.id) else None


async def replacement_decided(db: AsyncSession, row: Claimed, person: Person, t: Words, now: datetime) -> Page | None:
    """Void when they stand differently by now, or the session has started or does not take place."""
    found = await replacements.find(db, ReplacementDecided.unpack(row.payload).replacement_id)
    if found is None or not ahead(found.session, now):
        return None
    accepted = found.state is ReplacementState.ACCEPTED
    expected = Seat.WITHDRAWN if accepted else Seat.SEATED
    if found.registration.seat is not expected:
        return None
    return views.replacement_decided(t, found.session, accepted=accepted)
