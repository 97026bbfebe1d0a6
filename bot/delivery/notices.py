"""What is owed, as pages: one renderer for each kind of notice. None where today's facts leave nothing to say.

The delivery has already checked what every row has in common (expiry, the person, a seat, the session's version, an
open evaluation): what is checked here is the notice's own business.
"""

from datetime import datetime

from markupsafe import Markup
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from bot.delivery.render import ForGroups, Renderer, Renderers
from bot.language import Words
from bot.views import notices, verification
from bot.views import offers as views
from bot.views.announcements import dispatches
from bot.views.announcements import notices as announcement_notices
from bot.views.announcements import writing as announcements
from bot.views.page import Button, LinkButton, Media, Page, Place
from db.models import (
    Announcement,
    AnnouncementState,
    Content,
    Dispatch,
    DispatchState,
    Evaluation,
    OfferState,
    Person,
    Registration,
    Seat,
    Standing,
)
from db.queries import evaluation as evaluations
from db.queries import offers, people, programme
from db.queries.outbox import Claimed
from training import access, evaluation, questionnaires
from training.announcements import filling, reporting
from training.announcements.fields import Field, fill
from training.announcements.filling import Addressee
from training.notices import (
    NOTICES,
    Announced,
    AnnouncementCorrected,
    AnnouncementHeld,
    AnnouncementRecalled,
    ApprovalAsked,
    ApprovalDecided,
    DispatchEnded,
    EvaluationOpened,
    LatecomersStopped,
    OfferLapsed,
    Reminder,
    SeatOffered,
    VerificationAsked,
    VerificationDecided,
)
from training.waiting_line import ahead


async def verification_asked(db: AsyncSession, row: Claimed, person: Person, t: Words, now: datetime) -> Page | None:
    """Void once the person is let in or refused, or when the addressee is an organiser no more."""
    notice = VerificationAsked.unpack(row.payload)
    applicant = await people.with_fiche(db, notice.applicant_id)
    if applicant is None or applicant.standing is not Standing.UNVERIFIED or not await access.roles(db, person):
        return None
    return notices.verification_asked(t, applicant)


async def seat_offered(db: AsyncSession, row: Claimed, person: Person, t: Words, now: datetime) -> Page | None:
    """Void once the offer was answered or has expired, or when the session does not take place."""
    found = await offers.find(db, SeatOffered.unpack(row.payload).offer_id)
    if found is None or not found.stands(now) or not ahead(found.registration.session, now):
        return None
    return views.offered(t, found.registration.session, found)


async def offer_lapsed(db: AsyncSession, row: Claimed, person: Person, t: Words, now: datetime) -> Page | None:
    """Void once they wait again, or when the session has started or does not take place."""
    found = await offers.find(db, OfferLapsed.unpack(row.payload).offer_id)
    if found is None or found.state is not OfferState.EXPIRED or found.registration.seat is not Seat.WITHDRAWN:
        return None
    session = found.registration.session
    return views.lapsed(t, session, found.expires_at) if ahead(session, now) else None


async def reminder(db: AsyncSession, row: Claimed, person: Person, t: Words, now: datetime) -> Page | None:
    """Void once the session has started, or when it does not take place."""
    notice = Reminder.unpack(row.payload)
    found = await _ahead(db, notice.registration_id, now)
    if found is None:
        return None
    return notices.reminder(t, found.session, found, notice.reminder, now)


async def evaluation_opened(db: AsyncSession, row: Claimed, person: Person, t: Words, now: datetime) -> Page | None:
    """Void once the evaluation is over, when the person has answered or declined, or was not there after all."""
    found = await db.get(Evaluation, EvaluationOpened.unpack(row.payload).evaluation_id)
    if found is None or not evaluation.is_open(found, now):
        return None
    session = await programme.find(db, found.session_id)
    if session is None or await evaluations.receipt(db, person.id, found.id):
        return None
    if not await evaluations.was_present(db, session.id, person.id):
        return None
    opening = questionnaires.load(found.questionnaire).opening
    return notices.evaluation_opened(t, found.id, opening.format(code=session.code))


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
    return announcement_notices.approval_asked(t, found.id, found.recipients)


async def approval_decided(db: AsyncSession, row: Claimed, person: Person, t: Words, now: datetime) -> Page | None:
    """What a colleague decided."""
    notice = ApprovalDecided.unpack(row.payload)
    return announcement_notices.approval_decided(t, notice.announcement_id, approved=notice.approved)


async def announcement_held(db: AsyncSession, row: Claimed, person: Person, t: Words, now: datetime) -> Page | None:
    """Void once somebody has decided."""
    found = await db.get(Announcement, AnnouncementHeld.unpack(row.payload).announcement_id)
    if found is None or found.state is not AnnouncementState.HELD:
        return None
    return announcement_notices.held(t, found.id)


async def latecomers_stopped(db: AsyncSession, row: Claimed, person: Person, t: Words, now: datetime) -> Page | None:
    """Void when the addressee is an organiser no more."""
    if not await access.roles(db, person):
        return None
    return announcement_notices.latecomers_stopped(t, LatecomersStopped.unpack(row.payload).announcement_id)


async def dispatch_ended(db: AsyncSession, row: Claimed, t: Words, now: datetime) -> Page | None:
    """Void once it is under way again: some of its messages were tried once more."""
    found = await db.get(Dispatch, DispatchEnded.unpack(row.payload).dispatch_id)
    if found is None or found.state is not DispatchState.DONE:
        return None
    return dispatches.ended(t, await reporting.summary(db, found, now=now))


class VerificationAnswer:
    """The team's answer to a request; a refusal names the team's contact."""

    def __init__(self, contact: str) -> None:
        self._contact = contact

    async def __call__(self, db: AsyncSession, row: Claimed, person: Person, t: Words, now: datetime, /) -> Page | None:
        """Void when the person stands differently by now."""
        accepted = VerificationDecided.unpack(row.payload).accepted
        if person.standing is not (Standing.VERIFIED if accepted else Standing.REFUSED):
            return None
        return verification.answered(t, accepted=accepted, contact=self._contact)


async def _ahead(db: AsyncSession, registration_id: int, now: datetime) -> Registration | None:
    """A registration with its session, unless that has started or does not take place."""
    found = await db.get(Registration, registration_id, options=[joinedload(Registration.session)])
    return found if found and ahead(found.session, now) else None


def renderers(contact: str) -> Renderers:
    """Every kind of notice and its renderer. `contact` is how to reach the team."""
    found: dict[str, Renderer | ForGroups] = {
        VerificationAsked.kind: verification_asked,
        VerificationDecided.kind: VerificationAnswer(contact),
        SeatOffered.kind: seat_offered,
        OfferLapsed.kind: offer_lapsed,
        Reminder.kind: reminder,
        EvaluationOpened.kind: evaluation_opened,
        Announced.kind: announced,
        AnnouncementCorrected.kind: corrected,
        AnnouncementRecalled.kind: recalled,
        ApprovalAsked.kind: approval_asked,
        ApprovalDecided.kind: approval_decided,
        AnnouncementHeld.kind: announcement_held,
        LatecomersStopped.kind: latecomers_stopped,
        DispatchEnded.kind: ForGroups(dispatch_ended),
    }
    assert found.keys() == NOTICES.keys(), "a notice without a renderer would fail when it is due"
    return found
