"""Samples of what is pushed, unprompted."""

from datetime import timedelta

from bot.views import notices, offers
from tests.views import longest
from tests.views.gallery import Sample
from training import questionnaires

START = longest.session().starts_at
BEFORE = {"j7": timedelta(days=7), "j3": timedelta(days=3), "j1": timedelta(days=1), "h2": timedelta(hours=2)}
OPENING = questionnaires.load().opening.format(code=longest.session().code)

SAMPLES = [
    Sample("verification_asked", lambda t: notices.verification_asked(t, longest.person()), pushed=True),
    *(
        Sample(
            f"seat_offered_{'reserved' if holds else 'to_all'}",
            lambda t, holds=holds: offers.offered(t, longest.session(), longest.offer(holds)),  # type: ignore[misc]
            pushed=True,
        )
        for holds in (True, False)
    ),
    Sample("offer_lapsed", lambda t: offers.lapsed(t, longest.session(), longest.NOW), pushed=True),
    Sample("evaluation_opened", lambda t: notices.evaluation_opened(t, 2_000_000_000, OPENING), pushed=True),
    *(
        Sample(
            f"reminder_{kind}_{'confirmed' if confirmed else 'unknown'}",
            lambda t, kind=kind, confirmed=confirmed: notices.reminder(  # type: ignore[misc]
                t, longest.session(), longest.registration(confirmed=confirmed), kind, START - BEFORE[kind]
            ),
            pushed=True,
        )
        for kind in notices.REMINDERS
        for confirmed in (False, True)
    ),
]
