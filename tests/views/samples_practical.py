"""Samples of practical notes and of the place on the map."""

from bot.views import practical, questions
from db.models import TrainingSession
from tests.views import longest
from tests.views.gallery import Sample
from training.practical import MAX_TEXT


def noted(*, placed: bool) -> TrainingSession:
    session = longest.session()
    session.practical = ("mission " * 50)[:MAX_TEXT]
    session.latitude, session.longitude = (14.79, -16.93) if placed else (None, None)
    return session


SAMPLES = [
    Sample("practical_notes", lambda t: practical.notes(t, noted(placed=True)), free=True),
    Sample("practical_nothing", lambda t: practical.notes(t, longest.session())),
    Sample("practical_edit", lambda t: practical.edit(t, noted(placed=True)), free=True),
    Sample("practical_edit_nothing", lambda t: practical.edit(t, longest.session())),
    Sample("practical_ask", lambda t: practical.ask_notes(t, longest.session(), MAX_TEXT)),
    Sample(
        "practical_too_long",
        lambda t: practical.ask_notes(t, longest.session(), MAX_TEXT, questions.too_long(t, 4096, MAX_TEXT)),
    ),
    Sample("practical_place", lambda t: practical.ask_place(t, longest.session())),
    Sample("practical_place_again", lambda t: practical.ask_place(t, longest.session(), again=True)),
]
