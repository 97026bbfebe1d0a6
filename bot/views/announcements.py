"""An organiser's announcement: the blank page, the message as delivered, its preview, its progress, its report."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.actions.announcements import (
    Abandon,
    AnnouncementNow,
    Compose,
    EditText,
    LeaveProgress,
    NotReached,
    SendAnnouncement,
)
from bot.actions.organiser import OrganiserSession
from bot.buttons import Home, OrganiserHome
from bot.language import Words
from bot.views import dates, session_parts
from bot.views.page import Button, Page, button, lines, rows
from bot.views.paging import part, turners
from training.people import display_name

if TYPE_CHECKING:
    from db.models import TrainingSession
    from training.announcements import Named, Recipients, Report

BAR = 10
NAMES_A_PAGE = 8


@dataclass(frozen=True)
class Draft:
    """What the preview says. `due_at` (UTC) is when it would leave: later than `now` during quiet hours."""

    announcement_id: int
    session: "TrainingSession"
    recipients: "Recipients"
    length: int
    due_at: datetime
    now: datetime


def compose(
    t: Words, session: "TrainingSession", announcement_id: int | None = None, warning: Markup | None = None
) -> Page:
    """Write the message; a draft that exists is kept until the new text comes. `warning` comes first."""
    text = t(
        "Announcement, session %(code)s\n\n"
        "Write the message, with the formatting you want, to the people who have a place. Neither theme nor name: "
        "phones show the first lines on a locked screen.\n\n"
        "Nothing leaves before the preview and your agreement.",
        code=session_parts.code(session),
    )
    way_out = (
        button(t.label("Keep the text"), AnnouncementNow(announcement_id))
        if announcement_id
        else button(t.label("Back"), OrganiserSession(session.id))
    )
    return Page(_warned(warning, text), rows(way_out))


def received(t: Words, session: "TrainingSession", html_text: str) -> Page:
    """The announcement as its recipients get it. `html_text` is Telegram's HTML, as the organiser formatted it."""
    head = t("Message from the training team: session %(code)s", code=session_parts.code(session))
    return Page(lines(head, "", Markup(html_text)), rows(button(t.label("My situation"), Home())))


def exact(t: Words, session: "TrainingSession", html_text: str) -> Page:
    """The same message for the organiser's own eyes: without its buttons, which would lead away from the preview."""
    return Page(received(t, session, html_text).text)


def preview(t: Words, draft: Draft, warning: Markup | None = None) -> Page:
    """Under the exact message: how many people, whom it will not reach, when it leaves. `warning` comes first."""
    number, unreachable = draft.recipients.n, draft.recipients.unreachable
    text = lines(
        t.n("Above, the exact message: %(n)s character", "Above, the exact message: %(n)s characters", draft.length),
        "",
        t.n(
            "Recipients: %(n)s person who has a place in session %(code)s",
            "Recipients: %(n)s persons who have a place in session %(code)s",
            number,
            code=session_parts.code(draft.session),
        ),
        t("Unreachable: %(unreachable)s", unreachable=unreachable),
        t("Departure: %(when)s", when=_departure(t, draft)),
    )
    send = t.label_n("Send to %(n)s person", "Send to %(n)s persons", number)
    if number > 999:
        send = t.label("Send to %(n)s", n=number)
    return Page(
        _warned(warning, text),
        rows(
            button(send, SendAnnouncement(draft.announcement_id, number)) if number else None,
            (
                button(t.label("Modify"), EditText(draft.announcement_id)),
                button(t.label("Abandon"), Abandon(draft.announcement_id)),
            ),
        ),
    )


def abandoned(t: Words, session_id: int) -> Page:
    text = t("Announcement abandoned: nothing was sent, the text was not kept.")
    return Page(
        text,
        rows(
            button(t.label("New announcement"), Compose(session_id)),
            (button(t.label("Back"), OrganiserSession(session_id)), _home(t)),
        ),
    )


