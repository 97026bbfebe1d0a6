"""/start, with or without a link; the notice, acknowledged or refused.

Nothing of a stranger outlives the answer to their update: `accept_notice` is where a person comes to exist, and only a
person's chat has a screen or a question that waits.
"""

import hashlib

from telegram.ext import CommandHandler, filters

from bot.actions.arrival import AcceptNotice, ReadNotice, ReadWholeNotice, RefuseNotice
from bot.actions.identification import FICHE
from bot.codes import redeemed
from bot.context import Context, Turn, pressed
from bot.dialogs import set_aside
from bot.fiche import STEPS
from bot.views import arrival as views
from bot.views import claiming as claims
from bot.views.page import Page
from training import access, codes, identification, invitations
from training.invitations import CodeRefused, Invitation
from training.links import issuing


async def start(update: object, context: Context) -> None:
    """/start: the person's home; with a code, what the code opens."""
    code = context.args[0] if context.args else ""
    async with context.turn(before_notice=True) as turn:
        page = await arrive(turn, code) if code else await _home(turn)
    await context.show(page)


async def arrive(turn: Turn, code: str) -> Page:
    """Somebody brings a code, by a link or typed. One that is good for nothing says no more than that."""
    if turn.person is None or identification.needs_notice(turn.person, turn.house.settings.notice.version):
        return await _welcomed(turn, code)
    return await turn.house.current_page(turn) if await redeemed(turn, code) else _refused(turn)


async def read_notice(update: object, context: Context) -> None:
    action = context.action(ReadNotice)
    async with context.turn(before_notice=True) as turn:
        page = _notice(turn, action.joining)
    await context.show(page)


async def read_whole_notice(update: object, context: Context) -> None:
    action = context.action(ReadWholeNotice)
    async with context.turn(before_notice=True) as turn:
        version = turn.house.settings.notice.version
        whole = turn.house.notice
        page = views.notice_page(turn.t, whole, action.page, version, _edition(turn), action.joining)
    await context.show(page)


async def accept_notice(update: object, context: Context) -> None:
    """The only place where a person comes to exist."""
    action = context.action(AcceptNotice)
    async with context.turn(before_notice=True) as turn:
        if action.edition != _edition(turn):
            page, toast = _notice(turn, action.joining), turn.t.label("The notice has changed: here is the new one.")
        else:
            page, toast = await _acknowledged(turn, action.joining), ""
    await context.show(page, toast or None)


async def refuse_notice(update: object, context: Context) -> None:
    """Nothing was kept of a stranger who refuses; of somebody known, what was kept before stays."""
    action = context.action(RefuseNotice)
    async with context.turn(before_notice=True, confidential=True) as turn:
        known = turn.person is not None
        page = views.notice_refused(turn.t, action.joining, turn.house.settings.notice.contact, known=known)
    await context.show(page)


async def _acknowledged(turn: Turn, joining: str) -> Page:
    try:
        turn.person = await identification.acknowledge_notice(
            turn.db,
            turn.telegram_id,
            version=turn.house.settings.notice.version,
            code=None if codes.is_personal(joining) else joining or None,
            now=turn.now,
        )
    except CodeRefused:
        return _refused(turn)
    if codes.is_personal(joining):
        return await turn.house.current_page(turn) if await redeemed(turn, joining) else _refused(turn)
    if turn.person.standing == "joining" and not await access.roles(turn.db, turn.person):
        await turn.ask(FICHE, STEPS[0], {})
    return await turn.house.current_page(turn)


async def _home(turn: Turn) -> Page:
    await set_aside(turn)
    return await turn.house.current_page(turn)


async def _welcomed(turn: Turn, code: str) -> Page:
    """Somebody who has the notice before them: what the code is for, and of a personal link not whose it is."""
    if codes.is_personal(code):
        if await issuing.find(turn.db, code, now=turn.now) is None:
            return _refused(turn)
        return claims.welcome(turn.t, turn.house.settings.programme, codes.normalise(code))
    invitation = await invitations.look_up(turn.db, code, turn.now)
    return _refused(turn) if invitation is None else _welcome(turn, invitation, codes.normalise(code))


def _welcome(turn: Turn, invitation: Invitation, code: str) -> Page:
    programme = turn.house.settings.programme
    if invitation.kind == "joining":
        return views.welcome_joining(turn.t, programme, code)
    return views.welcome_team(turn.t, programme, code)


def _notice(turn: Turn, joining: str) -> Page:
    return views.notice(turn.t, turn.house.settings.notice.version, _edition(turn), joining)


def _refused(turn: Turn) -> Page:
    return views.link_refused(turn.t, known=turn.person is not None)


def _edition(turn: Turn) -> str:
    """The present version in few characters, whatever its name: it has to fit into a button."""
    return hashlib.sha256(turn.house.settings.notice.version.encode()).hexdigest()[:8]


HANDLERS = [
    CommandHandler("start", start, filters=filters.ChatType.PRIVATE),
    pressed(ReadNotice, read_notice),
    pressed(ReadWholeNotice, read_whole_notice),
    pressed(AcceptNotice, accept_notice),
    pressed(RefuseNotice, refuse_notice),
]
