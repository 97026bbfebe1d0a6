"""From a page to Telegram's methods. « Not modified » and a query that is too old are successes."""

import asyncio
import io
from collections.abc import Awaitable, Callable
from typing import TypeVar

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    KeyboardButton,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, RetryAfter

from bot.buttons import referring
from bot.delivery import outcomes
from bot.views.page import Button, Document, Page

PATIENCE = 8.0
"""Seconds that a reply may wait at most, each time: well below the lease of its update."""

Result = TypeVar("Result")
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


async def patiently(call: Callable[[], Awaitable[Result]]) -> Result:
    """A reply that Telegram asks to slow down for: wait as long as it says, then try again, twice at most.

    Raises RetryAfter when it asks for more than PATIENCE, and whatever else the call raises.
    """
    for _ in range(2):
        try:
            return await call()
        except RetryAfter as error:
            wait = outcomes.seconds(error)
            if wait > PATIENCE:
                raise
            await asyncio.sleep(wait)
    return await call()


def keyboard(page: Page, owed: int | None = None) -> InlineKeyboardMarkup | None:
    """The inline keyboard of a page; `owed` is the number of the owed message that it belongs to."""
    if not page.rows:
        return None
    return InlineKeyboardMarkup([[_button(each, owed) for each in row] for row in page.rows])


def _button(one: Button, owed: int | None) -> InlineKeyboardButton:
    return InlineKeyboardButton(one.label, callback_data=referring(one.action.pack(), owed))


async def send(bot: Bot, chat_id: int, page: Page, *, owed: int | None = None) -> int:
    """Send a page as a new message and give its id. Raises the library's errors.

    With `owed`, a later press proves that this owed message arrived, even if Telegram's answer was lost.
    """
    contact = ReplyKeyboardMarkup(
        [[KeyboardButton(page.ask_contact or "", request_contact=True)]], resize_keyboard=True, one_time_keyboard=True
    )
    message = await bot.send_message(
        chat_id,
        page.text,
        parse_mode=ParseMode.HTML,
        reply_markup=contact if page.ask_contact else keyboard(page, owed),
        protect_content=page.protected,
        link_preview_options=NO_PREVIEW,
    )
    return message.message_id


async def edit(bot: Bot, chat_id: int, message_id: int, page: Page) -> bool:
    """Show a page in place of a message; False when that message cannot be edited any more."""
    try:
        await bot.edit_message_text(
            page.text,
            chat_id=chat_id,
            message_id=message_id,
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard(page),
            link_preview_options=NO_PREVIEW,
        )
    except BadRequest as error:
        return _says(error, "not modified")
    return True


async def strip_buttons(bot: Bot, chat_id: int, message_id: int) -> None:
    """Take the buttons off a message that the conversation has left behind."""
    try:
        await bot.edit_message_reply_markup(chat_id=chat_id, message_id=message_id)
    except BadRequest as error:
        if not _says(error, "not modified", "not found", "can't be edited"):
            raise


async def answer(bot: Bot, query_id: str, text: str | None) -> None:
    """Answer a press; one that is too old to be answered counts as answered."""
    try:
        await bot.answer_callback_query(query_id, text)
    except BadRequest as error:
        if not _says(error, "query is too old", "query id is invalid"):
            raise


async def document(bot: Bot, chat_id: int, what: Document) -> int:
    """Send a file with its caption and give the message's id."""
    file = InputFile(io.BytesIO(what.content), filename=what.name)
    caption = what.caption or None
    message = await bot.send_document(chat_id, file, caption=caption, parse_mode=ParseMode.HTML)
    return message.message_id


def _says(error: BadRequest, *parts: str) -> bool:
    message = error.message.lower()
    return any(part in message for part in parts)
