"""What is pushed when a session is changed: neutral first line, the former beside the new, what can be answered."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.actions.replacements import AskReplacement
from bot.actions.sessions import AskLeaveLine, SendCalendar, ShowAreas, ShowDetails, ShowSession
from bot.buttons import Home
from bot.language import N_, Words
from bot.views import dates, session_parts
from bot.views.page import Button, Page, button, cut, lines, rows
from bot.views.session_card import seat_buttons

if TYPE_CHECKING:
    from db.models import Registration, SessionChange, TrainingSession

OTHERS_MAX, PLACE_MAX = 3, 90


def moved(
    t: Words,
    session: "TrainingSession",
    change: "SessionChange",
    mine: "Registration",
    reminded_at: datetime | None,
    *,
    replaceable: bool = False,
) -> Page:
    """Old and new days side by side. `reminded_at` (UTC): a reminder of the old ones had come, and is void.

    `replaceable`: somebody else may come in their place.
    """
    code, seat = session_parts.code(session), mine.seat.value
    text = lines(
        _head(t, code, seat, corrects=reminded_at is not None),
        "",
        _void(t, session, reminded_at),
        t("Former days: %(days)s", days=_struck(dates.span(change.first_day, change.last_day))),
        t("New days: %(days)s", days=_bold(session_parts.days(session))),
        "",
        _standing(t, session, change, seat),
    )
    answers = _answers(t, session, mine)
    if replaceable:
        answers.insert(2, button(t.label("Have me replaced"), AskReplacement(session.id)))
    return Page(text, rows(*answers, button(t.label("My situation"), Home())))


def altered(t: Words, session: "TrainingSession", change: "SessionChange", mine: "Registration") -> Page:
    """Another place, or other hours: only what changes is in bold."""
    changed = []
    if (change.venue, change.town) != (session.venue, session.town):
        changed.append(t("New place: %(place)s", place=_bold(cut(session_parts.place(session), PLACE_MAX))))
    if (change.opens, change.closes) != (session.opens, session.closes):
        changed.append(t("New hours: %(hours)s", hours=_bold(str(session_parts.hours(t, session)))))
    text = lines(
        t("Change: session %(code)s, %(day)s", code=session_parts.code(session), day=session_parts.days(session)),
        "",
        *changed,
        t("The days remain the same."),
    )
    return Page(text, rows(*_answers(t, session, mine), button(t.label("My situation"), Home())))


def cancelled(
    t: Words, session: "TrainingSession", reason: str, others: "Sequence[TrainingSession]", now: datetime
) -> Page:
    """Why, and the other dates of the same activity."""
    text = lines(
        t("Cancellation: session %(code)s, %(days)s", code=session_parts.code(session),
          days=session_parts.days(session)),
        "",
        t("This session does not take place. Reason: %(reason)s.", reason=reason),
        t("If a mission order is signed already, inform your hierarchy."),
        t("The same training on other days:") if others else None,
    )  # fmt: skip
    dated = [button(session_parts.label(t, each, now), ShowSession(each.id)) for each in others[:OTHERS_MAX]]
    return Page(
        text,
        rows(
            *dated,
            button(t.label("Diary file (.ics)"), SendCalendar(session.id)),
            button(t.label("Open sessions"), ShowAreas()),
            button(t.label("My situation"), Home()),
        ),
    )


def seat_lost(t: Words, session: "TrainingSession", rank: int) -> Page:
    """There are fewer places: theirs is not there any more, and they are the first to be offered one."""
    text = t(
        "Fewer places: session %(code)s, waiting list\n\nThe number of places was reduced and yours could not be kept. "
        "Your rank on the waiting list is %(rank)s: the next place is offered to you here.",
        code=session_parts.code(session),
        rank=rank,
    )
    return Page(
        text,
        rows(
            button(t.label("Leave the list"), AskLeaveLine(session.id)),
            button(t.label("Open sessions"), ShowAreas()),
            button(t.label("My situation"), Home()),
        ),
    )


WAITS = {"waiting": N_("Your rank on the waiting list is kept."), "requested": N_("Your request is kept.")}


def _head(t: Words, code: str, seat: str, *, corrects: bool) -> Markup:
    if corrects:
        return t("Correction: session %(code)s, new days", code=code)
    if seat == "seated":
        return t("New days: session %(code)s, answer expected", code=code)
    return t("New days: session %(code)s", code=code)


def _standing(t: Words, session: "TrainingSession", change: "SessionChange", seat: str) -> Markup:
    if seat == "withdrawn":
        return t("A place is yours in another session on these days: that one is kept, this one is not.")
    if seat != "seated":
        return t(WAITS[seat])
    assert change.answer_until is not None
    return t("Your place is kept. Your answer is awaited until %(limit)s.",
             limit=dates.moment(change.answer_until, session.zone))  # fmt: skip


def _void(t: Words, session: "TrainingSession", reminded_at: datetime | None) -> Markup | None:
    if reminded_at is None:
        return None
    return t("The reminder of %(day)s is void.", day=dates.moment(reminded_at, session.zone))


def _answers(t: Words, session: "TrainingSession", mine: "Registration") -> list[Button]:
    if mine.seat.value == "withdrawn":
        return [button(t.label("Other sessions"), ShowAreas())]
    details = button(t.label("See the details"), ShowDetails(session.id))
    if mine.seat.value == "seated":
        diary = button(t.label("Diary file (.ics)"), SendCalendar(session.id))
        return [*seat_buttons(t, session.id, confirmed=mine.intention.value == "confirmed"), details, diary]
    leave = t.label("Withdraw my request") if mine.seat.value == "requested" else t.label("Leave the list")
    return [button(leave, AskLeaveLine(session.id)), details]


def _bold(words: str | Markup) -> Markup:
    return Markup("<b>{}</b>").format(words)


def _struck(words: str) -> Markup:
    return Markup("<s>{}</s>").format(words)
