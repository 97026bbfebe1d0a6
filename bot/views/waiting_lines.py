"""Who waits for a session, as organisers see it: somebody is moved to its head, for a reason that is kept."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.actions.changes import AskMoveUp, ChangeSession, MoveUp, WaitingLine
from bot.buttons import OrganiserHome
from bot.language import N_, Words
from bot.views import people, session_parts
from bot.views.page import LABEL_MAX, Button, Page, button, cut, lines, rows
from bot.views.paging import part, turners

if TYPE_CHECKING:
    from db.models import Registration, TrainingSession

PEOPLE_A_PAGE = 5
REASONS = {
    "service": N_("Need of the service"),
    "quota": N_("Balance of the quotas"),
    "error": N_("Error put right"),
    "other": N_("Other reason"),
}


def line(t: Words, session: "TrainingSession", waiting: "Sequence[Registration]", page: int) -> Page:
    """Who waits, in order; a press asks why they should pass the others."""
    ranked = list(enumerate(waiting, 1))
    shown = part(ranked, page, PEOPLE_A_PAGE)
    text = lines(
        t("Session %(code)s: waiting list", code=session_parts.code(session)),
        "",
        t("Touch a name to move the person to the head of the list, for a reason that is kept.")
        if waiting
        else t("Nobody waits."),
    )
    names = [
        button(cut(f"{rank}. {people.name(each.person)}", LABEL_MAX), AskMoveUp(each.id)) for rank, each in shown.items
    ]
    return Page(
        text,
        rows(
            *names,
            turners(t, shown.page, shown.pages, lambda to: WaitingLine(session.id, to)),
            (button(t.label("Back"), ChangeSession(session.id)), _home(t)),
        ),
    )


def ask_move_up(t: Words, session: "TrainingSession", waiting: "Registration", rank: int) -> Page:
    """Why somebody passes the others."""
    text = lines(
        t(
            "Session %(code)s: move %(name)s (rank %(rank)s) to the head of the waiting list?",
            code=session_parts.code(session),
            name=people.name(waiting.person),
            rank=rank,
        ),
        "",
        t("The next place is offered to that person. Your name and the reason are kept."),
    )
    reasons = [button(str(t(label)), MoveUp(waiting.id, reason)) for reason, label in REASONS.items()]
    return Page(text, rows(*reasons, (button(t.label("Back"), WaitingLine(session.id)), _home(t))))


def _home(t: Words) -> Button:
    return button(t.label("Home"), OrganiserHome())
