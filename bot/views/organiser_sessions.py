"""The organisers' sessions: the list, one session with its counts, its people, registrations opened and closed."""

from datetime import datetime
from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.actions.announcements import Compose
from bot.actions.attendance import Presence
from bot.actions.evaluation import Feedback
from bot.actions.organiser import OrganiserSession, OrganiserSessions
from bot.actions.programme import (
    AskCloseRegistrations,
    AskOpenAll,
    CloseRegistrations,
    OpenAll,
    OpenRegistrations,
    Participants,
)
from bot.buttons import OrganiserHome
from bot.language import N_, Words
from bot.views import dates, people, session_parts
from bot.views.page import Button, Page, button, cut, lines, rows
from bot.views.paging import page_count, part, turners

if TYPE_CHECKING:
    from db.models import Registration, TrainingSession
    from training.participants import Participants as Registered
    from training.sessions import Listed, OrganiserCard, SessionLine

SESSIONS_A_PAGE = 5
PEOPLE_A_PAGE = 6
PERSON_MAX = 85
TITLE_MAX = 120
PLACE_MAX = 90

STATES = {
    "draft": N_("draft"),
    "open": N_("registrations open"),
    "closed": N_("registrations closed"),
    "finished": N_("ended"),
    "cancelled": N_("cancelled"),
}
REMINDERS = {"j7": N_("D-7"), "j3": N_("D-3"), "j1": N_("D-1"), "h2": N_("H-2")}


def session_list(t: Words, listed: "Listed", page: int, drafts: int, now: datetime) -> Page:
    """One page (from 0) of every session; `drafts` are those that « Ouvrir tout » would open."""
    if not listed.total:
        text = t("Sessions\n\nThe programme is empty. Import its file to begin.")
        return Page(text, rows(_home(t)))
    pages = page_count(listed.total, SESSIONS_A_PAGE)
    title = t.n(
        "%(n)s session, page %(page)s/%(pages)s",
        "%(n)s sessions, page %(page)s/%(pages)s",
        listed.total,
        page=page + 1,
        pages=pages,
    )
    return Page(
        lines(title, "", *(_line(t, each, now) for each in listed.lines)),
        rows(
            *(_session_button(t, each.session, now) for each in listed.lines),
            turners(t, page, pages, OrganiserSessions),
            button(t.label("Open all (%(n)s)", n=drafts), AskOpenAll()) if drafts else None,
            _home(t),
        ),
    )


def organiser_session(t: Words, found: "OrganiserCard", now: datetime) -> Page:
    """One session, as its organisers see it."""
    session, counts = found.session, found.counts
    text = lines(
        t("Session %(code)s", code=session_parts.code(session)),
        cut(session.title, TITLE_MAX),
        session_parts.when_line(t, session),
        cut(session_parts.place(session), PLACE_MAX),
        "",
        t("State: %(state)s", state=_state(t, session, now)),
        t("Places taken: %(seated)s of %(capacity)s", seated=counts.seated, capacity=session.capacity),
        t("Presence confirmed: %(n)s; waiting: %(waiting)s", n=counts.confirmed, waiting=counts.waiting),
        t("Withdrawals: %(withdrawn)s", withdrawn=counts.withdrawn) if counts.withdrawn else None,
        _next_reminder(t, found),
        t("Reminders missed: %(missed)s", missed=found.missed) if found.missed else None,
    )
    return Page(
        text,
        rows(
            _registrations(t, session, now),
            *(_rooms(t, session.id) if session.state.value != "draft" else ()),
            (button(t.label("Sessions"), OrganiserSessions()), _home(t)),
        ),
    )


def ask_open_all(t: Words, drafts: int) -> Page:
    """The number and the consequence, before the tap."""
    if not drafts:
        text = t("No draft to open: every session ahead is open, closed or cancelled.")
        return Page(text, rows(button(t.label("Sessions"), OrganiserSessions()), _home(t)))
    text = t.n(
        "Open the registrations of %(n)s session?\n\n"
        "It becomes visible at once to the people of its public. Its reminders and its feedback are planned.",
        "Open the registrations of %(n)s sessions?\n\n"
        "They become visible at once to the people of their publics. Their reminders and their feedback are planned.",
        drafts,
    )
    return Page(
        text,
        rows(
            button(t.label_n("Open %(n)s session", "Open %(n)s sessions", drafts), OpenAll(drafts)),
            button(t.label("Back"), OrganiserSessions()),
            _home(t),
        ),
    )


def opened_all(t: Words, opened: int) -> Page:
    text = t.n("Registrations are open: %(n)s session.", "Registrations are open: %(n)s sessions.", opened)
    return Page(text, rows(button(t.label("Sessions"), OrganiserSessions()), _home(t)))


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
    named += [_waiting(t, rank, each) for rank, each in enumerate(found.waiting, 1)]
    shown = part(named, page, PEOPLE_A_PAGE)
    head = t(
        "Session %(code)s: %(seated)s of %(capacity)s places taken; waiting: %(waiting)s",
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


def _line(t: Words, listed: "SessionLine", now: datetime) -> Markup:
    state = _state(t, listed.session, now)
    taken = t("%(seated)s/%(capacity)s", seated=listed.counts.seated, capacity=listed.session.capacity)
    return session_parts.line(t, listed.session, now, Markup("{}, {}").format(taken, state), title_max=28)


def _state(t: Words, session: "TrainingSession", now: datetime) -> Markup:
    """What is stored, except that time alone starts and ends a session."""
    if session.state.value in ("open", "closed") and session.starts_at <= now:
        return t("ended") if session.ends_at <= now else t("under way")
    return t(STATES[session.state.value])


def _session_button(t: Words, session: "TrainingSession", now: datetime) -> Button:
    return button(session_parts.label(t, session, now), OrganiserSession(session.id))


def _next_reminder(t: Words, found: "OrganiserCard") -> Markup | None:
    coming = found.next_reminder
    if coming is None:
        return None
    return t(
        "Next reminder: %(kind)s, %(moment)s",
        kind=t(REMINDERS[coming.kind.value]),
        moment=dates.moment(coming.due_at, found.session.zone),
    )


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
    return [(presence, button(t.label("Feedback"), Feedback(session_id))), (announce, names)]


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
