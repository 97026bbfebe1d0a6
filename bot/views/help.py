"""« Aide »: how to get an answer, and what not to write here."""

from bot.actions.my_data import MyData
from bot.actions.questions import AskTeam
from bot.buttons import Home
from bot.language import Words
from bot.views.page import Page, button, rows


def help_page(t: Words, contact: str, *, known: bool = False) -> Page:
    """`known`: whose chat it is has read the notice, and may write here."""
    text = t(
        "Help\n\n"
        "For a question about a session, your record or your data, write to the training team: %(contact)s.\n"
        "A link or a code that does not work: ask whoever gave it to you for a new one.\n\n"
        "Never any service or investigation information in this conversation.",
        contact=contact,
    )
    write = button(t.label("Write to the team"), AskTeam()) if known else None
    return Page(text, rows(write, button(t.label("My situation"), Home()), button(t.label("My data"), MyData())))
