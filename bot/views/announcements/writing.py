"""An organiser's announcement: the message as delivered, and its preview."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.actions.announcements import Abandon, EditText, SendAnnouncement
from bot.actions.composing import ChooseAudience, Options, ReadAnnouncement, SendList
from bot.actions.dispatches import Acknowledge, ChooseMoment
from bot.buttons import HomeBelow, OrganiserHome
from bot.language import Words
from bot.views import dates, session_parts
from bot.views.announcements.audience import target
from bot.views.announcements.fields import blanks
from bot.views.announcements.schedule import Departure, departure
from bot.views.page import Button, LinkButton, Media, Page, Place, button, cut, lines, rows

if TYPE_CHECKING:
    from db.models import TrainingSession
    from training.announcements.choices import Target
    from training.announcements.fields import EmptyField
    from training.announcements.recipients import Recipients

TARGET_MAX = 120


@dataclass(frozen=True)
class Draft:
    """What the preview says. `due_at` (UTC) is when it would leave: later than `now` during quiet hours of `zone`.

    `length` is that of the longest message, of `limit` at most, in UTF-16 units; 0 for a place. `personal`: it differs
    from one recipient to another. `empty`: a field that some would read a blank in place of. `version` of the draft.
    """

    announcement_id: int
    version: int
    recipients: "Recipients"
    target: "Target"
    length: int
    limit: int
    due_at: datetime
    now: datetime
    zone: str
    scheduled: Departure | None = None
    personal: bool = False
    uses_fields: bool = False
    empty: "EmptyField | None" = None

    @property
    def ready(self) -> bool:
        return self.recipients.n > 0 and self.empty is None and self.length <= self.limit


def received(
    t: Words,
    session: "TrainingSession | None",
    html_text: str,
    *,
    content: Media | Place | None = None,
    links: tuple[LinkButton, ...] = (),
    buttons: tuple[Button, ...] = (),
    protected: bool = False,
) -> Page:
    """The announcement as a recipient gets it. `html_text` is Telegram's HTML, its fields filled in.

    Under it: `links`, then `buttons`, each on a row of its own, then the way home.
    """
    text = lines(_head(t, session), *(("", Markup(html_text)) if html_text else ()))
    ways = rows(*buttons, button(t.label("My situation"), HomeBelow()))
    return Page(text, ways, protected=protected, content=content, links=links)


def acknowledge(t: Words, announcement_id: int, version: int) -> tuple[Button, ...]:
    """The button of an announcement that asks to be acknowledged, in this version."""
    return (button(t.label("Read and understood"), Acknowledge(announcement_id, version)),)


def sealed(t: Words, session: "TrainingSession | None", announcement_id: int, *, protected: bool = False) -> Page:
    """The same, neutral on a locked screen: its first line only; « Lire » puts the whole in its place."""
    way = rows(button(t.label("Read"), ReadAnnouncement(announcement_id)))
    return Page(_head(t, session), way, protected=protected)


def place(t: Words, session: "TrainingSession | None", latitude: float, longitude: float) -> Place:
    """A point on the map, in degrees; the two lines under it are as neutral as the first line of a text."""
    about = t.label("Session %(code)s", code=session_parts.code(session)) if session else t.label("Place to know")
    return Place(latitude, longitude, t.label("Message from the training team"), about)


def exact(page: Page) -> Page:
    """The same message for the organiser's own eyes: without the buttons that would lead away from the preview."""
    return replace(page, rows=tuple(row for row in page.rows if isinstance(row[0].action, ReadAnnouncement)))


def values(session: "TrainingSession | None", form_of_address: str, name: str) -> Mapping[str, str]:
    """What the fields of an announcement say to somebody; those of a session are blank where there is none."""
    about = {"session": "", "date": "", "lieu": ""}
    if session is not None:
        about = {
            "session": session_parts.code(session),
            "date": session_parts.days(session),
            "lieu": session_parts.place(session),
        }
    return {"appel": form_of_address, "nom": name} | about


