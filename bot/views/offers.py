"""A seat that is offered to somebody who waits, and what became of the offer."""

from datetime import datetime
from typing import TYPE_CHECKING

from bot.actions.offers import AcceptOffer, DeclineOffer
from bot.actions.sessions import Register, ShowAreas, ShowDetails, ShowSession
from bot.buttons import Home
from bot.language import Words
from bot.views import dates, session_parts
from bot.views.page import Button, Page, button, rows

if TYPE_CHECKING:
    from db.models import SeatOffer, TrainingSession
    from training.offers import Over


def offered(t: Words, session: "TrainingSession", offer: "SeatOffer") -> Page:
    """Pushed: neutral on a locked screen. Until when it is theirs, or that the first answer has it."""
    code, days = session_parts.code(session), session_parts.days(session)
    if offer.holds_seat:
        text = t(
            "Place offered: session %(code)s, answer expected\n\n"
            "A place has been freed, %(days)s. It is reserved for you until %(limit)s; after that, it goes to the next "
            "person.",
            code=code,
            days=days,
            limit=limit(session, offer),
        )
    else:
        text = t(
            "Place offered: session %(code)s, first answer\n\n"
            "A place has just been freed, %(days)s. It goes to the first answer among the persons who wait.",
            code=code,
            days=days,
        )
    details = button(t.label("See the details"), ShowDetails(session.id))
    return Page(text, rows(*answers(t, offer), details, _home(t)))


def answers(t: Words, offer: "SeatOffer") -> list[Button]:
    """One tap each: the consequence is said above them."""
    return [
        button(t.label("I take the place"), AcceptOffer(offer.id)),
        button(t.label("I leave the place"), DeclineOffer(offer.id)),
    ]


def limit(session: "TrainingSession", offer: "SeatOffer") -> str:
    """« mardi 13 octobre à 9 h 30 », at the venue."""
    return dates.moment(offer.expires_at, session.zone)


def lapsed(t: Words, session: "TrainingSession", until: datetime) -> Page:
    """Pushed: their time to answer is over. Nobody leaves the line without knowing it."""
    text = t(
        "Place offered: session %(code)s, time over\n\n"
        "The time to answer ended on %(limit)s: the place is offered to the next person. To wait for another place, "
        "touch “Stay on the list”: your rank will be the last.",
        code=session_parts.code(session),
        limit=dates.moment(until, session.zone),
    )
    return Page(text, rows(_stay(t, session), _home(t)))


def declined(t: Words, session: "TrainingSession") -> Page:
    """They said no: the next person is asked."""
    text = t(
        "Recorded: the place at session %(code)s is offered to the next person. To wait for another place, touch "
        "“Stay on the list”: your rank will be the last.",
        code=session_parts.code(session),
    )
    return Page(text, rows(_stay(t, session), button(t.label("Open sessions"), ShowAreas()), _home(t)))


def over(t: Words, found: "Over") -> Page:
    """The button of an offer that stands no more: why, and what is left to do."""
    code = session_parts.code(found.session)
    match found.end.value:
        case "late":
            text = t(
                "The place offered at session %(code)s is no longer available: the time to answer ended on %(limit)s.",
                code=code,
                limit=dates.moment(found.until, found.session.zone),
            )
        case "taken":
            text = t(
                "The place offered at session %(code)s is no longer available: another answer came before.", code=code
            )
        case _:
            text = t("This offer of a place at session %(code)s has been answered already.", code=code)
    if found.waits:
        text += "\n\n" + t("Your rank on the waiting list stays the same.")
    go_on = _see(t, found.session) if found.waits else _stay(t, found.session)
    return Page(text, rows(go_on, button(t.label("Open sessions"), ShowAreas()), _home(t)))


def _stay(t: Words, session: "TrainingSession") -> Button:
    return button(t.label("Stay on the list"), Register(session.id))


def _see(t: Words, session: "TrainingSession") -> Button:
    return button(t.label("See the session"), ShowSession(session.id))


def _home(t: Words) -> Button:
    return button(t.label("My situation"), Home())
