"""Somebody blocks the bot, or lets it write again. There is nobody to show a page to, or nothing to show."""

from telegram import ChatMember
from telegram.ext import ChatMemberHandler

from bot.context import Context
from training import reachability

GONE = (ChatMember.BANNED, ChatMember.LEFT)


async def changed(update: object, context: Context) -> None:
    """What is owed to somebody who blocks the bot is given up at once: the organisers see it."""
    membership = context.received.my_chat_member
    assert membership is not None
    gone = membership.new_chat_member.status in GONE
    async with context.turn(before_notice=True) as turn:
        await (reachability.lost if gone else reachability.back)(turn.db, turn.telegram_id, now=turn.now)


HANDLERS = [ChatMemberHandler(changed, ChatMemberHandler.MY_CHAT_MEMBER)]
