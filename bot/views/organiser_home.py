"""The organisers' home."""

from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.actions.composing import Announcements
from bot.actions.organiser import Applicants, ImportAsk, Links, OrganiserSession, OrganiserSessions
from bot.actions.questions import Questions
from bot.buttons import Home
from bot.language import Words
from bot.views import session_parts
from bot.views.page import Page, button, lines, rows

if TYPE_CHECKING:
    from training.sessions import SessionLine


def org_home(t: Words, upcoming: "SessionLine | None", waiting: int, questions: int) -> Page:
    """`upcoming`: the nearest session that has not ended; `waiting`: how many people wait for verification.

    `questions` have no answer yet.
    """
    first = button(t.label("Next session"), OrganiserSession(upcoming.session.id)) if upcoming else None
    text = lines(
        t("Home, training team"),
        "",
        *(_next(t, upcoming) if upcoming else [t("No session ahead.")]),
        "",
        t("To verify: %(n)s", n=waiting),
        t("Questions without an answer: %(n)s", n=questions) if questions else None,
    )
    return Page(
        text,
        rows(
            first,
            (button(t.label("Sessions"), OrganiserSessions()), button(t.label("Announcements"), Announcements())),
            button(t.label("To verify (%(n)s)", n=waiting), Applicants()),
            button(t.label("Questions (%(n)s)", n=questions), Questions()),
            button(t.label("Import a file"), ImportAsk()),
            button(t.label("Joining links"), Links()),
            button(t.label("My situation"), Home()),
        ),
    )


def _next(t: Words, upcoming: "SessionLine") -> list[Markup]:
    session = upcoming.session
    return [
        t("Next session: %(code)s, %(when)s", code=session_parts.code(session), when=session_parts.when(t, session)),
        t(
            "Presence confirmed: %(confirmed)s; places taken: %(seated)s of %(capacity)s",
            confirmed=upcoming.counts.confirmed,
            seated=upcoming.counts.seated,
            capacity=session.capacity,
        ),
    ]
