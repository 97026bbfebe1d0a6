"""« Annonces »: the latest first, each with how it stands."""

from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.actions.announcements import AnnouncementNow
from bot.actions.composing import Announcements, NewAnnouncement, ShowPreview
from bot.buttons import Action, OrganiserHome
from bot.language import N_, Words
from bot.views.page import Button, Page, button, cut, lines, pairs, rows
from bot.views.paging import page_count, turners
from training import html_text

if TYPE_CHECKING:
    from db.models import Announcement
    from training.announcements.listing import Listed, Standing

ANNOUNCEMENTS_A_PAGE = 6
BEGINNING_MAX = 36

STANDINGS = {
    "draft": N_("draft"),
    "awaiting": N_("agreement asked"),
    "scheduled": N_("planned"),
    "held": N_("to decide"),
    "running": N_("being sent"),
    "paused": N_("paused"),
    "done": N_("sent"),
    "stopped": N_("stopped"),
    "cancelled": N_("given up"),
}
CONTENTS = {"text": N_("text"), "photo": N_("photo"), "document": N_("document"), "location": N_("place")}


def listing(t: Words, listed: "Listed", page: int) -> Page:
    """One page, from 0."""
    text = lines(
        t("Announcements"),
        "",
        *(_line(t, each, standing) for each, standing in listed.lines),
        None if listed.lines else t("None yet."),
    )
    return Page(
        text,
        rows(
            button(t.label("New announcement"), NewAnnouncement()),
            *pairs([_opened(t, each) for each, _ in listed.lines]),
            turners(t, page, page_count(listed.total, ANNOUNCEMENTS_A_PAGE), Announcements),
            button(t.label("Home"), OrganiserHome()),
        ),
    )


def _line(t: Words, announcement: "Announcement", standing: "Standing") -> Markup:
    beginning = " ".join(html_text.seen(announcement.text).split()) or t.label(CONTENTS[announcement.content.value])
    return t(
        "No. %(number)s, %(standing)s: %(beginning)s",
        number=announcement.id,
        standing=t(STANDINGS[standing.value]),
        beginning=cut(beginning, BEGINNING_MAX),
    )


def _opened(t: Words, announcement: "Announcement") -> Button:
    leads: Action = AnnouncementNow(announcement.id)
    if announcement.state.value == "draft":
        leads = ShowPreview(announcement.id)
    return button(t.label("No. %(number)s", number=announcement.id), leads)
