"""Samples of what is pushed, unprompted."""

from datetime import timedelta

from bot.views import notices, offers
from tests.views import longest
from tests.views.gallery import Sample
from tests.views.samples_evaluation import OPEN
from training import questionnaires

START = longest.session().starts_at
BEFORE = {"j7": timedelta(days=7), "j3": timedelta(days=3), "j1": timedelta(days=1), "h2": timedelta(hours=2)}
OPENINGS = {name: questionnaires.load(name).opened(longest.session().code) for name in ("hot", "cold")}

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
    *(
        Sample(
            f"evaluation_opened_{name}",
            lambda t, opening=opening: notices.evaluation_opened(t, 2_000_000_000, opening),  # type: ignore[misc]
            pushed=True,
        )
        for name, opening in OPENINGS.items()
    ),
    *(
        Sample(
            f"evaluation_again_{'begun' if begun else 'untouched'}",
            lambda t, begun=begun: notices.evaluation_again(  # type: ignore[misc]
                t, longest.session(), OPEN, 1 if begun else 8, begun=begun
            ),
            pushed=True,
        )
        for begun in (True, False)
    ),
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
