"""A dispatch under way and its report: the same message, edited in place."""

from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.actions.announcements import AnnouncementNow, LeaveProgress, NotReached
from bot.actions.dispatches import (
    AskRecall,
    CorrectText,
    Pause,
    ReportFile,
    Resume,
    RetryFailed,
    SendingReport,
    Stop,
    Uncertain,
    Unread,
)
from bot.buttons import OrganiserHome
from bot.language import N_, Words
from bot.views import dates
from bot.views.page import Button, Page, button, lines, rows

if TYPE_CHECKING:
    from training.announcements.reporting import Report

BAR = 10
UNDER_WAY = {
    "sending": N_("Announcement no. %(number)s: sending"),
    "correction": N_("Announcement no. %(number)s: correction under way"),
    "recall": N_("Announcement no. %(number)s: withdrawal under way"),
}
PAUSED = {
    "sending": N_("Announcement no. %(number)s: sending paused"),
    "correction": N_("Announcement no. %(number)s: correction paused"),
    "recall": N_("Announcement no. %(number)s: withdrawal paused"),
}
ENDED = {
    "sending": N_("Announcement no. %(number)s: report"),
    "correction": N_("Announcement no. %(number)s: report of the correction"),
    "recall": N_("Announcement no. %(number)s: report of the withdrawal"),
}
DONE = {
    "sending": N_("Delivered: %(delivered)s of %(total)s"),
    "correction": N_("Corrected: %(delivered)s of %(total)s"),
    "recall": N_("Withdrawn: %(delivered)s of %(total)s"),
}
WHY_PAUSED = {
    "share": N_("The bot paused it by itself: more than one message in five was lost. Look for the cause first."),
    "row": N_("The bot paused it by itself: five messages in a row were lost. Look for the cause first."),
}
NOT_RENDERED = "not rendered"
"""How the error of a message that could not be prepared begins: that is our fault, not Telegram's."""


def progress(t: Words, report: "Report", zone: str, *, live: bool = True) -> Page:
    """How far it is or, once nothing is left to send, the report.

    `zone` (IANA) is the organisers'. `live`: the page is drawn again by itself; a colleague's is not.
    """
    return _under_way(t, report, zone, live) if report.under_way else _report(t, report)


def _under_way(t: Words, report: "Report", zone: str, live: bool) -> Page:
    gone, paused = report.total - report.left, report.state.value == "paused"
    filled = BAR * gone // max(1, report.total)
    titles = PAUSED if paused else UNDER_WAY
    text = lines(
        t(titles[report.kind.value], number=report.announcement_id),
        "",
        t(
            "%(bar)s %(percent)s%%",
            bar="■" * filled + "□" * (BAR - filled),
            percent=100 * gone // max(1, report.total),
        ),
        t("Done: %(gone)s; left: %(left)s", gone=gone, left=report.left),
        _speed(t, report, zone),
        "",
        _paused(t, report) if paused else None,
        t("This page updates itself; the report will take its place.") if live and not paused else None,
    )
    flow = (
        button(t.label("Resume"), Resume(report.dispatch_id))
        if paused
        else button(t.label("Pause"), Pause(report.dispatch_id))
    )
    return Page(
        text,
        rows(
            flow,
            button(t.label("Stop"), Stop(report.dispatch_id)),
            None if live else button(t.label("Update"), AnnouncementNow(report.announcement_id)),
            button(t.label("My situation"), LeaveProgress(report.announcement_id)),
        ),
    )


def _speed(t: Words, report: "Report", zone: str) -> Markup | None:
    if report.speed is None:
        return None
    speed = f"{report.speed.per_second:.1f}".removesuffix(".0").replace(".", ",")
    return t("Pace: %(speed)s per second; end: %(end)s", speed=speed, end=dates.moment(report.speed.ends_at, zone))


def _paused(t: Words, report: "Report") -> Markup:
    because = t(WHY_PAUSED[report.paused_because]) if report.paused_because in WHY_PAUSED else None
    return lines(because, t("Nothing more leaves before “Resume”."))


