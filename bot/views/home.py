"""« Ma situation » and the pages that stand in its place while somebody may not see it yet."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.actions.arrival import ReadNotice
from bot.actions.evaluation import StartEvaluation
from bot.actions.identification import EditFiche, FillFiche
from bot.actions.my_data import MyData
from bot.actions.offers import AcceptOffer
from bot.actions.sessions import Confirm, ShowAreas, ShowSession
from bot.buttons import Help, OrganiserHome
from bot.language import Words
from bot.views import dates, offers, session_parts
from bot.views.page import Button, Page, button, cut, lines, rows
from training.nominations.following import answer_by

if TYPE_CHECKING:
    from db.models import Registration, TrainingSession
    from training.sessions import Ranked
    from training.situation import AwaitedFeedback, Situation

MOST = 3
"""Sessions shown on the card, one less below two things to do; the others are counted."""

TITLE_MAX, NOMINATED_TITLE_MAX = 32, 28
CONFIRM_WITHIN = timedelta(days=7)


@dataclass(frozen=True)
class Asked:
    """Something that awaits the person's answer, and the button for it."""

    text: Markup
    button: Button


def no_fiche(t: Words, *, organiser: bool) -> Page:
    """To somebody who acknowledged the notice and has no record yet."""
    text = t(
        "My situation\n\nYour record is missing: it comes before any registration. Two minutes are enough.",
    )
    fill = button(t.label("Create my record"), FillFiche())
    return Page(text, rows(fill, _organiser(t) if organiser else None, _help(t)))


def waiting(t: Words, programme: str, name: str) -> Page:
    """To somebody who came without a link: the purpose and their own request; no session, no town, no other name."""
    text = t(
        "Your request is awaiting verification\n\n"
        "This robot accompanies the training sessions of the programme %(programme)s: registration, reminders, "
        "attendance and feedback.\n\n"
        "Request in the name of: %(name)s. The training team checks it; the answer arrives here.\n\n"
        "With a link or a code from the team, open the link or write the code: there is nothing to wait for then.",
        programme=programme,
        name=name,
    )
    return Page(
        text,
        rows(
            button(t.label("Correct my record"), EditFiche()),
            button(t.label("Read the notice"), ReadNotice()),
            (button(t.label("My data"), MyData()), _help(t)),
        ),
    )


def refused(t: Words, contact: str) -> Page:
    """To somebody whom an organiser did not let in."""
    text = t(
        "Your request was not accepted.\n\nIf this is a mistake, see with your service, or write to %(contact)s.",
        contact=contact,
    )
    notice = button(t.label("Read the notice"), ReadNotice())
    return Page(text, rows(notice, (button(t.label("My data"), MyData()), _help(t))))


def situation(t: Words, found: "Situation", now: datetime) -> Page:
    """The living card: what is asked of the person, then their sessions by date, three at most."""
    asked = _asked(t, found, now)
    parts = _parts(t, found)
    if not (asked or parts):
        text = t("My situation\n\nNo session ahead. Nothing is asked of you.")
        return Page(lines(text, *_present(t, found)), rows(*_foot(t, found)))
    most = MOST - (len(asked) > 1)
    left = len(parts) - most
    text = lines(
        t("My situation"),
        *(line for each in asked for line in ("", each.text)),
        *(line for _, part in parts[:most] for line in ("", part)),
        *(["", t.n("And %(n)s other session.", "And %(n)s other sessions.", left)] if left > 0 else []),
        *([] if asked else [*_present(t, found), "", t("Nothing else is asked of you.")]),
    )
    sessions = [session for session, _ in parts]
    return Page(text, rows(*(each.button for each in asked), *_sessions(t, sessions[:most]), *_foot(t, found)))


def _parts(t: Words, found: "Situation") -> "list[tuple[TrainingSession, Markup]]":
    """Each session and what is said of it: offered places, then seats, requests, then waiting lists."""
    mine = found.registrations
    waits = [(each.offer is None, each.registration.session, _waiting(t, each)) for each in mine.waiting]
    seats = [(each.session, _seated(t, each, nominated=each.session_id in found.nominated)) for each in mine.seated]
    seats += [(each.session, _requested(t, each)) for each in mine.requested]
    offered, others = ([(session, text) for late, session, text in waits if late is last] for last in (False, True))
    return [*offered, *seats, *others]


