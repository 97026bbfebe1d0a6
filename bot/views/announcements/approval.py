"""Two pairs of eyes: what the author sees while a colleague is asked, what the colleague sees, and what follows."""

from dataclasses import dataclass

from markupsafe import Markup

from bot.actions.announcements import AnnouncementNow
from bot.actions.dispatches import Approve, GiveUpWaiting, RefuseApproval, SeeMessage, TakeBack
from bot.actions.organiser import InviteOrganiser
from bot.buttons import OrganiserHome
from bot.language import Words
from bot.views.page import Button, Page, button, lines, rows


def waiting(t: Words, announcement_id: int, recipients: int, above: int) -> Page:
    """To the author. `above`: more recipients than this need an agreement."""
    text = lines(
        t("Announcement no. %(number)s: agreement asked", number=announcement_id),
        "",
        t.n(
            "It is addressed to %(n)s person, above the threshold of %(above)s: another organiser decides. Nothing "
            "leaves before, and you will be told.",
            "It is addressed to %(n)s persons, above the threshold of %(above)s: another organiser decides. Nothing "
            "leaves before, and you will be told.",
            recipients,
            above=above,
        ),
    )
    return Page(
        text,
        rows(
            (
                button(t.label("Modify"), TakeBack(announcement_id)),
                button(t.label("Abandon"), GiveUpWaiting(announcement_id)),
            ),
            button(t.label("See the message"), SeeMessage(announcement_id)),
            _home(t),
        ),
    )


@dataclass(frozen=True)
class Question:
    """The announcement in the `version` that is asked about; `departure`: when it would leave, in words."""

    announcement_id: int
    version: int
    recipients: int
    departure: Markup


def decide(t: Words, asked: Question, warning: Markup | None = None) -> Page:
    """To a colleague: the first answer counts. `warning` comes first."""
    text = lines(
        warning,
        "" if warning else None,
        t.n(
            "Agreement asked: announcement no. %(number)s, %(n)s person",
            "Agreement asked: announcement no. %(number)s, %(n)s persons",
            asked.recipients,
            number=asked.announcement_id,
        ),
        "",
        t("Departure: %(when)s", when=asked.departure),
        t("Read the exact message before deciding: the first answer counts."),
    )
    return Page(
        text,
        rows(
            button(t.label("See the message"), SeeMessage(asked.announcement_id)),
            button(t.label("Give my agreement"), Approve(asked.announcement_id, asked.recipients, asked.version)),
            button(t.label("Refuse"), RefuseApproval(asked.announcement_id)),
            _home(t),
        ),
    )


def refused(t: Words, announcement_id: int) -> Page:
    """To the colleague who refused."""
    text = t("Announcement no. %(number)s: refused. Nothing was sent; its author is told.", number=announcement_id)
    return Page(text, rows(_home(t)))


def given_up(t: Words, announcement_id: int) -> Page:
    """To the author who abandoned it."""
    text = t("Announcement no. %(number)s abandoned: nothing was sent.", number=announcement_id)
    return Page(text, rows(_home(t)))


def nobody_else(t: Words, announcement_id: int, recipients: int, above: int, *, administrator: bool) -> Page:
    """There is no second organiser to ask; nothing has changed. Only an administrator may invite one."""
    invite = (
        t("Invite another organiser: a link for one use does it.")
        if administrator
        else t("An administrator of the bot can invite another organiser.")
    )
    text = lines(
        t("Announcement no. %(number)s: nobody to agree to it", number=announcement_id),
        "",
        t.n(
            "It is addressed to %(n)s person: above %(above)s, a second organiser agrees, and you are alone.",
            "It is addressed to %(n)s persons: above %(above)s, a second organiser agrees, and you are alone.",
            recipients,
            above=above,
        ),
        "",
        invite,
        t("Otherwise the setting APPROVAL_ABOVE=0 asks nobody; each sending is then noted as not reviewed."),
    )
    return Page(
        text,
        rows(
            button(t.label("Invite an organiser"), InviteOrganiser()) if administrator else None,
            button(t.label("Back to the draft"), AnnouncementNow(announcement_id)),
            _home(t),
        ),
    )


def grown(t: Words) -> Markup:
    """The audience is larger than what was asked about."""
    return t("The number of recipients has changed: nothing was sent. Here is today’s number.")


def rewritten(t: Words) -> Markup:
    """The announcement is not the one that was asked about."""
    return t("The announcement was changed since you were asked: nothing was sent. Read it again before deciding.")


def not_the_author(t: Words) -> str:
    """A toast: somebody who had a part in it pressed a button of the colleagues."""
    return t.label("The agreement comes from a person of the team who neither wrote it nor submitted it.")


def decided_before(t: Words) -> str:
    """A toast: somebody was faster."""
    return t.label("An answer came before yours: here is the situation now.")


def _home(t: Words) -> Button:
    return button(t.label("Home"), OrganiserHome())
