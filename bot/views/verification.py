"""Organisers decide who, among those who came without a link, is let in."""

from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.actions.organiser import (
    AcceptApplicant,
    Applicant,
    Applicants,
    BindAccount,
    KnownAlready,
    RefuseApplicant,
)
from bot.actions.sessions import ShowAreas
from bot.buttons import Help, Home, OrganiserHome
from bot.language import Words
from bot.views import people
from bot.views.contact import spaced
from bot.views.page import Button, Page, button, cut, lines, rows
from bot.views.paging import part, turners

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.models import Person

SIZE = 5
LINE_MAX, WHO_MAX = 80, 120


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


def applicant(t: Words, person: "Person", known: int = 0) -> Page:
    """One person who waits, with their whole record; `known` people are probably the same."""
    text = lines(
        t("Request to verify"),
        "",
        people.record(t, person),
        "",
        t("This person came without a link from the team. Accepted, they see the sessions open to their public."),
    )
    same = button(t.label("Known already? (%(n)s)", n=known), KnownAlready(person.id)) if known else None
    return Page(text, _decision(t, person.id, same, button(t.label("Back"), Applicants())))


def known_already(t: Words, person: "Person", known: "Sequence[Person]") -> Page:
    """Who asks, beside who is probably the same: another telephone, another account. A call comes before."""
    text = lines(
        t("Same person, new account?"),
        "",
        t("Asks: %(who)s", who=cut(people.in_a_request(person), WHO_MAX)),
        "",
        t("Known already:"),
        *(_known(t, rank, one) for rank, one in enumerate(known, 1)),
        "",
        t("Call first, on the number that was known. Bound, the former account opens nothing any more."),
    )
    ranked, home = enumerate(known, 1), button(t.label("Home"), OrganiserHome())
    bind = [button(t.label("%(rank)s. Bind", rank=rank), BindAccount(person.id, one.id)) for rank, one in ranked]
    return Page(text, rows(*bind, (button(t.label("Back"), Applicant(person.id)), home)))


def bound(t: Words, name: str, left: int) -> Page:
    """After the tap: `left` people still wait."""
    text = t("Account bound: %(name)s. The person is told on the new account.", name=name)
    more = button(t.label("To verify (%(n)s)", n=left), Applicants()) if left else None
    return Page(text, rows(more, button(t.label("Home"), OrganiserHome())))


def bound_to(t: Words) -> Page:
    """Pushed to the person."""
    text = t("This account is bound to your record: your sessions are here. The former account opens nothing any more.")
    return Page(text, rows(button(t.label("My situation"), Home())))


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


def _known(t: Words, rank: int, one: "Person") -> Markup:
    phone = spaced(one.phone) if one.phone else t.label("no telephone")
    return Markup("{}. {}, {}").format(rank, cut(people.in_a_list(one), LINE_MAX), phone)


def _decision(t: Words, person_id: int, *others: Button | None) -> tuple[tuple[Button, ...], ...]:
    yes = button(t.label("Accept"), AcceptApplicant(person_id))
    no = button(t.label("Refuse"), RefuseApplicant(person_id))
    return rows((yes, no), *others, button(t.label("Home"), OrganiserHome()))
