"""A telephone number: asked for by the one button that Telegram vouches for, kept or not."""

from bot.actions.my_data import AskPhone, MyData
from bot.buttons import Home
from bot.language import N_, Words
from bot.views.page import Page, button, rows

REASONS = {
    "not_yours": N_("This contact is not your own: nothing was kept."),
    "not_a_mobile": N_("This number is not a Senegalese mobile number: nothing was kept."),
}


def ask(t: Words) -> Page:
    """The contact button appears in place of the keyboard."""
    text = t(
        "Your telephone serves the training team only, to reach you about a session.\n\n"
        "Touch « Send my number » at the bottom of the screen. To send nothing, write /mesdonnees."
    )
    return Page(text, ask_contact=t.label("Send my number"))


def trusted(t: Words, phone: str) -> Page:
    """The number is kept."""
    text = t("Your number is recorded: %(phone)s.", phone=spaced(phone))
    return Page(text, rows(button(t.label("My data"), MyData()), button(t.label("My situation"), Home())))


def refused(t: Words, reason: str) -> Page:
    """`reason` is a key of REASONS."""
    again = button(t.label("Send my own number"), AskPhone())
    return Page(t(REASONS[reason]), rows(again, button(t.label("My situation"), Home())))


def spaced(phone: str) -> str:
    """+221730000000 -> +221 73 000 00 00, with no-break spaces."""
    parts = (phone[:4], phone[4:6], phone[6:9], phone[9:11], phone[11:])
    return "\u00a0".join(part for part in parts if part)
