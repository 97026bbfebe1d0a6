"""Organisers decide who, among those who came without a link, is let in."""

from typing import TYPE_CHECKING

from bot.actions.organiser import AcceptApplicant, Applicant, Applicants, RefuseApplicant
from bot.actions.sessions import ShowAreas
from bot.buttons import Help, Home, OrganiserHome
from bot.language import Words
from bot.views import people
from bot.views.page import Button, Page, button, cut, lines, rows
from bot.views.paging import part, turners

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.models import Person

SIZE = 5
LINE_MAX = 80


def applicants(t: Words, waiting: "Sequence[Person]", page: int) -> Page:
    """Who waits, the longest waiting first."""
    home = button(t.label("Home"), OrganiserHome())
    if not waiting:
        return Page(t("Requests to verify\n\nNobody is waiting."), rows(home))
    shown = part(waiting, page, SIZE)
    ranked = list(enumerate(shown.items, shown.start + 1))
    named = [f"{rank}. {cut(people.in_a_list(one), LINE_MAX)}" for rank, one in ranked]
    buttons = [button(f"{rank}. {people.name(one)}", Applicant(one.id)) for rank, one in ranked]
    title = t.n("%(n)s request to verify", "%(n)s requests to verify", len(waiting))
    return Page(lines(title, "", *named), rows(*buttons, turners(t, shown.page, shown.pages, Applicants), home))


def applicant(t: Words, person: "Person") -> Page:
    """One person who waits, with their whole record."""
    text = lines(
        t("Request to verify"),
        "",
        people.record(t, person),
        "",
        t("This person came without a link from the team. Accepted, they see the sessions open to their public."),
    )
    return Page(text, _decision(t, person.id, button(t.label("Back"), Applicants())))


def decided(t: Words, name: str, *, accepted: bool, again: bool, left: int) -> Page:
    """After the tap; `again`: a colleague, or an earlier tap, came first. `left`: how many still wait."""
    if again:
        text = (
            t("This request had already been answered: %(name)s, accepted.", name=name)
            if accepted
            else t("This request had already been answered: %(name)s, refused.", name=name)
        )
    elif accepted:
        text = t(
            "Request accepted: %(name)s. The person is told, and sees the sessions open to their public.", name=name
        )
    else:
        text = t("Request refused: %(name)s. The person is told, and sees no session.", name=name)
    more = button(t.label("To verify (%(n)s)", n=left), Applicants()) if left else None
    return Page(text, rows(more, button(t.label("Home"), OrganiserHome())))


def answered(t: Words, *, accepted: bool, contact: str) -> Page:
    """Pushed to the person: an organiser has answered."""
    if accepted:
        text = t("Your request is accepted: the sessions open to your public are shown to you here.")
        return Page(text, rows(button(t.label("Open sessions"), ShowAreas()), button(t.label("My situation"), Home())))
    text = t(
        "Your request was not accepted. If this is a mistake, see with your service, or write to %(contact)s.",
        contact=contact,
    )
    return Page(text, rows(button(t.label("My situation"), Home()), button(t.label("Help"), Help())))


def _decision(t: Words, person_id: int, other: Button) -> tuple[tuple[Button, ...], ...]:
    yes = button(t.label("Accept"), AcceptApplicant(person_id))
    no = button(t.label("Refuse"), RefuseApplicant(person_id))
    return rows((yes, no), other, button(t.label("Home"), OrganiserHome()))
