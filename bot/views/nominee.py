"""One person whom a list put forward, for organisers: what they answered, their link, and what can be done for them."""

from datetime import datetime
from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.actions.nominees import (
    AskDecline,
    ConfirmFor,
    DeclineFor,
    IssueLink,
    Nominations,
    Nominee,
    Nominees,
    RegisterFor,
    RevokeLink,
    SeatFor,
    SendSlips,
)
from bot.actions.replacements import AskReplacementFor
from bot.buttons import OrganiserHome
from bot.language import N_, Words
from bot.slips import Slip
from bot.slips import Words as SlipWords
from bot.views import dates, people, session_parts
from bot.views.contact import spaced
from bot.views.page import Button, Document, Page, button, cut, lines, rows
from bot.views.registration import REASONS
from training.codes import grouped
from training.links.issuing import is_blocked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.models import PersonalLink, TrainingSession
    from training.links.issuing import Issued
    from training.nominations.following import Followed, Following

WHO_MAX = 160
STAGES = {
    "unopened": N_("link not opened"),
    "silent": N_("no answer yet"),
    "confirmed": N_("presence confirmed"),
    "waiting": N_("on the waiting list"),
    "declined": N_("unavailable"),
    "replaced": N_("replaced"),
}
WITHDRAWN = {
    **REASONS,
    "offer_declined": N_("place declined"),
    "offer_expired": N_("place not answered"),
    "not_approved": N_("registration refused"),
    "moved_onto_another": N_("moved onto another session"),
    "replaced": N_("replaced"),
}


def nominee(t: Words, session: "TrainingSession", one: "Followed", zone: str, now: datetime) -> Page:
    """One person: their answer, their telephone as the list gave it, their link; what an organiser may do for them."""
    number, at = one.nomination.id, one.stage.value
    text = lines(
        t(
            "Put forward: session %(code)s, %(days)s",
            code=session_parts.code(session),
            days=session_parts.days(session),
        ),
        "",
        cut(people.in_a_request(one.person), WHO_MAX),
        t("Telephone on the list: %(phone)s", phone=spaced(one.nomination.phone)) if one.nomination.phone else None,
        t("Answer: %(stage)s", stage=stage(t, one)),
        "",
        _link(t, one.link, zone, now) if one.person.telegram_id is None else t("They have an account with the robot."),
    )
    seated = at in ("unopened", "silent", "confirmed") and _seat(one) == "seated"
    confirm = button(t.label("They confirm"), ConfirmFor(number)) if seated and at != "confirmed" else None
    decline = button(t.label("They cannot come"), AskDecline(number)) if _seat(one) in ("seated", "waiting") else None
    replace = button(t.label("Have them replaced"), AskReplacementFor(number)) if _seat(one) == "seated" else None
    waits = _seat(one) == "waiting" and one.person.telegram_id is None
    seat = button(t.label("Give them the place"), SeatFor(number)) if waits else None
    back = button(t.label("They come after all"), RegisterFor(number)) if at == "declined" else None
    return Page(
        text,
        rows(
            *((confirm, seat, decline, replace, back) if session.starts_at > now else ()),
            *(_link_buttons(t, one, now) if one.person.telegram_id is None else ()),
            (button(t.label("Back"), Nominees(session.id, "all")), _home(t)),
        ),
    )


def ask_decline(t: Words, session: "TrainingSession", one: "Followed") -> Page:
    """Why they cannot come, as they told the organiser; the seat goes to who waits."""
    text = t(
        "%(name)s cannot come: session %(code)s\n\nFor which reason? The place is offered at once to the next person "
        "on the list.",
        name=people.name(one.person),
        code=session_parts.code(session),
    )
    *alone, other, unsaid = (
        button(str(t(label)), DeclineFor(one.nomination.id, key)) for key, label in REASONS.items()
    )
    return Page(text, rows(*alone, (other, unsaid), (button(t.label("Back"), Nominee(one.nomination.id)), _home(t))))


def stage(t: Words, one: "Followed") -> Markup:
    """What became of a nomination, with the reason of who cannot come."""
    registration = one.registration
    reason = registration.withdrawal_reason if registration else None
    said = t(STAGES[one.stage.value])
    if one.stage.value != "declined" or reason is None:
        return said
    return t("%(stage)s (%(reason)s)", stage=said, reason=t(WITHDRAWN[reason.value]))


