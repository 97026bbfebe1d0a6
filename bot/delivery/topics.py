"""Texts in groups: in a topic, under somebody's message."""

from typing import Any

from telegram import Bot, Message
from telegram.error import BadRequest

from bot.delivery.calls import call
from bot.views.page import Page

GONE = ("thread not found", "topic_closed", "topic_deleted")
"""What Telegram says of a topic that somebody has removed or closed."""


async def send_text(bot: Bot, chat_id: int, page: Page, how: dict[str, Any]) -> Any:
    """The text of a page as a new message. Where its topic is gone it is sent to the group itself."""
    said = {"text": str(page.text), "parse_mode": "HTML"} | how
    try:
        return await call(bot, "sendMessage", chat_id, message_thread_id=page.topic, **said)
    except BadRequest as error:
        if page.topic is None or not any(each in error.message.lower() for each in GONE):
            raise
        return await call(bot, "sendMessage", chat_id, **said)


async def reply(bot: Bot, message: Message, text: str) -> int:
    """One line (HTML) under somebody's message, and the id of the new one. Raises the library's errors."""
    thread = message.message_thread_id if message.is_topic_message else None
    under = {"message_id": message.message_id, "allow_sending_without_reply": True}
    said = {"text": text, "parse_mode": "HTML", "reply_parameters": under, "message_thread_id": thread}
    return int((await call(bot, "sendMessage", message.chat_id, **said))["message_id"])
