"""Joining links and codes: made and shown once, listed, withdrawn."""

from bot.actions.organiser import InviteOrganiser, Link, Links, NewLink, RevokeLink
from bot.context import Context, Turn, pressed
from bot.views import errors
from bot.views import invitations as views
from bot.views.page import Page
from training import access, invitations
from training.invitations import InvitationKind


async def links(update: object, context: Context) -> None:
    action = context.action(Links)
    async with context.turn() as turn:
        page = await _links(turn, action.page)
    await context.show(page)


async def new_link(update: object, context: Context) -> None:
    """A joining link, for any number of participants."""
    async with context.turn() as turn:
        page = await _create(turn, InvitationKind.JOINING)
    await context.show(page)


async def invite_organiser(update: object, context: Context) -> None:
    """A code for one organiser: only an administrator may make one."""
    async with context.turn() as turn:
        page = await _create(turn, InvitationKind.ORGANISER)
    await context.show(page)


async def link(update: object, context: Context) -> None:
    """One code; one that can no longer be used leads to the list as it is now."""
    action = context.action(Link)
    async with context.turn() as turn:
        usable = await invitations.list_open(turn.db, await access.organiser(turn.db, turn.person), turn.now)
        found = next((one for one in usable if one.id == action.invitation_id), None)
        settings = turn.house.settings
        page = views.link(turn.t, found, settings.timezone) if found else await _links(turn, 0)
        toast = None if found else errors.stale(turn.t)
    await context.show(page, toast)


async def revoke(update: object, context: Context) -> None:
    action = context.action(RevokeLink)
    async with context.turn() as turn:
        actor = await access.organiser(turn.db, turn.person)
        revoked = await invitations.revoke(turn.db, actor, action.invitation_id, now=turn.now)
        page = views.revoked(turn.t, revoked)
    await context.show(page)


async def _links(turn: Turn, page: int) -> Page:
    actor = await access.organiser(turn.db, turn.person)
    usable = await invitations.list_open(turn.db, actor, turn.now)
    administrator = await access.is_administrator(turn.db, actor)
    return views.links(turn.t, usable, page, turn.house.settings.timezone, administrator=administrator)


async def _create(turn: Turn, kind: InvitationKind) -> Page:
    actor = await access.organiser(turn.db, turn.person)
    invitation, code = await invitations.create(turn.db, actor, kind, now=turn.now)
    return views.created(turn.t, invitation, code, turn.house.bot_username, turn.house.settings.timezone)


HANDLERS = [
    pressed(Links, links),
    pressed(NewLink, new_link),
    pressed(InviteOrganiser, invite_organiser),
    pressed(Link, link),
    pressed(RevokeLink, revoke),
]
