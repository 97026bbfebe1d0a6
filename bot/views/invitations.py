"""Codes that let people in: made, shown once, listed, withdrawn."""

from typing import TYPE_CHECKING

from bot.actions.organiser import InviteOrganiser, Link, Links, NewLink, RevokeLink
from bot.buttons import OrganiserHome
from bot.language import N_, Words
from bot.views import dates
from bot.views.page import Page, button, lines, rows
from bot.views.paging import part, turners
from training.codes import grouped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.models import Invitation

SIZE = 3
KINDS = {
    "joining": N_("Joining link"),
    "organiser": N_("Organiser’s code"),
    "administrator": N_("Administrator’s code"),
}


def links(t: Words, usable: "Sequence[Invitation]", page: int, zone: str, *, administrator: bool) -> Page:
    """What can still be used; the codes themselves were shown once and are not kept."""
    shown = part(usable, page, SIZE)
    listed = [
        t(
            "%(rank)s. %(kind)s no. %(id)s, until %(until)s, used %(uses)s times",
            rank=rank,
            kind=t(KINDS[one.kind.value]),
            id=one.id,
            until=dates.stamp(one.expires_at, zone),
            uses=one.uses,
        )
        for rank, one in enumerate(shown.items, shown.start + 1)
    ]
    buttons = [
        button(t.label("%(rank)s. See no. %(id)s", rank=rank, id=one.id), Link(one.id))
        for rank, one in enumerate(shown.items, shown.start + 1)
    ]
    return Page(
        lines(t("Joining links and codes"), "", *(listed or [t("None can be used at the moment.")])),
        rows(
            button(t.label("New joining link"), NewLink()),
            button(t.label("Invite an organiser"), InviteOrganiser()) if administrator else None,
            *buttons,
            turners(t, shown.page, shown.pages, Links),
            button(t.label("Home"), OrganiserHome()),
        ),
    )


def created(t: Words, invitation: "Invitation", code: str, bot_username: str, zone: str) -> Page:
    """The new code, as a link and as a code to type. It cannot be shown again."""
    until = dates.stamp(invitation.expires_at, zone)
    if invitation.kind.value == "joining":
        rule = t("For any number of participants, until %(until)s. Whoever opens it need not be verified.", until=until)
    else:
        rule = t("For one person only, until %(until)s. It opens the training team’s space.", until=until)
    text = lines(
        t(KINDS[invitation.kind.value]),
        "",
        f"https://t.me/{bot_username}?start={code}",
        "",
        t("Or the code to write to the robot: <code>%(code)s</code>", code=grouped(code)),
        "",
        rule,
        t("Copy it now: it is not kept, and cannot be shown again."),
    )
    return Page(text, rows(button(t.label("All the links"), Links()), button(t.label("Home"), OrganiserHome())))


def link(t: Words, invitation: "Invitation", zone: str) -> Page:
    """One code: what it is for, and how to withdraw it."""
    text = lines(
        t("%(kind)s no. %(id)s", kind=t(KINDS[invitation.kind.value]), id=invitation.id),
        "",
        t("Made on %(at)s", at=dates.stamp(invitation.created_at, zone)),
        t("Valid until %(until)s", until=dates.stamp(invitation.expires_at, zone)),
        t("Uses: %(uses)s", uses=invitation.uses),
        "",
        t("Withdrawn, it lets nobody in any more; whoever came in by it stays in."),
    )
    revoke = button(t.label("Withdraw this link"), RevokeLink(invitation.id))
    return Page(text, rows(revoke, button(t.label("Back"), Links()), button(t.label("Home"), OrganiserHome())))


def revoked(t: Words, invitation: "Invitation") -> Page:
    """After the withdrawal."""
    text = t(
        "%(kind)s no. %(id)s is withdrawn: it lets nobody in any more.",
        kind=t(KINDS[invitation.kind.value]),
        id=invitation.id,
    )
    return Page(text, rows(button(t.label("All the links"), Links()), button(t.label("Home"), OrganiserHome())))