def preview(t: Words, draft: Draft, warning: Markup | None = None) -> Page:
    """Under the exact message: how many people, whom it will not reach, when it leaves. `warning` comes first."""
    text = lines(
        _measured(t, draft),
        "",
        t(
            "Recipients: %(n)s (%(target)s)",
            n=draft.recipients.n,
            target=cut(target(t, draft.target), TARGET_MAX),
        ),
        t("Unreachable: %(unreachable)s", unreachable=draft.recipients.unreachable),
        t("Empty fields: none") if draft.uses_fields and draft.empty is None else None,
        t("Departure: %(when)s", when=_departure(t, draft)),
    )
    return Page(_warned(warning or _obstacle(t, draft), text), rows(*_ways_on(t, draft)))


def _ways_on(t: Words, draft: Draft) -> tuple[Button | tuple[Button, ...] | None, ...]:
    number = draft.announcement_id
    return (
        _send(t, draft) if draft.ready else None,
        button(t.label("Schedule"), ChooseMoment(number)),
        (button(t.label("Modify"), EditText(number)), button(t.label("Options"), Options(number))),
        button(t.label("Change the recipients"), ChooseAudience(number)),
        button(t.label("List (xlsx)"), SendList(number)),
        (button(t.label("Abandon"), Abandon(number)), _home(t)),
    )


def _send(t: Words, draft: Draft) -> Button:
    number = draft.recipients.n
    label = t.label_n("Send to %(n)s person", "Send to %(n)s persons", number)
    if number > 999:
        label = t.label("Send to %(n)s", n=number)
    return button(label, SendAnnouncement(draft.announcement_id, number, draft.version))


def _measured(t: Words, draft: Draft) -> Markup:
    if draft.length == 0:
        return t("Above, the exact message: a place")
    if draft.personal:
        return t.n(
            "Above, the exact message: %(n)s character at most",
            "Above, the exact message: %(n)s characters at most",
            draft.length,
        )
    return t.n("Above, the exact message: %(n)s character", "Above, the exact message: %(n)s characters", draft.length)


def _obstacle(t: Words, draft: Draft) -> Markup | None:
    """Why it cannot leave as it is."""
    if draft.empty is not None:
        return blanks(t, draft.empty)
    if draft.length > draft.limit:
        return t(
            "Once its fields are filled in, this text has %(length)s characters, for %(limit)s at most: shorten it.",
            length=draft.length,
            limit=draft.limit,
        )
    return None if draft.recipients.n else nobody(t)


def changed(t: Words) -> Markup:
    """The number of recipients is not the one that the button said."""
    return t("The number of recipients has changed: nothing was sent. Here is today’s number.")


def rewritten(t: Words) -> Markup:
    """The announcement is not the one that the button was shown under."""
    return t("The announcement was changed since this page was shown: nothing was sent. Read it again.")


def nobody(t: Words) -> Markup:
    """The draft has no recipient who could be reached."""
    return t("Nobody to send it to for now: nothing was sent.")


def button_expected(t: Words) -> Markup:
    """Something was typed under the preview."""
    return t("This step awaits a button: your text was not added. To change the message, touch “Modify”.")


def _warned(warning: Markup | None, text: Markup) -> Markup:
    return lines(warning, "", text) if warning else text


def _departure(t: Words, draft: Draft) -> Markup:
    if draft.scheduled is not None:
        return departure(t, draft.scheduled)
    if draft.due_at <= draft.now:
        return t("at once")
    return t("%(moment)s, after the quiet hours", moment=dates.moment(draft.due_at, draft.zone))


def _head(t: Words, session: "TrainingSession | None") -> Markup:
    if session is None:
        return t("Message from the training team")
    return t("Message from the training team: session %(code)s", code=session_parts.code(session))


def _home(t: Words) -> Button:
    return button(t.label("Home"), OrganiserHome())
