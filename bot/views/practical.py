"""Practical notes of a session and its place on the map: read by its people, written by organisers."""

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from bot.actions.changes import ChangeSession
from bot.actions.practical import AskNotes, AskPlace, ClearPractical, EditPractical, SendPlace
from bot.actions.sessions import ShowDetails
from bot.buttons import Home, OrganiserHome
from bot.language import Words
from bot.views import session_parts
from bot.views.page import Page, Place, button, cut, lines, rows

if TYPE_CHECKING:
    from db.models import TrainingSession

TITLE_MAX = 60


def notes(t: Words, session: "TrainingSession") -> Page:
    """To the people of a session."""
    text = lines(
        t("Practical notes: session %(code)s", code=session_parts.code(session)),
        cut(session_parts.place(session), 90),
        "",
        escape(session.practical) if session.practical else t("Nothing was noted yet."),
    )
    plan = button(t.label("Map"), SendPlace(session.id)) if is_placed(session) else None
    return Page(
        text, rows(plan, button(t.label("Back"), ShowDetails(session.id)), button(t.label("My situation"), Home()))
    )


def place(session: "TrainingSession") -> Page | None:
    """The place on the map; None when there is none."""
    if session.latitude is None or session.longitude is None:
        return None
    title, address = cut(session.venue, TITLE_MAX), session.town
    return Page(Markup(), content=Place(session.latitude, session.longitude, title, address))


def edit(t: Words, session: "TrainingSession") -> Page:
    """To an organiser: what the people of the session read."""
    text = lines(
        t("Practical notes: session %(code)s", code=session_parts.code(session)),
        "",
        escape(session.practical) if session.practical else t("Nothing was noted yet."),
        "",
        t("On the map: yes") if is_placed(session) else t("On the map: no"),
        t("They are read on demand: nobody is told of a change."),
    )
    there = bool(session.practical) or is_placed(session)
    return Page(
        text,
        rows(
            button(t.label("Write the notes"), AskNotes(session.id)),
            button(t.label("Put it on the map"), AskPlace(session.id)),
            button(t.label("Erase them"), ClearPractical(session.id)) if there else None,
            (button(t.label("Back"), ChangeSession(session.id)), button(t.label("Home"), OrganiserHome())),
        ),
    )


def ask_notes(t: Words, session: "TrainingSession", maximum: int, reason: Markup | None = None) -> Page:
    """The next text: welcome, what to bring, how to dress, where to sleep."""
    text = lines(
        *((reason, "") if reason else ()),
        t(
            "Session %(code)s: write the practical notes (%(max)s characters at most): hour of welcome, what to bring, "
            "dress, lodging. Neither names nor service information.",
            code=session_parts.code(session),
            max=maximum,
        ),
    )
    return _asked(t, session, text)


def ask_place(t: Words, session: "TrainingSession", *, again: bool = False) -> Page:
    """The next place that is sent. `again`: what came was none."""
    text = lines(
        t("This step awaits a place.") if again else None,
        "" if again else None,
        t(
            "Session %(code)s: send the place (paperclip, then “Location”). It is shown to the people of the session.",
            code=session_parts.code(session),
        ),
    )
    return _asked(t, session, text)


def is_placed(session: "TrainingSession") -> bool:
    return session.latitude is not None and session.longitude is not None


def _asked(t: Words, session: "TrainingSession", text: Markup) -> Page:
    back, home = button(t.label("Back"), EditPractical(session.id)), button(t.label("Home"), OrganiserHome())
    return Page(text, rows((back, home)))
