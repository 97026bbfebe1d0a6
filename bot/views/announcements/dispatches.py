"""A dispatch under way, its report, and the names behind it."""

from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.actions.announcements import AnnouncementNow, LeaveProgress, NotReached
from bot.buttons import OrganiserHome
from bot.language import Words
from bot.views.page import Button, Page, button, lines, rows
from bot.views.paging import part, turners
from training.people import display_name

if TYPE_CHECKING:
    from training.announcements.dispatches import Named, Report

BAR = 10
NAMES_A_PAGE = 8


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


def _named(t: Words, state: Markup, named: "Named") -> Markup:
    return t("%(name)s: %(state)s", name=display_name(named.first_name, named.last_name), state=state)


def _home(t: Words) -> Button:
    return button(t.label("Home"), OrganiserHome())
