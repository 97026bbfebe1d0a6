"""What is owed, as pages: one renderer for each kind of notice. None where today's facts leave nothing to say.

The delivery has already checked what every row has in common (expiry, the person, a seat, the session's version, an
open evaluation): what is checked here is the notice's own business.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from bot.delivery import announcement_notices as announcements
from bot.delivery import change_notices
from bot.delivery import evaluation_notices as evaluation
from bot.delivery import nomination_notices as nominations
from bot.delivery import question_notices as questions
from bot.delivery.render import ForGroups, Renderer, Renderers
from bot.language import Words
from bot.views import gates, notices, verification
from bot.views import offers as views
from bot.views.page import Page
from db.models import (
    OfferState,
    Person,
    Registration,
    Seat,
    Standing,
)
from db.queries import offers, people, programme, requests
from db.queries import registration as registrations
from db.queries.outbox import Claimed
from training import access
from training.notices import (
    NOTICES,
    AccountBound,
    Announced,
    AnnouncementCorrected,
    AnnouncementHeld,
    AnnouncementRecalled,
    ApprovalAsked,
    ApprovalDecided,
    CorrectionAsked,
    CorrectionDecided,
    DispatchEnded,
    EvaluationChased,
    EvaluationOpened,
    LatecomersStopped,
    LinkBlocked,
    Nominated,
    OfferLapsed,
    QuestionAnswered,
    QuestionAsked,
    QuestionWaits,
    Reminder,
    ReplacementAsked,
    ReplacementDecided,
    RequestAsked,
    RequestDecided,
    SeatLost,
    SeatOffered,
    SessionAltered,
    SessionCancelled,
    SessionMoved,
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


async def account_bound(db: AsyncSession, row: Claimed, person: Person, t: Words, now: datetime) -> Page | None:
    return verification.bound_to(t)


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
    """Void once the session has started, or when it does not take place, or when they want no reminders any more."""
    notice = Reminder.unpack(row.payload)
    found = await _ahead(db, notice.registration_id, now)
    if found is None or not person.reminders:
        return None
    return notices.reminder(t, found.session, found, notice.reminder, now)


async def request_asked(db: AsyncSession, row: Claimed, person: Person, t: Words, now: datetime) -> Page | None:
    """Void once all are decided or the session has started, or when the addressee is an organiser no more."""
    session = await programme.find(db, RequestAsked.unpack(row.payload).session_id)
    if session is None or not ahead(session, now) or not await access.roles(db, person):
        return None
    return gates.asked(t, session) if await requests.number(db, session.id) else None


class RequestAnswer:
    """The team's answer to a registration; a refusal names the team's contact."""

    def __init__(self, contact: str) -> None:
        self._contact = contact

    async def __call__(self, db: AsyncSession, row: Claimed, person: Person, t: Words, now: datetime, /) -> Page | None:
        """Void when they stand differently by now, or the session has started or does not take place."""
        notice = RequestDecided.unpack(row.payload)
        session = await programme.find(db, notice.session_id)
        mine = await registrations.find(db, notice.session_id, person.id)
        expected = Seat.SEATED if notice.accepted else Seat.WITHDRAWN
        if session is None or mine is None or mine.seat is not expected or not ahead(session, now):
            return None
        return gates.accepted(t, session) if notice.accepted else gates.not_accepted(t, session, self._contact)


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


def renderers(contact: str, secret: str) -> Renderers:
    """Every kind of notice and its renderer. `contact` is how to reach the team, `secret` the server's."""
    found: dict[str, Renderer | ForGroups] = {
        VerificationAsked.kind: verification_asked,
        VerificationDecided.kind: VerificationAnswer(contact),
        AccountBound.kind: account_bound,
        RequestAsked.kind: request_asked,
        RequestDecided.kind: RequestAnswer(contact),
        SeatOffered.kind: seat_offered,
        OfferLapsed.kind: offer_lapsed,
        LinkBlocked.kind: nominations.link_blocked,
        Nominated.kind: nominations.nominated,
        ReplacementAsked.kind: nominations.replacement_asked,
        ReplacementDecided.kind: nominations.replacement_decided,
        QuestionAsked.kind: ForGroups(questions.asked),
        QuestionWaits.kind: questions.waits,
        QuestionAnswered.kind: questions.answered,
        SessionMoved.kind: change_notices.moved,
        SessionAltered.kind: change_notices.altered,
        SessionCancelled.kind: change_notices.cancelled,
        SeatLost.kind: change_notices.seat_lost,
        Reminder.kind: reminder,
        EvaluationOpened.kind: evaluation.opened,
        EvaluationChased.kind: evaluation.Again(secret),
        Announced.kind: announcements.announced,
        AnnouncementCorrected.kind: announcements.corrected,
        AnnouncementRecalled.kind: announcements.recalled,
        ApprovalAsked.kind: announcements.approval_asked,
        ApprovalDecided.kind: announcements.approval_decided,
        CorrectionAsked.kind: announcements.correction_asked,
        CorrectionDecided.kind: announcements.correction_decided,
        AnnouncementHeld.kind: announcements.announcement_held,
        LatecomersStopped.kind: announcements.latecomers_stopped,
        DispatchEnded.kind: ForGroups(announcements.dispatch_ended),
    }
    assert found.keys() == NOTICES.keys(), "a notice without a renderer would fail when it is due"
    return found
