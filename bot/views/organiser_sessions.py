"""The organisers' sessions: one session with its counts, its people, registrations opened and closed."""

from datetime import datetime
from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.actions.announcements import Compose
from bot.actions.attendance import Presence
from bot.actions.changes import ChangeSession
from bot.actions.evaluation import Feedback
from bot.actions.gates import Gates, Requests
from bot.actions.nominees import Nominations
from bot.actions.organiser import OrganiserSession, OrganiserSessions
from bot.actions.programme import (
    AskCloseRegistrations,
    CloseRegistrations,
    OpenRegistrations,
    Participants,
)
from bot.actions.reminders import ReminderPlan
from bot.buttons import OrganiserHome
from bot.language import Words
from bot.views import dates, people, session_parts
from bot.views.organiser_session_list import state
from bot.views.page import Button, Page, button, cut, lines, rows
from bot.views.paging import part, turners
from training.questionnaires import HOT

if TYPE_CHECKING:
    from db.models import Registration, TrainingSession
    from training.participants import Participants as Registered
    from training.sessions import OrganiserCard

PEOPLE_A_PAGE = 6
PERSON_MAX = 85
TITLE_MAX = 120
PLACE_MAX = 90


def organiser_session(t: Words, found: "OrganiserCard", now: datetime) -> Page:
    """One session, as its organisers see it."""
    session, counts = found.session, found.counts
    text = lines(
        t("Session %(code)s", code=session_parts.code(session)),
        cut(session.title, TITLE_MAX),
        session_parts.when_line(t, session),
        cut(session_parts.place(session), PLACE_MAX),
        "",
        t("State: %(state)s", state=state(t, session, now)),
        t("Places taken: %(seated)s of %(capacity)s", seated=counts.seated, capacity=session.capacity),
        t("Registrations to decide: %(n)s", n=counts.requested) if counts.requested else None,
        t("Places offered, answer awaited: %(held)s", held=counts.held) if counts.held else None,
        t("Presence confirmed: %(n)s; waiting: %(waiting)s", n=counts.confirmed, waiting=counts.waiting),
        t("Withdrawals: %(withdrawn)s", withdrawn=counts.withdrawn) if counts.withdrawn else None,
        _next_reminder(t, found),
        t("Reminders missed: %(missed)s", missed=found.missed) if found.missed else None,
    )
    return Page(
        text,
        rows(
            button(t.label("Requests (%(n)s)", n=counts.requested), Requests(session.id)) if counts.requested else None,
            _registrations(t, session, now),
            *(_rooms(t, session.id) if session.state.value != "draft" else ()),
            (button(t.label("Sessions"), OrganiserSessions()), _home(t)),
        ),
    )


def ask_close(t: Words, session: "TrainingSession") -> Page:
    """The consequence, before the tap."""
    text = t(
        "Close the registrations of session %(code)s?\n\n"
        "Nobody registers any more. Places already given are kept, reminders go on. You can open them again.",
        code=session_parts.code(session),
    )
    return Page(
        text,
        rows(
            button(t.label("Close registrations"), CloseRegistrations(session.id)),
            (button(t.label("Back"), OrganiserSession(session.id)), _home(t)),
        ),
    )


def participants(t: Words, found: "Registered", page: int) -> Page:
    """Names: for organisers only. One page (from 0): seats first, then the waiting list with its ranks."""
    session = found.session
    named = [_seated(t, each) for each in found.seated]
    named += [_person(each, t("agreement awaited")) for each in found.requested]
    named += [_waiting(t, rank, each) for rank, each in enumerate(found.waiting, 1)]
    shown = part(named, page, PEOPLE_A_PAGE)
    head = t(
        "Session %(code)s, places taken: %(seated)s of %(capacity)s; waiting: %(waiting)s",
        code=session_parts.code(session),
        seated=len(found.seated),
        capacity=session.capacity,
        waiting=len(found.waiting),
    )
    return Page(
        lines(head, "", *(shown.items or [t("Nobody is registered yet.")])),
        rows(
            turners(t, shown.page, shown.pages, lambda number: Participants(session.id, number)),
            (button(t.label("Back"), OrganiserSession(session.id)), _home(t)),
        ),
    )


def _next_reminder(t: Words, found: "OrganiserCard") -> Markup | None:
    coming = found.next_reminder
    if coming is None:
        return None
    return t("Next reminder: %(moment)s", moment=dates.moment(coming.due_at, found.session.zone))


def _registrations(t: Words, session: "TrainingSession", now: datetime) -> Button | None:
    if session.starts_at <= now:
        return None
    if session.state.value in ("draft", "closed"):
        return button(t.label("Open registrations"), OpenRegistrations(session.id))
    if session.state.value == "open":
        return button(t.label("Close registrations"), AskCloseRegistrations(session.id))
    return None


def _rooms(t: Words, session_id: int) -> list[tuple[Button, ...]]:
    """Where the other work on a session is done."""
    announce = button(t.label("Announcement"), Compose(session_id))
    names = button(t.label("Participants"), Participants(session_id))
    presence = button(t.label("Attendance"), Presence(session_id))
    rules = button(t.label("Rules"), Gates(session_id))
    nominations = button(t.label("Nominations"), Nominations(session_id))
    change = button(t.label("Change"), ChangeSession(session_id))
    return [
        (presence, button(t.label("Feedback"), Feedback(session_id, HOT))),
        (announce, names),
        (rules, change),
        (nominations, button(t.label("Reminders"), ReminderPlan(session_id))),
    ]


def _seated(t: Words, registration: "Registration") -> Markup:
    known = registration.intention.value == "confirmed"
    return _person(registration, t("presence confirmed") if known else t("no answer yet"))


def _waiting(t: Words, rank: int, registration: "Registration") -> Markup:
    return _person(registration, t("waiting, rank %(rank)s", rank=rank))


def _person(registration: "Registration", state: Markup) -> Markup:
    corps = registration.person.corps
    parts = [people.name(registration.person), *([corps.short_label] if corps else [])]
    return Markup("{}, {}").format(cut(", ".join(parts), PERSON_MAX - len(state)), state)


def _home(t: Words) -> Button:
    return button(t.label("Home"), OrganiserHome())
