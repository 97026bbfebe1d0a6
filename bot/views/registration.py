"""What a registration, a confirmation or a withdrawal led to. A refusal gives its reason and the way to mend it."""

from typing import TYPE_CHECKING

from bot.actions.replacements import AskReplacement
from bot.actions.sessions import (
    AskLeaveLine,
    AskReason,
    ChooseReason,
    Confirm,
    LeaveLine,
    SendCalendar,
    ShowAreas,
    ShowSession,
    Withdraw,
)
from bot.buttons import Help, Home
from bot.language import N_, Words
from bot.views import session_parts
from bot.views.page import Button, Page, button, lines, rows

if TYPE_CHECKING:
    from db.models import TrainingSession
    from training.registration import Refused

REASONS = {
    "duty": N_("Needs of the service"),
    "leave": N_("Leave or absence"),
    "other_training": N_("Another training"),
    "new_post": N_("Change of post"),
    "other": N_("Other reason"),
    "unsaid": N_("Without saying"),
}


def seated(t: Words, session: "TrainingSession") -> Page:
    """A seat is theirs; whether they come is asked seven days before, or here at once."""
    text = t(
        "Your registration is confirmed: session %(code)s\n\n%(when)s\n\n"
        "Reminders: 7 days, 3 days and 1 day before, then 2 hours before. The summons and the mission order remain "
        "issued by your service.",
        code=session_parts.code(session),
        when=session_parts.when_line(t, session),
    )
    return Page(text, rows(button(t.label("I confirm my coming"), Confirm(session.id)), *_onward(t, session), _home(t)))


def confirmed(t: Words, session: "TrainingSession") -> Page:
    """The person intends to come."""
    text = t(
        "Your presence is confirmed: session %(code)s\n\n%(when)s\n\n"
        "If something prevents you from coming, tell us at once: somebody else may be waiting for this place.",
        code=session_parts.code(session),
        when=session_parts.when_line(t, session),
    )
    withdraw = button(t.label("I can no longer come"), AskReason(session.id))
    return Page(text, rows(*_onward(t, session), withdraw, _home(t)))


def waitlisted(t: Words, session: "TrainingSession", rank: int, *, quota_full: bool = False) -> Page:
    """No place now: a rank, and what happens next. `quota_full`: there are places, but none left for their service."""
    text = lines(
        t(
            "Waiting list of session %(code)s: your rank is %(rank)s.",
            code=session_parts.code(session),
            rank=rank,
        ),
        "",
        t("The places kept for your service are taken; the others are for other services.") if quota_full else None,
        t("A place that is freed will be offered to you here, in the order of the list, with a time to answer."),
    )
    return Page(
        text,
        rows(
            button(t.label("See the session"), ShowSession(session.id)),
            button(t.label("Leave the list"), AskLeaveLine(session.id)),
            button(t.label("Open sessions"), ShowAreas()),
            _home(t),
        ),
    )


def refused(t: Words, why: "Refused") -> Page:
    """Nothing changed: the reason, and the one button that mends it."""
    match why.reason.value:
        case "overlap" if why.other is not None:
            return _overlap(t, why.other)
        case "wrong_public":
            text = t("This session is for another public than the one of your record: corps, function or OPJ.")
            mends = button(t.label("Sessions for me"), ShowAreas())
        case "started":
            text = t("This session has already started: registrations are over.")
            mends = button(t.label("Other sessions"), ShowAreas())
        case _:
            text = t("Registrations to this session are not open.")
            mends = button(t.label("Other sessions"), ShowAreas())
    return Page(text, rows(mends, button(t.label("Help"), Help()), _home(t)))


def ask_reason(t: Words, session: "TrainingSession", *, replaceable: bool = False) -> Page:
    """First tap of two: which reason? A closed list; or, of who was put forward, somebody else comes."""
    text = lines(
        t("Session %(code)s, %(days)s", code=session_parts.code(session), days=session_parts.days(session)),
        "",
        t("What is the reason for your unavailability? No detail of service or of health is needed."),
    )
    *alone, other, unsaid = (button(str(t(label)), ChooseReason(session.id, key)) for key, label in REASONS.items())
    replace = button(t.label("Have me replaced"), AskReplacement(session.id)) if replaceable else None
    back = button(t.label("Back"), ShowSession(session.id))
    return Page(text, rows(replace, *alone, (other, unsaid), back, _home(t)))


def check_withdrawal(t: Words, session: "TrainingSession", reason: str) -> Page:
    """Second tap: the consequence is stated before it."""
    text = t(
        "Free your place at session %(code)s?\n\n"
        "It is offered at once to the next person on the list. Coming back will depend on the free places.\n"
        "Reason: %(reason)s",
        code=session_parts.code(session),
        reason=t(REASONS[reason]),
    )
    return Page(
        text,
        rows(
            button(t.label("Free my place"), Withdraw(session.id, reason)),
            button(t.label("Back"), AskReason(session.id)),
            _home(t),
        ),
    )


def withdrawn(t: Words, session: "TrainingSession") -> Page:
    """The seat is free."""
    text = t(
        "Recorded: your place at session %(code)s is free. Thank you for letting us know; "
        "inform your hierarchy as well.",
        code=session_parts.code(session),
    )
    return Page(text, rows(button(t.label("Open sessions"), ShowAreas()), _home(t)))


def ask_leave_line(t: Words, session: "TrainingSession", *, requested: bool = False) -> Page:
    """« Quitter la liste »: the rank is lost; or `requested`: the place that was kept is."""
    code = session_parts.code(session)
    text = (
        t("Withdraw your request for session %(code)s? The place kept for you goes to the waiting list.", code=code)
        if requested
        else t("Give up session %(code)s? Your rank on the waiting list cannot be taken back.", code=code)
    )
    return Page(
        text,
        rows(
            button(t.label("Withdraw my request") if requested else t.label("Give up"), LeaveLine(session.id)),
            button(t.label("Back"), ShowSession(session.id)),
            _home(t),
        ),
    )


def left_line(t: Words, session: "TrainingSession", *, requested: bool = False) -> Page:
    """They wait no longer, or have withdrawn their request."""
    code = session_parts.code(session)
    text = (
        t("Recorded: your request for session %(code)s is withdrawn.", code=code)
        if requested
        else t("Recorded: you are no longer on the waiting list of session %(code)s.", code=code)
    )
    return Page(text, rows(button(t.label("Open sessions"), ShowAreas()), _home(t)))


def _overlap(t: Words, other: "TrainingSession") -> Page:
    code = session_parts.code(other)
    text = t(
        "The dates overlap: a place is already yours at session %(code)s, %(days)s. Only one of the two is possible.",
        code=code,
        days=session_parts.days(other),
    )
    see = button(t.label("See session %(code)s", code=code), ShowSession(other.id))
    return Page(text, rows(see, button(t.label("Other sessions"), ShowAreas()), _home(t)))


def _onward(t: Words, session: "TrainingSession") -> list[Button]:
    return [
        button(t.label("See the session"), ShowSession(session.id)),
        button(t.label("Diary file (.ics)"), SendCalendar(session.id)),
    ]


def _home(t: Words) -> Button:
    return button(t.label("My situation"), Home())
