"""What the bot does not read."""

from bot.actions.stray import Resume
from bot.buttons import Help, Home
from bot.language import Words
from bot.views.page import Page, button, rows


def text_only(t: Words) -> Page:
    """After a sticker, a photo, a voice message, a place."""
    text = t("The robot reads text and buttons only. What you sent was not kept.")
    ways = (button(t.label("Resume"), Resume()), button(t.label("Help"), Help()))
    return Page(text, rows(ways, button(t.label("My situation"), Home())))
