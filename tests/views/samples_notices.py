"""Samples of what is pushed, unprompted."""

from datetime import timedelta

from bot.views import notices
from tests.views import longest
from tests.views.gallery import Sample
from training import questionnaires

START = longest.session().starts_at
BEFORE = {"j7": timedelta(days=7), "j3": timedelta(days=3), "j1": timedelta(days=1), "h2": timedelta(hours=2)}
OPENING = questionnaires.load().opening.format(code=longest.session().code)

SAMPLES = [
    Sample("verification_asked", lambda t: notices.verification_asked(t, longest.person()), pushed=True),
    Sample("seat_given", lambda t: notices.seat_given(t, longest.session(), confirmed=False), pushed=True),
    Sample("seat_given_confirmed", lambda t: notices.seat_given(t, longest.session(), confirmed=True), pushed=True),
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
