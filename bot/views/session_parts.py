"""Parts of pages about a training session: its code, its days and hours, its places, its line in a list."""

import re
from datetime import date, datetime
from typing import TYPE_CHECKING

from babel.dates import format_date
from markupsafe import Markup

from bot.language import N_, Words
from bot.views import dates
from bot.views.page import cut
from training.calendar import local

if TYPE_CHECKING:
    from db.models import TrainingSession
    from training.sessions import SessionLine

LIST_TITLE_MAX = 40
YOURS = {"seated": N_("your place"), "requested": N_("your request"), "waiting": N_("you are waiting")}
"""What a list says of a session where the person has a seat, has asked for one, or waits."""
LANGUAGES = {
    "français": N_("French"),
    "anglais": N_("English"),
    "arabe": N_("Arabic"),
    "portugais": N_("Portuguese"),
}


def code(session: "TrainingSession") -> str:
    """« 3.05 »: the code as people say it."""
    return session.code


def days(session: "TrainingSession") -> str:
    """« du lundi 12 au mercredi 14 octobre 2026 »."""
    return dates.span(session.first_day, session.last_day)


def hours(t: Words, session: "TrainingSession") -> Markup:
    """« de 9 h à 16 h 30 »."""
    return t("from %(opens)s to %(closes)s", opens=dates.hour(session.opens), closes=dates.hour(session.closes))


def when(t: Words, session: "TrainingSession") -> Markup:
    """« du lundi 12 au mercredi 14 octobre 2026, de 9 h à 16 h 30 »."""
    return Markup("{}, {}").format(days(session), hours(t, session))


def when_line(t: Words, session: "TrainingSession") -> Markup:
    """The same, at the beginning of a line."""
    text = when(t, session)
    return text[:1].upper() + text[1:]


def place(session: "TrainingSession") -> str:
    """« École des douanes, Dakar »; the town is not said twice."""
    return session.venue if session.town in session.venue else f"{session.venue}, {session.town}"


def languages(t: Words, session: "TrainingSession") -> str:
    """« français et arabe »: the words of the programme's file, in the person's language where it is known."""
    spoken = [part.strip() for part in session.language.split("/")]
    *some, last = [str(t(LANGUAGES[part])) if part in LANGUAGES else part for part in spoken]
    return t.label("%(some)s and %(last)s", some=", ".join(some), last=last) if some else last


def short_day(day: date, today: date) -> str:
    """« 12 oct. », « 1er mai »; with the year when it is not this one."""
    pattern = "d MMM" if day.year == today.year else "d MMM y"
    return re.sub(r"^1 ", "1er ", format_date(day, pattern, locale="fr"))


def month(day: date) -> str:
    """« octobre 2026 »."""
    return format_date(day, "MMMM y", locale="fr")


def long_day(day: date, today: date) -> str:
    """« 12 octobre »; with the year when it is not this one."""
    return dates.day(day, weekday=False, year=day.year != today.year)


def label(t: Words, session: "TrainingSession", now: datetime) -> str:
    """« 3.05, le 12 oct. »: a session on a button."""
    day = short_day(session.first_day, local(now, session.zone).date())
    return t.label("%(code)s, on %(day)s", code=code(session), day=day)


def line(
    t: Words, session: "TrainingSession", now: datetime, last: Markup | str, title_max: int = LIST_TITLE_MAX
) -> Markup:
    """« 3.05, Saisie et gel des avoirs, 12 octobre, Thiès, 4 places »."""
    day = long_day(session.first_day, local(now, session.zone).date())
    parts = (code(session), cut(session.short_title, title_max), day, cut(session.town), last)
    return Markup(", ").join(parts)


def seats(t: Words, listed: "SessionLine") -> Markup:
    """What a list says of the places of a session, or of the person's own."""
    if listed.seat is not None:
        return t(YOURS[listed.seat.value])
    if listed.free == 0:
        return t("full")
    return t.n("%(n)s place", "%(n)s places", listed.free)
