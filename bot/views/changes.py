"""A session that organisers change: what is asked, what it would lead to, what people have answered."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.actions.changes import AskChange, ChangeSession, ConfirmChange, MoveTally, WaitingLine
from bot.actions.organiser import OrganiserSession
from bot.actions.practical import EditPractical
from bot.buttons import OrganiserHome
from bot.language import N_, Words
from bot.views import dates, people, session_parts
from bot.views.page import Button, Page, button, cut, lines, pairs, rows

if TYPE_CHECKING:
    from datetime import time

    from db.models import Registration, TrainingSession
    from training.changes.moving import Plan, Tally

MOVE, PLACE, HOURS, CAPACITY, CANCEL = "move", "place", "hours", "capacity", "cancel"
"""What can be changed: the steps of the flow, as dialogs keep them."""
NAMED_MAX, PLACE_MAX = 5, 90
NAMES_MAX = 200
LABELS = {MOVE: N_("Other days"), PLACE: N_("Place"), HOURS: N_("Hours"), CAPACITY: N_("Places")}
ASKED = {
    MOVE: N_("Write the new days: “12/10/2026” for the first one, or “12/10/2026 to 14/10/2026”."),
    PLACE: N_("Write the new place and its town: “Police academy, Dakar”."),
    HOURS: N_("Write the new hours of the day: “9:00 - 16:30”."),
    CAPACITY: N_("Write the new number of places."),
    CANCEL: N_("Write the reason, in a few words: everybody registered or waiting will read it."),
}
PROBLEMS = {
    MOVE: N_("These days were not understood, have begun, or are the present ones: nothing was changed."),
    PLACE: N_("This place was not understood, or is the present one: nothing was changed."),
    HOURS: N_("These hours were not understood, or are the present ones: nothing was changed."),
    "half_days": N_("These hours take another half-day, when people may be elsewhere: choose new days instead."),
    CAPACITY: N_("A whole number of places is needed, at least 1: nothing was changed."),
    CANCEL: N_("A reason of 120 characters at most is needed: nothing was changed."),
}


def menu(t: Words, session: "TrainingSession", *, moved: bool, waiting: int) -> Page:
    """What shall change? Nothing does before a number of people is shown and agreed to."""
    text = lines(
        t("Change session %(code)s", code=session_parts.code(session)),
        "",
        session_parts.when_line(t, session),
        cut(session_parts.place(session), PLACE_MAX),
        "",
        t("Nothing changes before you have seen how many people are told."),
    )
    return Page(
        text,
        rows(
            *pairs([button(str(t(label)), AskChange(session.id, what)) for what, label in LABELS.items()]),
            button(t.label("Practical notes"), EditPractical(session.id)),
            button(t.label("Waiting list (%(n)s)", n=waiting), WaitingLine(session.id)) if waiting else None,
            button(t.label("Answers to the move"), MoveTally(session.id)) if moved else None,
            button(t.label("Cancel the session"), AskChange(session.id, CANCEL)),
            (button(t.label("Back"), OrganiserSession(session.id)), _home(t)),
        ),
    )


def ask(t: Words, session: "TrainingSession", what: str, problem: str = "") -> Page:
    """The question of `what`, a key of ASKED; `problem` of PROBLEMS comes first."""
    text = lines(
        t(PROBLEMS[problem]) if problem else None,
        "" if problem else None,
        t("Session %(code)s", code=session_parts.code(session)),
        session_parts.when_line(t, session),
        cut(session_parts.place(session), PLACE_MAX),
        t("Places: %(capacity)s", capacity=session.capacity) if what == CAPACITY else None,
        "",
        t(ASKED[what]),
    )
    return Page(text, rows((button(t.label("Back"), ChangeSession(session.id)), _home(t))))


def confirm_move(t: Words, plan: "Plan") -> Page:
    """The former days and the new ones, how many are told, and who cannot be in two rooms."""
    session = plan.session
    text = lines(
        t("Move session %(code)s?", code=session_parts.code(session)),
        "",
        t("Former days: %(days)s", days=session_parts.days(session)),
        t("New days: %(days)s", days=dates.span(plan.first_day, plan.last_day)),
        "",
        _told(t, plan.told),
        _elsewhere(t, plan.elsewhere),
    )
    return _confirm(t, session, t.label("Move the session"), text, MOVE)


def confirm_place(t: Words, session: "TrainingSession", venue: str, town: str, told: int) -> Page:
    text = lines(
        t("Change the place of session %(code)s?", code=session_parts.code(session)),
        "",
        t("Former place: %(place)s", place=cut(session_parts.place(session), PLACE_MAX)),
        t("New place: %(place)s", place=cut(venue if town in venue else f"{venue}, {town}", PLACE_MAX)),
        "",
        _told(t, told),
    )
    return _confirm(t, session, t.label("Change the place"), text, PLACE)


def confirm_hours(t: Words, session: "TrainingSession", opens: "time", closes: "time", told: int) -> Page:
    text = lines(
        t("Change the hours of session %(code)s?", code=session_parts.code(session)),
        "",
        t("Former hours: %(hours)s", hours=session_parts.hours(t, session)),
        t("New hours: from %(opens)s to %(closes)s", opens=dates.hour(opens), closes=dates.hour(closes)),
        "",
        _told(t, told),
    )
    return _confirm(t, session, t.label("Change the hours"), text, HOURS)


def confirm_cancel(t: Words, session: "TrainingSession", reason: str, told: int) -> Page:
    text = lines(
        t("Cancel session %(code)s?", code=session_parts.code(session)),
        "",
        t("Reason, read by everybody: %(reason)s", reason=reason),
        _told(t, told),
        t("A cancellation cannot be undone."),
    )
    return _confirm(t, session, t.label("Cancel the session"), text, CANCEL)


def confirm_capacity(t: Words, session: "TrainingSession", capacity: int, losing: "Sequence[Registration]") -> Page:
    """Another number of seats; fewer than people: who is concerned."""
    head = t("Session %(code)s: %(capacity)s places?", code=session_parts.code(session), capacity=capacity)
    if not losing:
        nobody = t("Nobody loses a place; free places are offered to those who wait.")
        return _confirm(t, session, t.label("Change the places"), lines(head, "", nobody), CAPACITY)
    text = lines(
        head,
        "",
        t.n(
            "%(n)s person who has a place would wait again, before all others, and is told: %(names)s",
            "%(n)s persons who have a place would wait again, before all others, and are told: %(names)s",
            len(losing),
            names=_names(losing),
        ),
    )
    return _confirm(t, session, t.label("Reduce the places"), text, CAPACITY)


def tally(t: Words, found: "Tally") -> Page:
    """What people have answered to the last move."""
    session, change, said = found.session, found.change, found.answers
    assert change.answer_until is not None
    text = lines(
        t("Session %(code)s, new days: answers", code=session_parts.code(session)),
        "",
        t("Former days: %(days)s", days=dates.span(change.first_day, change.last_day)),
        t("New days: %(days)s", days=session_parts.days(session)),
        t("Confirmed: %(confirmed)s; unavailable: %(declined)s", confirmed=said.confirmed, declined=said.declined),
        t("Without an answer: %(silent)s", silent=said.silent),
        "",
        t("Answers are awaited until %(limit)s; after that, places are kept.",
          limit=dates.moment(change.answer_until, session.zone)),
    )  # fmt: skip
    return Page(
        text,
        rows(
            button(t.label("Update"), MoveTally(session.id)),
            (button(t.label("Back"), ChangeSession(session.id)), _home(t)),
        ),
    )


def done(t: Words, told: int) -> str:
    """A toast: it is done, and so many are told."""
    return t.label_n("Done: %(n)s person is told.", "Done: %(n)s persons are told.", told)


def _confirm(t: Words, session: "TrainingSession", label: str, text: Markup, what: str) -> Page:
    return Page(
        text,
        rows(
            button(label, ConfirmChange(session.id, session.version)),
            button(t.label("Write it again"), AskChange(session.id, what)),
            (button(t.label("Back"), ChangeSession(session.id)), _home(t)),
        ),
    )


def _told(t: Words, told: int) -> Markup:
    return t.n("%(n)s person is told at once.", "%(n)s persons are told at once.", told)


def _elsewhere(t: Words, found: "Sequence[Registration]") -> Markup | None:
    if not found:
        return None
    return t.n(
        "%(n)s person has a place elsewhere on these days, keeps that one and leaves this session: %(names)s",
        "%(n)s persons have a place elsewhere on these days, keep that one and leave this session: %(names)s",
        len(found),
        names=_names(found),
    )


def _names(found: "Sequence[Registration]") -> str:
    return cut(", ".join(people.name(each.person) for each in found[:NAMED_MAX]), NAMES_MAX)


def _home(t: Words) -> Button:
    return button(t.label("Home"), OrganiserHome())
