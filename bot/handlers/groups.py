"""In groups the bot is silent, except for one line, without any name, where an organiser adds it."""

from telegram import ChatMember, Update
from telegram.constants import ChatType
from telegram.ext import BaseHandler

from bot.context import Context
from bot.views import groups as views
from training import groups
from training.errors import Forbidden

GONE = (ChatMember.BANNED, ChatMember.LEFT)


class Elsewhere(BaseHandler[Update, Context, None]):
    """Takes every update that is not of a private chat, so that no other handler ever answers there."""

    def check_update(self, update: object) -> bool:
        chat = update.effective_chat if isinstance(update, Update) else None
        return chat is not None and chat.type != ChatType.PRIVATE


async def elsewhere(update: object, context: Context) -> None:
    """Silence, unless the bot itself was added or removed."""
    membership = context.received.my_chat_member
    if membership is None:
        return
    if membership.new_chat_member.status in GONE:
        async with context.turn(before_notice=True) as turn:
            await groups.forget(turn.db, turn.chat_id, now=turn.now)
    else:
        await _added(context)


async def _added(context: Context) -> None:
    """A group is the organisers' own when one of them adds the bot; any other stays a stranger."""
    async with context.turn(before_notice=True) as turn:
        try:
            new = await groups.adopt(turn.db, turn.person, turn.chat_id, now=turn.now)
        except Forbidden:
            new = False
        page = views.adopted(turn.t)
    if new:
        await context.show(page)


HANDLERS = [Elsewhere(elsewhere)]
