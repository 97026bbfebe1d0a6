"""The one thing that the bot says in a group."""

from bot.language import Words
from bot.views.page import Page


def adopted(t: Words) -> Page:
    """In the organisers' own group: no name, no session, no button."""
    return Page(t("This group is now known as the training team’s own. The robot shows no name and no session in it."))
