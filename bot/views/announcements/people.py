"""The names behind a report: whom to call, who has not read, what is uncertain; and the same as files."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.actions.announcements import AnnouncementNow, NotReached
from bot.actions.dispatches import CloseDoubts, ResendUncertain, Unread, UnreadFile
from bot.buttons import OrganiserHome
from bot.language import N_, Words
from bot.views import dates
from bot.views.page import Button, Page, button, lines, rows
from bot.views.paging import part, turners
from training.people import display_name

if TYPE_CHECKING:
    from db.queries.reports import Line
    from training.announcements.reporting import Named, Report

NAMES_A_PAGE = 6
STATES = {
    "pending": N_("waiting"),
    "held": N_("waiting"),
    "claimed": N_("waiting"),
    "sending": N_("waiting"),
    "sent": N_("delivered"),
    "failed": N_("failed"),
    "unreachable": N_("unreachable"),
    "uncertain": N_("uncertain"),
    "cancelled": N_("not sent"),
    "expired": N_("not sent"),
}
HEADER = (
    N_("Last name"),
    N_("First name"),
    N_("Institution"),
    N_("Telephone"),
    N_("Message"),
    N_("Read and understood"),
    N_("When"),
    N_("Telegram’s words"),
)
UNREAD_HEADER = (N_("Last name"), N_("First name"), N_("Telephone"))


def not_reached(t: Words, announcement_id: int, dispatch_id: int, people: "Sequence[Named]", page: int) -> Page:
    """The names to call of one dispatch: the unreachable, those where it failed, the uncertain."""
    listed = part(people, page, NAMES_A_PAGE)
    text = lines(
        t("Announcement no. %(number)s: persons to call", number=announcement_id),
        "",
        *(_named(t, each) for each in listed.items),
        None if people else t("Everybody was reached."),
    )
    turn = turners(t, listed.page, listed.pages, lambda to: NotReached(dispatch_id, to))
    return Page(text, rows(turn, _ways_out(t, announcement_id)))


def unread(t: Words, announcement_id: int, people: "Sequence[Named]", page: int) -> Page:
    """Who has not said « Lu et compris »."""
    listed = part(people, page, NAMES_A_PAGE)
    text = lines(
        t("Announcement no. %(number)s: not read so far", number=announcement_id),
        "",
        *(_named(t, each) for each in listed.items),
        None if people else t("Everybody has answered “Read and understood”."),
    )
    return Page(
        text,
        rows(
            turners(t, listed.page, listed.pages, lambda to: Unread(announcement_id, to)),
            button(t.label("List (xlsx)"), UnreadFile(announcement_id)) if people else None,
            _ways_out(t, announcement_id),
        ),
    )


def uncertain(t: Words, report: "Report") -> Page:
    """What can be done about what nobody knows; both answers have a price, which is said."""
    text = lines(
        t.n(
            "Announcement no. %(number)s: %(n)s uncertain message",
            "Announcement no. %(number)s: %(n)s uncertain messages",
            report.uncertain,
            number=report.announcement_id,
        ),
        "",
        t(
            "Telegram’s answer was lost: these persons have perhaps received the message. To send again may make it "
            "double; not to send again may leave somebody without it."
        ),
    )
    again = t.label_n("Send again to %(n)s person", "Send again to %(n)s persons", report.uncertain)
    return Page(
        text,
        rows(
            button(again, ResendUncertain(report.dispatch_id, report.uncertain)),
            button(t.label("Do not send again"), CloseDoubts(report.dispatch_id)),
            button(t.label("List to call"), NotReached(report.dispatch_id, 0)),
            _ways_out(t, report.announcement_id),
        ),
    )


def header(t: Words) -> list[str]:
    """The columns of the report's file."""
    return [t.label(each) for each in HEADER]


def row(t: Words, line: "Line", zone: str) -> list[str]:
    """One recipient in the report's file; instants are shown in `zone` (IANA)."""
    return [
        (line.last_name or "").upper(),
        line.first_name or "",
        line.institution or "",
        line.phone or "",
        t.label(STATES[line.state.value]),
        t.label("Yes") if line.read else "",
        dates.stamp(line.settled_at, zone) if line.settled_at else "",
        line.error or "",
    ]


def unread_header(t: Words) -> list[str]:
    """The columns of the list of those who have not read."""
    return [t.label(each) for each in UNREAD_HEADER]


def unread_row(named: "Named") -> list[str]:
    """One of them."""
    return [named.last_name.upper(), named.first_name, named.phone or ""]


def report_name(t: Words, announcement_id: int) -> str:
    """The name of the report's file."""
    return t.label("announcement-%(number)s-report.xlsx", number=announcement_id)


def unread_name(t: Words, announcement_id: int) -> str:
    """The name of the file of those who have not read."""
    return t.label("announcement-%(number)s-not-read.xlsx", number=announcement_id)


def thanks(t: Words, *, news: bool) -> str:
    """The toast of « Lu et compris »."""
    return t.label("Thank you: your reading is noted.") if news else t.label("Your reading was noted already.")


def corrected(t: Words) -> str:
    """The toast of « Lu et compris » under a text that was corrected since."""
    return t.label("This message was corrected: please read it again.")


def read_label(t: Words) -> str:
    """What the button says once it was pressed."""
    return t.label("✓ Read and understood")


def _named(t: Words, named: "Named") -> Markup:
    name = display_name(named.first_name, named.last_name)
    who = f"{name}, {named.phone}" if named.phone else name
    if named.state is None:
        return Markup("{}").format(who)
    return t("%(name)s: %(state)s", name=who, state=t(STATES[named.state.value]))


def _ways_out(t: Words, announcement_id: int) -> tuple[Button, ...]:
    return button(t.label("Back"), AnnouncementNow(announcement_id)), button(t.label("Home"), OrganiserHome())
