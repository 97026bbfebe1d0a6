"""What is pushed about nominations: neutral on a locked screen; names only under a spoiler, and only to organisers."""

from datetime import datetime
from typing import TYPE_CHECKING

from bot.actions.nominees import Nominee
from bot.actions.replacements import Replacements
from bot.actions.sessions import AskLeaveLine, ShowDetails, ShowSession
from bot.buttons import Home, OrganiserHome
from bot.language import Words
from bot.views import dates, people, session_parts
from bot.views.page import Button, Page, button, cut, lines, rows
from bot.views.session_card import seat_buttons

if TYPE_CHECKING:
    from db.models import Person, TrainingSession

WHO_MAX = 100


def nominated(t: Words, session: "TrainingSession", until: datetime | None, *, again: bool) -> Page:
    """To who was put forward, and has a seat: do they come? `until` (UTC) an answer is asked for."""
    code, days = session_parts.code(session), session_parts.days(session)
    head = (
        t("Nomination: session %(code)s, answer still awaited", code=code)
        if again
        else t("Nomination: session %(code)s, answer expected", code=code)
    )
    text = lines(
        head,
        "",
        t("Your service puts you forward, %(days)s.", days=days),
        t("To do: answer before %(limit)s.", limit=dates.moment(until, session.zone))
        if until
        else t("To do: answer as soon as you can."),
    )
    details = button(t.label("See the details"), ShowDetails(session.id))
    return Page(text, rows(*seat_buttons(t, session.id, confirmed=False), details, _home(t)))


def nominated_to_wait(t: Words, session: "TrainingSession", rank: int) -> Page:
    """To who was put forward and found no seat."""
    text = t(
        "Nomination: session %(code)s, waiting list\n\nYour service puts you forward, %(days)s. All places are taken: "
        "your rank on the waiting list is %(rank)s. A place that is freed is offered to you here.",
        code=session_parts.code(session),
        days=session_parts.days(session),
        rank=rank,
    )
    see, leave = ShowSession(session.id), AskLeaveLine(session.id)
    return Page(text, rows(button(t.label("See the session"), see), button(t.label("Leave the list"), leave), _home(t)))


def link_blocked(t: Words, person: "Person", nomination_id: int | None) -> Page:
    """To organisers: somebody gave three wrong answers to a link. Whose it is stays hidden until touched."""
    text = t(
        "Personal link blocked\n\nThree wrong answers were given to a personal link: passed on to somebody else, or "
        "another telephone than the list’s. Whose (touch to read): <tg-spoiler>%(who)s</tg-spoiler>\n\nCall the "
        "person, then make a new link.",
        who=cut(people.in_a_list(person), WHO_MAX),
    )
    see = button(t.label("See the person"), Nominee(nomination_id)) if nomination_id is not None else None
    return Page(text, rows(see, button(t.label("Home"), OrganiserHome())))


def replacement_asked(t: Words, session: "TrainingSession") -> Page:
    """To organisers."""
    text = t(
        "Replacement to decide: session %(code)s\n\nSomebody proposes who comes in their place. It is kept until the "
        "team’s decision.",
        code=session_parts.code(session),
    )
    return Page(
        text,
        rows(button(t.label("See the proposal"), Replacements(session.id)), button(t.label("Home"), OrganiserHome())),
    )


def replacement_decided(t: Words, session: "TrainingSession", *, accepted: bool) -> Page:
    """To who was to be replaced."""
    code = session_parts.code(session)
    if accepted:
        text = t(
            "Replacement accepted: session %(code)s\n\nYour place goes to the person proposed. The reminders of this "
            "session are not sent to you any more.",
            code=code,
        )
        return Page(text, rows(_home(t)))
    text = t(
        "Replacement not accepted: session %(code)s\n\nYour place stays in your name. If you cannot come, say so here.",
        code=code,
    )
    return Page(text, rows(*seat_buttons(t, session.id, confirmed=False), _home(t)))


def _home(t: Words) -> Button:
    return button(t.label("My situation"), Home())
