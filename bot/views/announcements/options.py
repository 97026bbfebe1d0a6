"""How an announcement arrives: five switches."""

from typing import TYPE_CHECKING

from bot.actions.composing import ShowPreview, ToggleOption
from bot.buttons import OrganiserHome
from bot.language import N_, Words
from bot.views.page import Page, button, lines, rows

if TYPE_CHECKING:
    from db.models import Announcement

OPTIONS = {
    "urgent": (N_("Urgent: %(choice)s"), N_("Urgent: even during the quiet hours.")),
    "protected": (N_("Protected copy: %(choice)s"), N_("Protected copy: neither forwarding nor screenshot.")),
    "neutral": (
        N_("Neutral screen: %(choice)s"),
        N_("Neutral screen: only the first line is shown, “Read” opens the rest."),
    ),
    "asks_acknowledgement": (N_("Acknowledged: %(choice)s"), N_("Acknowledged: each person is asked to answer.")),
    "reaches_latecomers": (
        N_("Late arrivals: %(choice)s"),
        N_("Late arrivals: also to those who join the session before its end."),
    ),
}


def options(t: Words, draft: "Announcement") -> Page:
    """Each tap switches one; late arrivals only where there is a session to join."""
    offered = [name for name in OPTIONS if name != "reaches_latecomers" or draft.audience.get("sessions")]
    text = lines(t("Options of the sending"), "", *(t(OPTIONS[name][1]) for name in offered))
    yes, no = t.label("yes"), t.label("no")
    switches = [
        button(t.label(OPTIONS[name][0], choice=yes if getattr(draft, name) else no), ToggleOption(draft.id, name))
        for name in offered
    ]
    see = button(t.label("See the preview"), ShowPreview(draft.id))
    return Page(text, rows(*switches, see, button(t.label("Home"), OrganiserHome())))
