"""A personal link: what it is, and what is asked before anything of its person is shown."""

from bot.actions.arrival import ReadNotice
from bot.actions.identification import FillFiche
from bot.buttons import Help, Home
from bot.language import N_, Words
from bot.views.page import Page, button, lines, rows

QUESTIONS = {
    "phone": N_("Write the last three digits of your mobile telephone, the one that your service gave."),
    "name": N_("Write your first name and your last name, as your service gave them."),
}


def welcome(t: Words, programme: str, code: str) -> Page:
    """To whoever opens a link that can be used: nothing says whose it is."""
    text = t(
        "Welcome. This personal link was prepared at the request of a service, for a person whom it puts forward for "
        "a training session of the programme %(programme)s.\n\n"
        "It serves once and is not to be passed on. First, one minute to read what becomes of your data.",
        programme=programme,
    )
    return Page(text, rows(button(t.label("Start"), ReadNotice(code)), button(t.label("Help"), Help())))


def ask(t: Words, proof: str, left: int | None = None) -> Page:
    """`proof` is a key of QUESTIONS; `left` tries are left after a wrong answer."""
    again = t.n(
        "This is not what the list says. %(n)s more try.",
        "This is not what the list says. %(n)s more tries.",
        left or 0,
    )
    text = lines(
        again if left is not None else t("Your personal link: is it yours?"),
        "",
        t(QUESTIONS[proof]),
        "",
        t("Your record is prepared already: it appears then."),
    )
    return Page(text, rows(button(t.label("Without this link"), FillFiche()), button(t.label("Help"), Help())))


def refused(t: Words, *, identified: bool) -> Page:
    """A link that lets this account in no more. The team knows where it was blocked."""
    text = t(
        "This link cannot be used here. No data is shown; the training team is told of wrong answers.\n\n"
        "If it is meant for you, ask your service or the training team for a new one."
    )
    way_on = button(t.label("My situation"), Home()) if identified else button(t.label("Create my record"), FillFiche())
    return Page(text, rows(way_on, button(t.label("Help"), Help())))
