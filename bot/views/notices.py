"""Pages that are pushed, unprompted. Neutral on a locked screen: kind, code, date; no theme, venue, name or rank."""

from datetime import datetime
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from bot.actions.organiser import AcceptApplicant, Applicant, RefuseApplicant
from bot.actions.sessions import ShowDetails
from bot.buttons import Home, OrganiserHome
from bot.language import N_, Words
from bot.views import dates, people, session_parts
from bot.views.evaluation import invitation_buttons
from bot.views.page import Page, button, cut, lines, rows
from bot.views.session_card import seat_buttons
from training.calendar import days_until

if TYPE_CHECKING:
    from db.models import Evaluation, Person, Registration, TrainingSession

REMINDERS = {
    "j7": N_("Your answer is awaited. It serves to prepare the places and the documents."),
    "j3": N_(
        "Beginning: %(beginning)s. Think of your mission order and of your journey. Place and hours: touch “See the "
        "details”."
    ),
    "j1": N_("A signature is asked on site for each half-day. Place and hours: touch “See the details”."),
    "h2": N_("If something prevents you from coming, tell the team in one tap."),
}
"""What each reminder says under its first line."""
WHO_MAX = 120


def verification_asked(t: Words, applicant: "Person") -> Page:
    """To organisers, who decide in one tap. Who it is stays hidden on a locked screen: a spoiler is, until touched."""
    text = t(
        "Access request to verify\n\nA person without a link asks for access to the programme (touch to read): "
        "<tg-spoiler>%(who)s</tg-spoiler>",
        who=cut(people.in_a_request(applicant), WHO_MAX),
    )
    return Page(
        text,
        rows(
            (
                button(t.label("Accept"), AcceptApplicant(applicant.id)),
                button(t.label("Refuse"), RefuseApplicant(applicant.id)),
            ),
            button(t.label("See the record"), Applicant(applicant.id)),
            button(t.label("Home"), OrganiserHome()),
        ),
    )


def reminder(t: Words, session: "TrainingSession", mine: "Registration", kind: str, now: datetime) -> Page:
    """A reminder as it reads at `now` (any zone): « demain » is counted at the venue. `kind` is of REMINDERS."""
    confirmed = mine.intention.value == "confirmed"
    if confirmed and kind == "j7":
        body = t("Your presence is confirmed. If something prevents you from coming, tell us now.")
    else:
        body = t(REMINDERS[kind], beginning=dates.moment(session.starts_at, session.zone))
    return Page(
        lines(_first_line(t, session, now), "", body),
        rows(
            *seat_buttons(t, session.id, confirmed=confirmed),
            button(t.label("See the details"), ShowDetails(session.id, kind)),
            button(t.label("My situation"), Home()),
        ),
    )


def evaluation_opened(t: Words, evaluation_id: int, opening: str) -> Page:
    """« Votre avis »: the questionnaire's own opening, with the session's code in it."""
    return Page(escape(opening), invitation_buttons(t, evaluation_id))


def evaluation_again(t: Words, session: "TrainingSession", awaited: "Evaluation", left: int, *, begun: bool) -> Page:
    """To who has not answered; `left` questions wait. What was `begun` is kept."""
    text = lines(
        t.n(
            "Optional feedback: session %(code)s, %(n)s question left",
            "Optional feedback: session %(code)s, %(n)s questions left",
            left,
            code=session_parts.code(session),
        ),
        "",
        t("Your answers are kept.") if begun else None,
        t("The answers are confidential. Close: %(limit)s.", limit=dates.moment(awaited.closes_at, session.zone)),
    )
    return Page(text, invitation_buttons(t, awaited.id, begun=begun))


def _first_line(t: Words, session: "TrainingSession", now: datetime) -> Markup:
    days = days_until(session, now)
    when = dates.in_days(days)
    if days <= 1:
        when = t.label("%(day)s at %(hour)s", day=when, hour=dates.hour(session.opens))
    return t("Training reminder: session %(code)s, %(when)s", code=session_parts.code(session), when=when)