def issued(t: Words, made: "Issued", nomination_id: int, bot_username: str, zone: str) -> Page:
    """A new link, to be handed to its person; it cannot be shown again."""
    text = lines(
        t("Personal link: %(name)s", name=people.name(made.person)),
        "",
        f"https://t.me/{bot_username}?start={made.code}",
        "",
        t("Or the code to write to the robot: <code>%(code)s</code>", code=grouped(made.code)),
        "",
        t(
            "For this person only, until %(until)s. It asks what only they know.",
            until=dates.stamp(made.link.expires_at, zone),
        ),
        t("Copy it now: it is not kept, and cannot be shown again."),
    )
    return Page(text, rows((button(t.label("Back"), Nominee(nomination_id)), _home(t))))


def ask_slips(t: Words, found: "Following") -> Page:
    """New links end the former ones: who has one that may still be used keeps it, unless the organiser says so."""
    session, without, everybody = found.session, len(found.without_link), found.unopened
    text = t(
        "Slips: session %(code)s\n\nOne slip for each person without an account, with their personal link as a code to "
        "scan. To be handed to the person only: it serves once.\n\nWithout a link: %(without)s. Redone, the slips "
        "handed before work no more.",
        code=session_parts.code(session),
        without=without,
    )
    return Page(
        text,
        rows(
            button(t.label("New slips (%(n)s)", n=without), SendSlips(session.id, 0)) if without else None,
            button(t.label("Redo all (%(n)s)", n=everybody), SendSlips(session.id, 1)) if everybody else None,
            (button(t.label("Back"), Nominations(session.id)), _home(t)),
        ),
    )


def slips(
    t: Words, session: "TrainingSession", made: "Sequence[Issued]", bot_username: str, zone: str
) -> tuple[SlipWords, list[Slip]]:
    """What the slips say. All links were made at once: they end together."""
    words = SlipWords(
        title=t.label("Slips, session %(code)s", code=session_parts.code(session)),
        session=t.label(
            "Session %(code)s, %(days)s, %(town)s",
            code=session_parts.code(session),
            days=session_parts.days(session),
            town=session.town,
        ),
        how=t.label(
            "Scan this code with your telephone, or open Telegram, look for the robot @%(robot)s and write the code.",
            robot=bot_username,
        ),
        until=t.label("For you only, until %(until)s.", until=dates.stamp(made[0].link.expires_at, zone)),
        code=t.label("Code:"),
    )
    return words, [
        Slip(
            people.name(one.person),
            one.person.corps.label if one.person.corps else "",
            f"https://t.me/{bot_username}?start={one.code}",
            grouped(one.code),
        )
        for one in made
    ]


def slips_file(t: Words, session: "TrainingSession", number: int, content: bytes) -> Document:
    """The sheet, to be printed and cut."""
    code = session_parts.code(session)
    caption = t.n(
        "%(n)s slip, session %(code)s. Hand it to its person only.",
        "%(n)s slips, session %(code)s. Hand each one to its person only.",
        number,
        code=code,
    )
    return Document(t.label("slips-%(code)s.pdf", code=code), content, caption)


def _link(t: Words, link: "PersonalLink | None", zone: str, now: datetime) -> Markup:
    if link is None or link.revoked_at is not None:
        return t("Personal link: none")
    if is_blocked(link):
        return t("Personal link: blocked after wrong answers")
    if link.expires_at <= now:
        return t("Personal link: over since %(at)s", at=dates.stamp(link.expires_at, zone))
    opened = t("opened on %(at)s, not used yet", at=dates.stamp(link.opened_at, zone)) if link.opened_at else ""
    return t(
        "Personal link: made on %(at)s, %(opened)s",
        at=dates.stamp(link.issued_at, zone),
        opened=opened or t("not opened"),
    )


def _link_buttons(t: Words, one: "Followed", now: datetime) -> list[Button]:
    number = one.nomination.id
    there = one.link is not None and one.link.revoked_at is None and one.link.expires_at > now
    issue = button(t.label("New personal link"), IssueLink(number))
    return [issue, button(t.label("Withdraw the link"), RevokeLink(number))] if there else [issue]


def _seat(one: "Followed") -> str:
    return one.registration.seat.value if one.registration else ""


def _home(t: Words) -> Button:
    return button(t.label("Home"), OrganiserHome())
