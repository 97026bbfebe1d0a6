"""A departure at a time: chosen, agreed to, waited for, held, given up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from bot.actions.announcements import AnnouncementNow, SendAnnouncement
from bot.actions.dispatches import CancelDeparture, ChooseMoment, LeaveAt, LeaveBefore, SeeMessage, SendNow
from bot.buttons import OrganiserHome
from bot.language import N_, Words
from bot.views import dates
from bot.views.page import Button, Page, button, lines, pairs, rows

NOW = "now"
"""The name of « Dès l’accord », beside those of `training.announcements.moments.presets`."""
PRESETS = {
    "hour": N_("In 1 hour: %(hour)s"),
    "evening": N_("Today at %(hour)s"),
    "morning": N_("Tomorrow at %(hour)s"),
}


@dataclass(frozen=True)
class Departure:
    """When it leaves (UTC; `at` None: as soon as it is agreed to), and when it reaches people: later in quiet hours.

    `days_before` its session, where it follows that. `zone` (IANA) is the one that instants are shown in.
    """

    at: datetime | None
    reaches_at: datetime
    days_before: int | None
    zone: str


def departure(t: Words, found: Departure) -> Markup:
    """« mardi 3 mars à 10 h, 3 jours avant la session »."""
    reaches = dates.moment(found.reaches_at, found.zone)
    if found.at is None:
        return t("at once")
    when = Markup("{}").format(dates.moment(found.at, found.zone))
    if found.days_before is not None:
        when = t.n(
            "%(when)s, %(n)s day before the session",
            "%(when)s, %(n)s days before the session",
            found.days_before,
            when=when,
        )
    if found.reaches_at > found.at:
        return t("%(when)s; delivery at %(reaches)s, after the quiet hours", when=when, reaches=reaches)
    return when


def choose(
    t: Words,
    announcement_id: int,
    presets: Mapping[str, datetime],
    days: Sequence[int],
    zone: str,
    warning: Markup | None = None,
) -> Page:
    """The usual moments, by name, and numbers of days before its session (none without one); or a typed one."""
    examples = t("“12/03/2026 at 9:30”, “tomorrow at 8”")
    if days:
        examples = t("“12/03/2026 at 9:30”, “tomorrow at 8”, “D-3 at 14:00”")
    text = lines(
        warning,
        "" if warning else None,
        t("Announcement no. %(number)s: when?", number=announcement_id),
        "",
        t("Choose, or write a date and an hour: %(examples)s.", examples=examples),
        t("“D-3” counts from the first day, at 10 h, and follows the session when it moves.") if days else None,
    )
    moments = [
        button(t.label(PRESETS[name], hour=dates.hour_of(when, zone)), LeaveAt(announcement_id, name))
        for name, when in presets.items()
    ]
    before = [button(t.label("D-%(days)s at 10 h", days=each), LeaveBefore(announcement_id, each)) for each in days]
    return Page(
        text,
        rows(
            *moments,
            *pairs(before),
            button(t.label("As soon as agreed"), LeaveAt(announcement_id, NOW)),
            (button(t.label("Back"), AnnouncementNow(announcement_id)), _home(t)),
        ),
    )


def chosen(t: Words, announcement_id: int, version: int, recipients: int, when: Departure) -> Page:
    """The moment, in words, before it is agreed to, in this version."""
    text = lines(
        t("Announcement no. %(number)s: departure to confirm", number=announcement_id),
        "",
        t("Departure: %(when)s", when=departure(t, when)),
        t("Recipients today: %(n)s", n=recipients),
        "",
        t("It will leave by itself, to those who are in the audience then. Until then it can be cancelled."),
    )
    return Page(
        text,
        rows(
            button(t.label("Confirm"), SendAnnouncement(announcement_id, recipients, version)) if recipients else None,
            button(t.label("Another moment"), ChooseMoment(announcement_id)),
            (button(t.label("Back"), AnnouncementNow(announcement_id)), _home(t)),
        ),
    )


def waiting(t: Words, announcement_id: int, recipients: int, when: Departure, warning: Markup | None = None) -> Page:
    """It waits for its time. `warning` comes first."""
    text = lines(
        warning,
        "" if warning else None,
        t("Announcement no. %(number)s: scheduled", number=announcement_id),
        "",
        t("Departure: %(when)s", when=departure(t, when)),
        t("Recipients today: %(n)s", n=recipients),
    )
    return Page(
        text,
        rows(
            _send_now(t, announcement_id, recipients),
            button(t.label("Cancel the sending"), CancelDeparture(announcement_id)),
            button(t.label("See the message"), SeeMessage(announcement_id)),
            _home(t),
        ),
    )


WHY_HELD = {
    "off": N_("Its session does not take place, or would have begun."),
    "many": N_("It is for more people than one organiser may write to alone."),
    "blank": N_("A field of its text would be blank for somebody."),
    "late": N_("Its time had passed: %(when)s."),
}


def held(
    t: Words, announcement_id: int, recipients: int, when: Departure, why: str, warning: Markup | None = None
) -> Page:
    """It did not leave at its time; `why` is one of WHY_HELD."""
    text = lines(
        warning,
        "" if warning else None,
        t("Announcement no. %(number)s: held", number=announcement_id),
        "",
        t(WHY_HELD[why], when=departure(t, when)),
        t("Nothing was sent. Recipients today: %(n)s", n=recipients),
    )
    return Page(
        text,
        rows(
            _send_now(t, announcement_id, recipients),
            button(t.label("Give up"), CancelDeparture(announcement_id)),
            button(t.label("See the message"), SeeMessage(announcement_id)),
            _home(t),
        ),
    )


def cancelled(t: Words, announcement_id: int) -> Page:
    """It will not leave."""
    return Page(t("Announcement no. %(number)s: cancelled. Nothing was sent.", number=announcement_id), rows(_home(t)))


def not_understood(t: Words) -> Markup:
    """What was typed is no moment."""
    return t("This moment was not understood: nothing was changed.")


def too_soon(t: Words) -> Markup:
    """The moment is past, or the session will have begun."""
    return t("This moment is past, or the session will have begun: nothing was changed.")


def no_session(t: Words) -> Markup:
    """« J-3 » was typed for an announcement about no session in particular."""
    return t("This announcement is not about one session: give a date and an hour.")


def _send_now(t: Words, announcement_id: int, recipients: int) -> Button | None:
    """Without anybody to send it to, there is nothing to press."""
    if not recipients:
        return None
    return button(t.label("Send now (%(n)s)", n=recipients), SendNow(announcement_id, recipients))


def _home(t: Words) -> Button:
    return button(t.label("Home"), OrganiserHome())
