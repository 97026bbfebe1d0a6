"""In groups the bot is silent, except where an organiser adds it, and to replies to a question that it posted."""

from markupsafe import Markup
from telegram import ChatMember, Message, Update
from telegram.constants import ChatType
from telegram.ext import BaseHandler

from bot.context import Context, Turn
from bot.views import groups as views
from bot.views import questions as question_views
from training import access, groups, questions
from training.errors import Forbidden, Gone
from training.questions import MAX_TEXT

GONE = (ChatMember.BANNED, ChatMember.LEFT)


class Elsewhere(BaseHandler[Update, Context, None]):
    """Takes every update that is not of a private chat, so that no other handler ever answers there."""

    def check_update(self, update: object) -> bool:
        chat = update.effective_chat if isinstance(update, Update) else None
        return chat is not None and chat.type != ChatType.PRIVATE


async def elsewhere(update: object, context: Context) -> None:
    """Silence, unless the bot itself was added or removed, or somebody replies to one of its messages."""
    membership = context.received.my_chat_member
    if membership is None:
        await _replied(context)
    elif membership.new_chat_member.status in GONE:
        async with context.turn(before_notice=True) as turn:
            await groups.forget(turn.db, turn.chat_id, now=turn.now)
    else:
        await _added(context)


async def _added(context: Context) -> None:
    """A group is the organisers' own when one of them adds the bot; any other stays a stranger."""
    chat = context.received.effective_chat
    topics = bool(chat and chat.is_forum)
    async with context.turn(before_notice=True) as turn:
        try:
            new = await groups.adopt(turn.db, turn.person, turn.chat_id, topics=topics, now=turn.now)
        except Forbidden:
            new = False
        page = views.adopted(turn.t)
    if new:
        await context.show(page)


async def _replied(context: Context) -> None:
    """A reply to a question goes to its person; whoever replies is told what became of it, in one line under theirs."""
    message = context.received.message or context.received.edited_message
    to = message.reply_to_message if message else None
    if message is None or to is None or to.from_user is None or to.from_user.id != context.bot.id:
        return
    edited = context.received.edited_message is not None
    async with context.turn(before_notice=True) as turn:
        said = await _answered(turn, message, to.text or "", edited=edited)
    if said is not None:
        await context.reply(message, said)


async def _answered(turn: Turn, message: Message, to: str, *, edited: bool) -> Markup | None:
    """What is said under a reply to a text of the bot.

    None where that is no question, or in a group that is not the organisers'. The number in the bot's own text names
    the question: that holds as soon as the text is there, and for as long. A topic alone answers nothing: organisers
    talk among themselves there.
    """
    if not await groups.noted(turn.db, turn.chat_id, topics=bool(message.chat.is_forum)):
        return None
    number = question_views.number_in(turn.t, to)
    if number is None:
        return None
    if not await access.roles(turn.db, turn.person):
        return question_views.not_forwarded(turn.t, "stranger")
    if edited or not message.text or len(message.text) > MAX_TEXT:
        why = "edited" if edited else "long" if message.text else "text"
        return question_views.not_forwarded(turn.t, why)
    try:
        done = await questions.answer(turn.db, turn.person, number, message.text, now=turn.now)
    except Gone:
        return None
    return question_views.noted(turn.t, done.question, reachable=done.reachable)


HANDLERS = [Elsewhere(elsewhere)]