def _report(t: Words, report: "Report") -> Page:
    counts = {"delivered": report.delivered, "total": report.total}
    text = lines(
        t(ENDED[report.kind.value], number=report.announcement_id),
        "",
        t(DONE[report.kind.value], **counts),
        _read(t, report),
        t("Unreachable: %(unreachable)s", unreachable=report.unreachable),
        t("Uncertain: %(uncertain)s", uncertain=report.uncertain),
        _failed(t, report),
        t("Not sent: %(n)s", n=report.dropped) if report.dropped else None,
        t("On their way: %(n)s", n=report.left) if report.left else None,
        *(("", _doubt(t)) if report.uncertain and not report.doubts_closed else ()),
        *(("", _out_of_reach(t, report.in_doubt)) if report.in_doubt else ()),
    )
    return Page(text, rows(*_decisions(t, report), *_lists(t, report), *_changes(t, report), _home(t)))


def ended(t: Words, report: "Report") -> Page:
    """To the organisers' group, where no name is said: the counts, and where the report is."""
    to_call = report.unreachable + report.uncertain + report.failed
    return Page(
        lines(
            t(ENDED[report.kind.value], number=report.announcement_id),
            "",
            t(DONE[report.kind.value], delivered=report.delivered, total=report.total),
            t.n("%(n)s person to call", "%(n)s persons to call", to_call) if to_call else None,
            t("The names are in the robot, under “Announcements”."),
        )
    )


def _decisions(t: Words, report: "Report") -> list[Button | None]:
    undecided = report.uncertain and not report.doubts_closed and report.kind.value == "sending"
    decide = t.label_n("Decide: %(n)s uncertain one", "Decide: %(n)s uncertain ones", report.uncertain)
    return [
        button(decide, Uncertain(report.dispatch_id)) if undecided else None,
        button(t.label("Retry the failed ones"), RetryFailed(report.dispatch_id)) if report.failed else None,
    ]


def _lists(t: Words, report: "Report") -> list[Button | None]:
    to_call = report.unreachable + report.uncertain + report.failed
    silent = 0 if report.acknowledged is None else report.asked_to_acknowledge - report.acknowledged
    call, unread = t.label("Persons to call (%(n)s)", n=to_call), t.label("Not read (%(n)s)", n=silent)
    return [
        button(call, NotReached(report.dispatch_id, 0)) if to_call else None,
        button(unread, Unread(report.announcement_id, 0)) if silent else None,
        button(t.label("Report (xlsx)"), ReportFile(report.dispatch_id)),
    ]


def _changes(t: Words, report: "Report") -> list[Button | None]:
    sending, withdrawn = report.kind.value == "sending", report.kind.value == "recall"
    something = report.delivered and not withdrawn
    recall = t.label("Withdraw the rest") if withdrawn else t.label("Withdraw the message")
    return [
        None if sending else button(t.label("Report of the sending"), SendingReport(report.announcement_id)),
        button(t.label("Correct the text"), CorrectText(report.announcement_id)) if something else None,
        button(recall, AskRecall(report.announcement_id)) if something or (withdrawn and report.dropped) else None,
    ]


def _read(t: Words, report: "Report") -> Markup | None:
    if report.acknowledged is None:
        return None
    return t("Read and understood: %(n)s of %(total)s", n=report.acknowledged, total=report.asked_to_acknowledge)


def _failed(t: Words, report: "Report") -> Markup | None:
    """How many failed, and whose fault it is: grouped, since Telegram's words are for the file."""
    if not report.failed:
        return None
    ours = sum(n for error, n in report.errors.items() if error.startswith(NOT_RENDERED))
    return t(
        "Failed: %(n)s (refused by Telegram: %(refused)s; not prepared: %(ours)s)",
        n=report.failed,
        refused=report.failed - ours,
        ours=ours,
    )


def _doubt(t: Words) -> Markup:
    return t("Uncertain: Telegram’s answer was lost; the person has perhaps received the message.")


def _out_of_reach(t: Words, n: int) -> Markup:
    return t.n(
        "Out of reach: %(n)s uncertain message, perhaps received, stays as it was.",
        "Out of reach: %(n)s uncertain messages, perhaps received, stay as they were.",
        n,
    )


def _home(t: Words) -> Button:
    return button(t.label("Home"), OrganiserHome())