def _asked(t: Words, found: "Situation", now: datetime) -> list[Asked]:
    """The first two of: an offered place, feedback whose close is near, a presence to confirm.

    It is asked for in the last week, and at any time of who was put forward.
    """
    offered = [_offer(t, each) for each in found.registrations.waiting if each.offer]
    feedback = [_feedback(t, each) for each in found.feedback[:1]]
    soon = [
        each.session
        for each in found.registrations.seated
        if each.intention.value == "unknown" and timedelta() < each.session.starts_at - now <= _within(found, each)
    ]
    return (offered[:1] + feedback + [_confirmation(t, session, found, now) for session in soon[:1]])[:2]


def _present(t: Words, found: "Situation") -> list[Markup | str]:
    if not found.half_days:
        return []
    return ["", t.n("Attendance: %(n)s half-day", "Attendance: %(n)s half-days", found.half_days)]


def _within(found: "Situation", each: "Registration") -> timedelta:
    return timedelta.max if each.session_id in found.nominated else CONFIRM_WITHIN


def _offer(t: Words, ranked: "Ranked") -> Asked:
    session, offer = ranked.registration.session, ranked.offer
    assert offer is not None
    limit = offers.limit(session, offer)
    text = t("To do: answer before %(limit)s, session %(code)s", limit=limit, code=session_parts.code(session))
    return Asked(text, button(t.label("I take the place"), AcceptOffer(offer.id)))


def _feedback(t: Words, awaited: "AwaitedFeedback") -> Asked:
    limit = dates.moment(awaited.evaluation.closes_at, awaited.session.zone)
    code = session_parts.code(awaited.session)
    text = t("Your feedback on session %(code)s, optional, until %(limit)s", code=code, limit=limit)
    return Asked(text, button(t.label("Give my feedback"), StartEvaluation(awaited.evaluation.id)))


def _confirmation(t: Words, session: "TrainingSession", found: "Situation", now: datetime) -> Asked:
    code, until = session_parts.code(session), answer_by(session, now)
    text = t("To do: confirm your presence at session %(code)s", code=code)
    if session.id in found.nominated and until is not None:
        limit = dates.moment(until, session.zone)
        text = t("To do: answer before %(limit)s, session %(code)s", limit=limit, code=code)
    return Asked(text, button(t.label("I confirm"), Confirm(session.id)))


def _seated(t: Words, mine: "Registration", *, nominated: bool) -> Markup:
    session = mine.session
    title = cut(session.short_title, TITLE_MAX)
    if mine.intention.value == "confirmed":
        head = t("Presence confirmed: session %(code)s, %(title)s", code=session_parts.code(session), title=title)
    elif nominated:
        title = cut(title, NOMINATED_TITLE_MAX)
        head = t(
            "Your service puts you forward: session %(code)s, %(title)s", code=session_parts.code(session), title=title
        )
    else:
        head = t("Registration confirmed: session %(code)s, %(title)s", code=session_parts.code(session), title=title)
    return lines(head, _when(session))


def _requested(t: Words, mine: "Registration") -> Markup:
    code = session_parts.code(mine.session)
    return lines(t("Agreement of the team awaited: session %(code)s", code=code), _when(mine.session))


def _waiting(t: Words, ranked: "Ranked") -> Markup:
    session = ranked.registration.session
    code = session_parts.code(session)
    if ranked.offer is not None:
        head = t("Place offered: session %(code)s", code=code)
    else:
        head = t("Waiting list, rank %(rank)s: session %(code)s", rank=ranked.rank, code=code)
    return lines(head, _when(session))


def _when(session: "TrainingSession") -> str:
    return f"{session_parts.days(session)}, {cut(session.town)}"


def _sessions(t: Words, found: "list[TrainingSession]") -> list[Button]:
    one = len(found) == 1
    return [
        button(t.label("See the session"), ShowSession(each.id))
        if one
        else button(t.label("See session %(code)s", code=session_parts.code(each)), ShowSession(each.id))
        for each in found[:MOST]
    ]


def _foot(t: Words, found: "Situation") -> list[Button | tuple[Button, ...] | None]:
    return [
        button(t.label("Open sessions"), ShowAreas()),
        _organiser(t) if found.organiser else None,
        (button(t.label("My data"), MyData()), _help(t)),
    ]


def _organiser(t: Words) -> Button:
    return button(t.label("Training team’s space"), OrganiserHome())


def _help(t: Words) -> Button:
    return button(t.label("Help"), Help())
