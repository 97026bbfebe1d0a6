"""Samples of what a session asks of a registration, and of the registrations that organisers decide."""

from dataclasses import replace

from bot.views import gates, registration, session_card
from db.models import QuotaMode, Registration, Seat, TrainingSession
from tests.views import longest
from tests.views.gallery import Sample
from tests.views.longest import CONTACT, NOW
from training.gates import Gates
from training.quotas import Quota
from training.sessions import SessionCard

QUOTAS = tuple(Quota("Police judiciaire et gendarmes", 125, 125) for _ in range(12))


def _session(mode: QuotaMode = QuotaMode.WARN, *, needs_approval: bool = False) -> TrainingSession:
    session = longest.session()
    session.quota_mode, session.needs_approval = mode, needs_approval
    return session


def _waiting(number: int) -> list[Registration]:
    found = [longest.registration(seat=Seat.REQUESTED) for _ in range(number)]
    for each in found:
        each.person = longest.person()
    return found


MINE = SessionCard(longest.session(), 125, 0, 0, longest.registration(seat=Seat.REQUESTED), None)

SAMPLES = [
    Sample("gates", lambda t: gates.gates(t, Gates(_session(QuotaMode.BLOCK, needs_approval=True), QUOTAS))),
    Sample("gates_shown", lambda t: gates.gates(t, Gates(_session(), QUOTAS[:1]))),
    Sample("gates_without_quotas", lambda t: gates.gates(t, Gates(_session(), ()))),
    Sample("requests", lambda t: gates.request(t, longest.session(), _waiting(125))),
    Sample("requests_one", lambda t: gates.request(t, longest.session(), _waiting(1))),
    Sample("requests_none", lambda t: gates.request(t, longest.session(), [])),
    Sample("requested", lambda t: gates.requested(t, longest.session())),
    Sample("request_asked", lambda t: gates.asked(t, longest.session()), pushed=True),
    Sample("request_accepted", lambda t: gates.accepted(t, longest.session()), pushed=True),
    Sample("request_not_accepted", lambda t: gates.not_accepted(t, longest.session(), CONTACT), pushed=True),
    Sample("session_card_requested", lambda t: session_card.card(t, replace(MINE), NOW)),
    Sample("waitlisted_quota", lambda t: registration.waitlisted(t, longest.session(), 125, quota_full=True)),
    Sample("ask_withdraw_request", lambda t: registration.ask_leave_line(t, longest.session(), requested=True)),
    Sample("request_withdrawn", lambda t: registration.left_line(t, longest.session(), requested=True)),
]