def progress(t: Words, report: "Report") -> Page:
    """How far it is or, once nothing is left to send, the report: the same message, edited in place."""
    return _report(t, report) if report.left == 0 else _under_way(t, report)


def not_reached(t: Words, report: "Report", page: int) -> Page:
    """The names to call: the unreachable, then the uncertain."""
    names = [(t("unreachable"), each) for each in report.unreachable_people]
    names += [(t("uncertain"), each) for each in report.uncertain_people]
    listed = part(names, page, NAMES_A_PAGE)
    text = lines(
        t("Announcement no. %(number)s: persons to call", number=report.announcement_id),
        "",
        *(_named(t, state, each) for state, each in listed.items),
        None if names else t("Everybody was reached."),
    )
    return Page(
        text,
        rows(
            turners(t, listed.page, listed.pages, lambda to: NotReached(report.announcement_id, to)),
            (button(t.label("Back"), AnnouncementNow(report.announcement_id)), _home(t)),
        ),
    )


def changed(t: Words) -> Markup:
    """The number of recipients is not the one that the button said."""
    return t("The number of recipients has changed: nothing was sent. Here is today’s number.")


def nobody(t: Words) -> Markup:
    """The draft has no recipient who could be reached."""
    return t("Nobody to send it to for now: nothing was sent.")


def blank(t: Words) -> Markup:
    """The typed text says nothing."""
    return t("This message says nothing: nothing was recorded.")


def too_long(t: Words, length: int, limit: int) -> Markup:
    """Characters as Telegram counts them."""
    return t(
        "This text has %(length)s characters, for %(limit)s at most. Nothing was recorded: send a shorter version.",
        length=length,
        limit=limit,
    )


def button_expected(t: Words) -> Markup:
    """Something was typed under the preview."""
    return t("This step awaits a button: your text was not added. To change the message, touch “Modify”.")


def _warned(warning: Markup | None, text: Markup) -> Markup:
    return lines(warning, "", text) if warning else text


def _under_way(t: Words, report: "Report") -> Page:
    gone = report.total - report.left
    filled = BAR * gone // max(1, report.total)
    text = lines(
        t("Announcement no. %(number)s: sending", number=report.announcement_id),
        "",
        t(
            "%(bar)s %(percent)s%%",
            bar="■" * filled + "□" * (BAR - filled),
            percent=100 * gone // max(1, report.total),
        ),
        t("Done: %(gone)s; left: %(left)s", gone=gone, left=report.left),
        "",
        t("This page updates itself; the report will take its place."),
    )
    return Page(text, rows(button(t.label("My situation"), LeaveProgress(report.announcement_id))))


def _report(t: Words, report: "Report") -> Page:
    to_call = report.unreachable + report.uncertain
    text = lines(
        t("Announcement no. %(number)s: report", number=report.announcement_id),
        "",
        t("Delivered: %(delivered)s of %(total)s", delivered=report.delivered, total=report.total),
        t("Unreachable: %(unreachable)s", unreachable=report.unreachable),
        t("Uncertain: %(uncertain)s", uncertain=report.uncertain),
        t("Not sent: %(failed)s", failed=report.failed) if report.failed else None,
        *(("", _doubt(t)) if report.uncertain else ()),
    )
    call = t.label("Persons to call (%(n)s)", n=to_call)
    return Page(
        text,
        rows(button(call, NotReached(report.announcement_id, 0)) if to_call else None, _home(t)),
    )


def _doubt(t: Words) -> Markup:
    return t("Uncertain: Telegram’s answer was lost; the person has perhaps received the message.")


def _departure(t: Words, draft: Draft) -> Markup:
    if draft.due_at <= draft.now:
        return t("at once")
    return t("%(moment)s, after the quiet hours", moment=dates.moment(draft.due_at, draft.session.zone))


def _named(t: Words, state: Markup, named: "Named") -> Markup:
    return t("%(name)s: %(state)s", name=display_name(named.first_name, named.last_name), state=state)


def _home(t: Words) -> Button:
    return button(t.label("Home"), OrganiserHome())
