"""What a session asks of a registration, and the registrations that organisers decide, one at a time."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.actions.gates import ApproveRequest, RefuseRequest, Requests, ToggleApproval, ToggleQuotas
from bot.actions.organiser import OrganiserSession
from bot.actions.sessions import ShowAreas, ShowDetails
from bot.buttons import Home, OrganiserHome
from bot.language import Words
from bot.views import people, session_parts
from bot.views.page import Button, Page, button, cut, lines, rows
from bot.views.session_card import seat_buttons

if TYPE_CHECKING:
    from db.models import Registration, TrainingSession
    from training.gates import Gates as Rules
    from training.requests import Decided

WHO_MAX = 200
QUOTAS_MAX = 8
"""Quotas on the page; the others are counted."""


def gates(t: Words, found: "Rules") -> Page:
    """Whether the team's agreement is needed, and what the quotas do."""
    session = found.session
    enforced = session.quota_mode.value == "block"
    more = len(found.quotas) - QUOTAS_MAX
    text = lines(
        t("Registration rules: session %(code)s", code=session_parts.code(session)),
        "",
        t("Each registration waits for the team’s agreement.")
        if session.needs_approval
        else t("A registration needs no agreement: the place is given at once."),
        *(_quota_rule(t, enforced=enforced) if found.quotas else ()),
        *(_quota(t, each.label, each.used, each.seats) for each in found.quotas[:QUOTAS_MAX]),
        t.n("And %(n)s other quota.", "And %(n)s other quotas.", more) if more > 0 else None,
    )
    approval = t.label("Without agreement") if session.needs_approval else t.label("Ask for agreement")
    quotas = t.label("Quotas: only show") if enforced else t.label("Quotas: enforce")
    return Page(
        text,
        rows(
            button(approval, ToggleApproval(session.id)),
            button(quotas, ToggleQuotas(session.id)) if found.quotas else None,
            (button(t.label("Back"), OrganiserSession(session.id)), _home(t)),
        ),
    )


def request(t: Words, session: "TrainingSession", waiting: "Sequence[Registration]") -> Page:
    """The first of those who wait for a decision; the consequence of each answer is said."""
    code = session_parts.code(session)
    if not waiting:
        text = t("Session %(code)s: no registration awaits a decision.", code=code)
        return Page(text, rows((button(t.label("Back"), OrganiserSession(session.id)), _home(t))))
    first = waiting[0]
    text = lines(
        t.n(
            "Session %(code)s: %(n)s registration to decide",
            "Session %(code)s: %(n)s registrations to decide",
            len(waiting),
            code=code,
        ),
        "",
        cut(people.in_a_request(first.person), WHO_MAX),
        "",
        t("A place is kept until your decision. Refused, it goes to the waiting list; the person is told."),
    )
    return Page(
        text,
        rows(
            button(t.label("Accept"), ApproveRequest(first.id)),
            button(t.label("Refuse"), RefuseRequest(first.id)),
            (button(t.label("Back"), OrganiserSession(session.id)), _home(t)),
        ),
    )


def requested(t: Words, session: "TrainingSession") -> Page:
    """To the person: a place is kept until the team has decided."""
    text = t(
        "Your request is recorded: session %(code)s\n\n%(when)s\n\n"
        "A place is kept for you. The training team decides, and the answer arrives here.",
        code=session_parts.code(session),
        when=session_parts.when_line(t, session),
    )
    details = button(t.label("See the details"), ShowDetails(session.id))
    return Page(text, rows(details, button(t.label("My situation"), Home())))


def asked(t: Words, session: "TrainingSession") -> Page:
    """Pushed, to organisers."""
    text = t(
        "Registration to decide: session %(code)s\n\nA place is kept until the team’s decision.",
        code=session_parts.code(session),
    )
    return Page(text, rows(button(t.label("See the requests"), Requests(session.id)), _home(t)))


def accepted(t: Words, session: "TrainingSession") -> Page:
    """Pushed, to the person: neutral on a locked screen."""
    text = t(
        "Registration accepted: session %(code)s\n\nThe place is yours, %(days)s. Do you confirm your coming?",
        code=session_parts.code(session),
        days=session_parts.days(session),
    )
    details = button(t.label("See the details"), ShowDetails(session.id))
    return Page(
        text, rows(*seat_buttons(t, session.id, confirmed=False), details, button(t.label("My situation"), Home()))
    )


def not_accepted(t: Words, session: "TrainingSession", contact: str) -> Page:
    """Pushed, to the person: courteous, and whom to ask."""
    text = t(
        "Registration not accepted: session %(code)s\n\nThe training team could not keep a place for you. For any "
        "question, write to %(contact)s.",
        code=session_parts.code(session),
        contact=contact,
    )
    return Page(text, rows(button(t.label("Open sessions"), ShowAreas()), button(t.label("My situation"), Home())))


def decided(t: Words, outcome: "Decided") -> str:
    """A toast: what became of the request that was pressed."""
    if outcome.by_another:
        return t.label("Somebody decided before you, or the request was withdrawn.")
    return t.label("Registration accepted.") if outcome.accepted else t.label("Registration refused.")


def _quota_rule(t: Words, *, enforced: bool) -> tuple[Markup | str, ...]:
    if enforced:
        return "", t("Quotas, enforced: beyond them, people wait.")
    return "", t("Quotas, shown only: they stop nobody.")


def _quota(t: Words, label: str, used: int, seats: int) -> Markup:
    return t("%(label)s: %(used)s of %(seats)s", label=label, used=used, seats=seats)


def _home(t: Words) -> Button:
    return button(t.label("Home"), OrganiserHome())
