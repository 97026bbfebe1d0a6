"""The organisers' lists of sessions, ahead and ended; and opening all the drafts at once."""

from datetime import datetime
from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.actions.organiser import EndedSessions, OrganiserSession, OrganiserSessions
from bot.actions.programme import AskOpenAll, OpenAll
from bot.buttons import OrganiserHome
from bot.language import N_, Words
from bot.views import session_parts
from bot.views.page import Button, Page, button, lines, rows
from bot.views.paging import page_count, turners

if TYPE_CHECKING:
    from db.models import TrainingSession
    from training.sessions import Listed, SessionLine

SESSIONS_A_PAGE = 5

STATES = {
    "draft": N_("draft"),
    "open": N_("registrations open"),
    "closed": N_("registrations closed"),
    "finished": N_("ended"),
    "cancelled": N_("cancelled"),
}


def session_list(t: Words, listed: "Listed", page: int, drafts: int, now: datetime) -> Page:
    """One page (from 0) of what is under way and to come; `drafts` are those that « Ouvrir tout » would open."""
    ended = button(t.label("Ended (%(n)s)", n=listed.others), EndedSessions()) if listed.others else None
    if not listed.total:
        text = (
            t("Sessions\n\nNo session ahead.")
            if ended
            else t("Sessions\n\nThe programme is empty. Import its file to begin.")
        )
        return Page(text, rows(ended, _home(t)))
    pages = page_count(listed.total, SESSIONS_A_PAGE)
    title = t.n(
        "%(n)s session ahead, page %(page)s/%(pages)s",
        "%(n)s sessions ahead, page %(page)s/%(pages)s",
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
            (ended, _home(t)) if ended else _home(t),
        ),
    )


def ended_list(t: Words, listed: "Listed", page: int, now: datetime) -> Page:
    """One page (from 0) of the sessions that have ended, the latest first."""
    way = (button(t.label("Sessions ahead"), OrganiserSessions()), _home(t))
    if not listed.total:
        return Page(t("Ended sessions\n\nNone yet."), rows(way))
    pages = page_count(listed.total, SESSIONS_A_PAGE)
    title = t.n(
        "%(n)s ended session, page %(page)s/%(pages)s",
        "%(n)s ended sessions, page %(page)s/%(pages)s",
        listed.total,
        page=page + 1,
        pages=pages,
    )
    return Page(
        lines(title, "", *(_line(t, each, now) for each in listed.lines)),
        rows(
            *(_session_button(t, each.session, now) for each in listed.lines),
            turners(t, page, pages, EndedSessions),
            way,
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


def state(t: Words, session: "TrainingSession", now: datetime) -> Markup:
    """What is stored, except that time alone starts and ends a session."""
    if session.state.value in ("open", "closed") and session.starts_at <= now:
        return t("ended") if session.ends_at <= now else t("under way")
    return t(STATES[session.state.value])


def _line(t: Words, listed: "SessionLine", now: datetime) -> Markup:
    how = state(t, listed.session, now)
    taken = t("%(seated)s/%(capacity)s", seated=listed.counts.seated, capacity=listed.session.capacity)
    return session_parts.line(t, listed.session, now, Markup("{}, {}").format(taken, how), title_max=28)


def _session_button(t: Words, session: "TrainingSession", now: datetime) -> Button:
    return button(session_parts.label(t, session, now), OrganiserSession(session.id))


def _home(t: Words) -> Button:
    return button(t.label("Home"), OrganiserHome())
