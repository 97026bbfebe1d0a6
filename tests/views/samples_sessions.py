"""Samples of what participants see of sessions: lists, cards, registration, withdrawal."""

from dataclasses import replace
from datetime import timedelta

from bot.views import offers, registration, session_card, sessions
from db.models import Area, Intention, Seat
from db.queries.registration import Tally
from tests.views import longest
from tests.views.gallery import Sample
from tests.views.longest import NOW
from training.offers import OfferEnd, Over
from training.registration import Refusal, Refused
from training.sessions import AreaSummary, SessionCard, SessionLine

BEFORE = NOW - timedelta(days=400)
"""So long before the session that its year is shown."""

AREA = Area(
    id=1, number=4, title="Gouvernance, coordination et suivi des actions ".ljust(160, "e"), short_label="a" * 24
)


def _line(number: int = 1, seat: Seat | None = None, seated: int = 25) -> SessionLine:
    return SessionLine(longest.session(number), Tally(seated, 125, 125, 125), seat)


def _card(seat: Seat | None = None, intention: Intention = Intention.UNKNOWN, free: int = 0) -> SessionCard:
    confirmed = intention is Intention.CONFIRMED
    mine = longest.registration(seat=seat, confirmed=confirmed) if seat else None
    return SessionCard(longest.session(), 125 - free, 0 if free else 125, free, mine, 125)


LINES = [_line(number, seat, number) for number, seat in enumerate([None, None, None, Seat.SEATED, Seat.WAITING] * 3)]

SAMPLES = [
    Sample("areas", lambda t: sessions.areas(t, [AreaSummary(AREA, 125)] * 12, 1)),
    Sample("areas_one_page", lambda t: sessions.areas(t, [AreaSummary(AREA, 1)] * 4, 0)),
    Sample("areas_none", lambda t: sessions.areas(t, [], 0)),
    Sample("none_open", lambda t: sessions.none_open(t)),
    Sample("by_area", lambda t: sessions.by_area(t, LINES, 1, BEFORE)),
    Sample("by_area_none", lambda t: sessions.by_area(t, [], 0, NOW)),
    Sample("by_month", lambda t: sessions.by_month(t, LINES, "2026-09", 1, BEFORE)),
    Sample("by_month_none", lambda t: sessions.by_month(t, [], "", 0, NOW)),
    Sample("session_card_free", lambda t: session_card.card(t, _card(free=13), NOW)),
    Sample("session_card_full", lambda t: session_card.card(t, _card(), NOW)),
    Sample("session_card_seated", lambda t: session_card.card(t, _card(Seat.SEATED), NOW)),
    Sample("session_card_confirmed", lambda t: session_card.card(t, _card(Seat.SEATED, Intention.CONFIRMED), NOW)),
    Sample("session_card_waiting", lambda t: session_card.card(t, _card(Seat.WAITING), NOW)),
    Sample(
        "session_card_offered", lambda t: session_card.card(t, replace(_card(Seat.WAITING), offer=longest.offer()), NOW)
    ),
    Sample("session_card_ended", lambda t: session_card.card(t, _card(Seat.SEATED), NOW + timedelta(days=90))),
    Sample(
        "details", lambda t: session_card.details(t, _card(Seat.SEATED), "Monsieur le Lieutenant-colonel des eaux,", "")
    ),
    Sample("details_of_reminder", lambda t: session_card.details(t, _card(Seat.SEATED), "", "j7")),
    Sample("registered", lambda t: registration.seated(t, longest.session())),
    Sample("confirmed", lambda t: registration.confirmed(t, longest.session())),
    Sample("waitlisted", lambda t: registration.waitlisted(t, longest.session(), 125)),
    *(
        Sample(
            f"refused_{reason.value}",
            lambda t, reason=reason: registration.refused(t, Refused(reason, longest.session())),  # type: ignore[misc]
        )
        for reason in Refusal
    ),
    *(
        Sample(
            f"offer_over_{end.value}_{'waits' if waits else 'left'}",
            lambda t, end=end, waits=waits: offers.over(t, Over(longest.session(), end, NOW, waits)),  # type: ignore[misc]
        )
        for end, waits in ((OfferEnd.LATE, False), (OfferEnd.TAKEN, True), (OfferEnd.ANSWERED, False))
    ),
    Sample("offer_declined", lambda t: offers.declined(t, longest.session())),
    Sample("ask_reason", lambda t: registration.ask_reason(t, longest.session())),
    *(
        Sample(
            f"check_withdrawal_{reason}",
            lambda t, reason=reason: registration.check_withdrawal(t, longest.session(), reason),  # type: ignore[misc]
        )
        for reason in registration.REASONS
    ),
    Sample("withdrawn", lambda t: registration.withdrawn(t, longest.session())),
    Sample("ask_leave_line", lambda t: registration.ask_leave_line(t, longest.session())),
    Sample("left_line", lambda t: registration.left_line(t, longest.session())),
]
