"""An organiser's announcement before it is there: the blank page, and what is wrong with what came."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.actions.announcements import Compose
from bot.actions.composing import AddLink, Announcements, ChooseField, ClearLinks, NewAnnouncement, ShowPreview
from bot.actions.organiser import OrganiserSession
from bot.buttons import OrganiserHome
from bot.language import Words
from bot.views import session_parts
from bot.views.announcements.fields import names
from bot.views.page import Button, Page, button, lines, rows

if TYPE_CHECKING:
    from db.models import TrainingSession

MOST_LINKS = 3


@dataclass(frozen=True)
class Kept:
    """A draft that is kept until another message comes. A place has no text, hence no fields."""

    announcement_id: int
    links: int = 0
    place: bool = False


def compose(
    t: Words, session: "TrainingSession | None", draft: Kept | None = None, warning: Markup | None = None
) -> Page:
    """Write or send the message. `warning` comes first."""
    head = t("Announcement")
    if session is not None:
        head = t("Announcement, session %(code)s", code=session_parts.code(session))
    text = lines(
        head,
        "",
        t(
            "Write the message, with the formatting you want, or send a photo, a document or a place. Neither theme "
            "nor name in the first lines: phones show them on a locked screen."
        ),
        "",
        t("Personal fields, to type as they are: %(fields)s.", fields=names()),
        "",
        t("Nothing leaves before the preview and your agreement."),
    )
    return Page(_warned(warning, text), rows(*(_around_draft(t, draft) if draft else _around(t, session))))


def abandoned(t: Words, session_id: int | None) -> Page:
    text = t("Announcement abandoned: nothing was sent, the text was not kept.")
    again = Compose(session_id) if session_id is not None else NewAnnouncement()
    back = OrganiserSession(session_id) if session_id is not None else Announcements()
    return Page(
        text,
        rows(button(t.label("New announcement"), again), (button(t.label("Back"), back), _home(t))),
    )


def blank(t: Words) -> Markup:
    """The typed text says nothing."""
    return t("This message says nothing: nothing was recorded.")


def not_taken(t: Words) -> Markup:
    """A voice message, a sticker, an album or another thing was sent."""
    return t(
        "An announcement is a text, one photo, one document or one place. What you sent was not kept; your draft is."
    )


def too_long(t: Words, length: int, limit: int) -> Markup:
    """Characters as Telegram counts them."""
    return t(
        "This text has %(length)s characters, for %(limit)s at most. Nothing was recorded: send a shorter version.",
        length=length,
        limit=limit,
    )


def _warned(warning: Markup | None, text: Markup) -> Markup:
    return lines(warning, "", text) if warning else text


def _around(t: Words, session: "TrainingSession | None") -> tuple[Button, ...]:
    back = OrganiserSession(session.id) if session is not None else Announcements()
    return (button(t.label("Back"), back),)


def _around_draft(t: Words, draft: Kept) -> tuple[Button | None, ...]:
    number, links = draft.announcement_id, draft.links
    return (
        button(t.label("Keep the text"), ShowPreview(number)),
        None if draft.place else button(t.label("Add a field"), ChooseField(number)),
        button(t.label("Add a link"), AddLink(number)) if links < MOST_LINKS else None,
        button(t.label("Take the links off (%(n)s)", n=links), ClearLinks(number)) if links else None,
    )


def _home(t: Words) -> Button:
    return button(t.label("Home"), OrganiserHome())
