"""One session as a participant sees it: its card, all of it on one page, and the file for a calendar."""

import html
from datetime import datetime
from typing import TYPE_CHECKING

from markupsafe import Markup

from bot import calendar_file
from bot.actions.practical import Practical
from bot.actions.questions import AskTeam
from bot.actions.sessions import (
    AskLeaveLine,
    AskReason,
    Confirm,
    Register,
    SendCalendar,
    ShowAreas,
    ShowDetails,
    ShowReminder,
    ShowSession,
)
from bot.buttons import Home
from bot.language import Words
from bot.views import offers, session_parts
from bot.views.page import Button, Document, Page, button, cut, lines, rows

if TYPE_CHECKING:
    from db.models import TrainingSession
    from training.sessions import SessionCard

PAGE_MAX = 600
TITLE_MAX = 120
PLACE_MAX = 90
TRAINERS_MAX = 60


def card(t: Words, found: "SessionCard", now: datetime) -> Page:
    """The card: the first buttons are what this person may do with the session today."""
    session = found.session
    fixed = lines(
        t("Session %(code)s", code=session_parts.code(session)),
        cut(session.title, TITLE_MAX),
        "",
        session_parts.when_line(t, session),
        cut(session_parts.place(session), PLACE_MAX),
        places(t, found) if _ahead(found, now) else None,
        t("Language: %(language)s", language=session_parts.languages(t, session)),
        _trainers(t, session),
    )
    situation = t("Your situation: %(state)s", state=_state(t, found, now))
    text = lines(fixed, _objectives(t, session, fixed + situation), "", situation)
    mine = found.mine is not None
    return Page(
        text,
        rows(
            *_deeds(t, found, now),
            button(t.label("See the details"), ShowDetails(session.id)),
            button(t.label("Diary file (.ics)"), SendCalendar(session.id)) if mine else None,
            button(t.label("Write to the team"), AskTeam(session.id)),
            button(t.label("Open sessions"), ShowAreas()),
            button(t.label("My situation"), Home()),
        ),
    )


def details(t: Words, found: "SessionCard", form_of_address: str, origin: str) -> Page:
    """All of it, to be read again without network. `origin` is the reminder to go back to, or empty."""
    session = found.session
    fixed = lines(
        form_of_address or None,
        t("Session %(code)s", code=session_parts.code(session)),
        cut(session.title, TITLE_MAX),
        "",
        session_parts.when_line(t, session),
        cut(session_parts.place(session), PLACE_MAX),
        t("Language: %(language)s", language=session_parts.languages(t, session)),
        _trainers(t, session),
    )
    foot = t("The summons and the mission order remain issued by your service.")
    back = ShowReminder(session.id, origin) if origin else ShowSession(session.id)
    noted = bool(session.practical) or session.latitude is not None
    return Page(
        lines(fixed, _objectives(t, session, fixed + foot), "", foot),
        rows(
            button(t.label("Practical notes"), Practical(session.id)) if noted else None,
            button(t.label("Diary file (.ics)"), SendCalendar(session.id)),
            button(t.label("Back"), back),
            button(t.label("My situation"), Home()),
        ),
    )


def calendar(t: Words, session: "TrainingSession", host: str, now: datetime, days_before: int = 0) -> Document:
    """The session as an .ics file, one entry a day. `host` makes its identifiers this bot's own.

    `days_before`: as many days as it ever had, before it was changed.
    """
    code = session_parts.code(session)
    entry = calendar_file.Entry(
        summary=t.label("Training session %(code)s: %(title)s", code=code, title=session.short_title),
        description=session.title,
        location=session_parts.place(session),
    )
    content = calendar_file.calendar_file(session, entry, host, now, days_before=days_before)
    caption = t("Session %(code)s: open this file to put it in your diary.", code=code)
    return Document(f"session-{code}.ics", content, caption)


def places(t: Words, found: "SessionCard") -> Markup:
    """« Places libres : 4 sur 25 ; en attente : 0 »."""
    return t(
        "Free places: %(free)s of %(capacity)s; waiting: %(waiting)s",
        free=found.free,
        capacity=found.session.capacity,
        waiting=found.waiting,
    )


def _trainers(t: Words, session: "TrainingSession") -> Markup | None:
    if not session.trainers:
        return None
    return t("Trainers: %(trainers)s", trainers=cut(session.trainers, TRAINERS_MAX))


def _objectives(t: Words, session: "TrainingSession", rest: Markup) -> Markup | None:
    """The objectives, in what the page has left."""
    room = PAGE_MAX - len(html.unescape(rest)) - len(t.label("Objectives: %(objectives)s")) - 4
    if not session.objectives or room < len(t.label("Objectives: %(objectives)s")):
        return None
    return t("Objectives: %(objectives)s", objectives=cut(session.objectives, room))


def _ahead(found: "SessionCard", now: datetime) -> bool:
    return found.session.starts_at > now and found.session.state.value in ("open", "closed")


def _state(t: Words, found: "SessionCard", now: datetime) -> Markup:
    if found.session.state.value == "cancelled":
        return t("session cancelled")
    if found.mine is None:
        return t("no registration")
    if found.offer is not None:
        return t("place offered, answer expected until %(limit)s", limit=offers.limit(found.session, found.offer))
    if found.mine.seat.value == "requested":
        return t("agreement of the team awaited")
    if found.mine.seat.value == "waiting":
        return t("waiting list, rank %(rank)s", rank=found.rank)
    if found.session.ends_at <= now:
        return t("session ended")
    if found.mine.intention.value == "confirmed":
        return t("presence confirmed")
    return t("place reserved, presence to be confirmed") if _ahead(found, now) else t("place reserved")


def _deeds(t: Words, found: "SessionCard", now: datetime) -> list[Button]:
    session = found.session
    if not _ahead(found, now):
        return []
    if found.mine is None:
        at_once = found.free > 0 and found.waiting == 0
        return [button(t.label("I register") if at_once else t.label("Waiting list"), Register(session.id))]
    if found.offer is not None:
        return offers.answers(t, found.offer)
    if found.mine.seat.value == "requested":
        return [button(t.label("Withdraw my request"), AskLeaveLine(session.id))]
    if found.mine.seat.value == "waiting":
        return [button(t.label("Leave the list"), AskLeaveLine(session.id))]
    return seat_buttons(t, session.id, confirmed=found.mine.intention.value == "confirmed")


def seat_buttons(t: Words, session_id: int, *, confirmed: bool) -> list[Button]:
    """What somebody who has a seat can say: « Je confirme » goes once it was said."""
    if confirmed:
        return [button(t.label("I can no longer come"), AskReason(session_id))]
    return [
        button(t.label("I confirm"), Confirm(session_id)),
        button(t.label("I cannot come"), AskReason(session_id)),
    ]
