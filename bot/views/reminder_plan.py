"""The organisers' page of reminders: when each goes out, what became of it, other times for it."""

from datetime import time
from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.actions.organiser import OrganiserSession
from bot.actions.reminders import OneReminder, ReminderPlan, SetReminder, StopReminder
from bot.buttons import OrganiserHome
from bot.language import N_, Words
from bot.views import dates, session_parts
from bot.views.page import Button, Page, button, lines, rows
from training.reminder_times import MAX_DAYS, USUAL

if TYPE_CHECKING:
    from training.reminder_plan import Plan, Planned

KINDS = {"j7": N_("D-7"), "j3": N_("D-3"), "j1": N_("D-1"), "h2": N_("H-2")}
"""The reminders, by their usual times."""
PLANNED = N_("to come")
STATES = {"armed": PLANNED, "sent": N_("gone out"), "missed": N_("missed")}
REFUSED = {
    "gone_out": N_("This reminder has gone out, or its time is over: nothing changed."),
    "past": N_("This time is past: nothing changed."),
    "after_the_start": N_("This time is not before the session: nothing changed."),
}
HOURS = (8 * 60, 10 * 60, 14 * 60, 16 * 60 + 30)
"""Minutes after midnight that the buttons offer."""
BEFORE = (60, 120, 180)
"""Minutes before the start that the buttons offer."""


def plan(t: Words, found: "Plan") -> Page:
    """All of them, in their order."""
    session = found.session
    text = lines(
        t("Reminders, session %(code)s", code=session_parts.code(session)),
        "",
        *(_line(t, session.zone, each) for each in found.reminders),
        "",
        t("Touch a reminder to change its time. The times are those of the venue."),
    )
    offered = [button(name(t, each), OneReminder(session.id, each.kind.value)) for each in found.reminders]
    return Page(
        text,
        rows(
            (offered[0], offered[1]),
            (offered[2], offered[3]),
            (button(t.label("Back"), OrganiserSession(session.id)), _home(t)),
        ),
    )


def one(t: Words, found: "Plan", shown: "Planned") -> Page:
    """One of them. What has gone out cannot be changed any more."""
    session = found.session
    text = lines(
        t("Session %(code)s, reminder %(name)s", code=session_parts.code(session), name=name(t, shown)),
        "",
        _line(t, session.zone, shown),
        "",
        t(
            "Nothing goes out from 20:00 to 7:00, nor on Fridays from 13:00 to 15:00: what would is sent at the end "
            "of these hours."
        ),
    )
    back = (button(t.label("Reminders"), ReminderPlan(session.id)), _home(t))
    return Page(text, rows(*(() if shown.settled else _choices(t, session.id, shown)), back))


def name(t: Words, shown: "Planned") -> str:
    """« J-7 », « H-2 » as it is now; « arrêté » when it is not sent."""
    if shown.when is None:
        return t.label("%(kind)s, stopped", kind=t.label(KINDS[shown.kind.value]))
    if shown.kind.value == "h2":
        return t.label("%(hours)s before", hours=_hour(shown.when.minutes))
    return t.label("D-%(days)s, %(hour)s", days=shown.when.days, hour=_hour(shown.when.minutes))


def refused(t: Words, reason: str) -> str:
    """A toast: why nothing changed."""
    return t.label(REFUSED[reason])


def _line(t: Words, zone: str, shown: "Planned") -> Markup:
    if shown.when is None and not shown.settled:
        return t("%(name)s: not sent", name=name(t, shown))
    if shown.due_at is None:
        return t("%(name)s: after the start, not sent", name=name(t, shown))
    moment = dates.moment(shown.due_at, zone)
    return t("%(name)s: %(moment)s, %(state)s", name=name(t, shown), moment=moment, state=t(_state(shown)))


def _state(shown: "Planned") -> str:
    return STATES[shown.state.value] if shown.state else PLANNED


def _choices(t: Words, session_id: int, shown: "Planned") -> list[Button | tuple[Button, ...]]:
    kind = shown.kind.value
    stop = button(t.label("Do not send"), StopReminder(session_id, kind))
    if kind == "h2":
        offered = [
            button(t.label("%(hours)s before", hours=_hour(each)), SetReminder(session_id, kind, 0, each))
            for each in BEFORE
        ]
        return [tuple(offered[:2]), offered[2], *([stop] if shown.when else [])]
    days, minutes = shown.when or USUAL[shown.kind]
    hours = [button(_hour(each), SetReminder(session_id, kind, days, each)) for each in HOURS]
    earlier = button(t.label("One day earlier"), SetReminder(session_id, kind, days + 1, minutes))
    later = button(t.label("One day later"), SetReminder(session_id, kind, days - 1, minutes))
    near = [each for each, fits in ((earlier, days < MAX_DAYS), (later, days > 1)) if fits]
    return [tuple(near), tuple(hours[:2]), tuple(hours[2:]), *([stop] if shown.when else [])]


def _hour(minutes: int) -> str:
    return dates.hour(time(*divmod(minutes, 60)))


def _home(t: Words) -> Button:
    return button(t.label("Home"), OrganiserHome())
