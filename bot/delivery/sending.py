"""From a page to Telegram's methods. « Not modified » and a query that is too old are successes."""

import asyncio
import io
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog
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
from telegram.error import BadRequest, TelegramError

from bot.buttons import referring
from bot.delivery import outcomes
from bot.delivery.outcomes import NeverLeft, TooFast, Unknown
from bot.views.page import Button, Document, Page

log = structlog.get_logger(__name__)

PATIENCE = 8.0
"""Seconds that a reply may wait at most, each time: well below the lease of its update."""

AGAIN_AFTER = 0.5
"""Seconds before a call that failed on the way is made again."""

Result = TypeVar("Result")
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


async def patiently(call: Callable[[], Awaitable[Result]], *, harmless: bool = False) -> Result:
    """A reply that was surely not delivered: wait as long as Telegram asks, then try again, twice at most.

    `harmless`: to do it twice changes nothing, so what may have been delivered is tried again, too. Raises RetryAfter
    when Telegram asks for more than PATIENCE, and whatever else the call raises.
    """
    for _ in range(2):
        try:
            return await call()
        except TelegramError as error:
            wait = _pause(error, harmless=harmless)
            if wait is None or wait > PATIENCE:
                raise
            await asyncio.sleep(wait)
    return await call()


def _pause(error: TelegramError, *, harmless: bool) -> float | None:
    """Seconds before the next try; None where there is none."""
    match outcomes.outcome(error):
        case TooFast(seconds=seconds):
            return seconds
        case NeverLeft():
            return AGAIN_AFTER
        case Unknown():
            return AGAIN_AFTER if harmless else None
        case _:
            return None


async def besides(call: Callable[[], Awaitable[None]]) -> None:
    """What goes along with a page, and may be done twice: where it fails, the page comes nevertheless."""
    try:
        await patiently(call, harmless=True)
    except TelegramError as error:
        log.warning("not_shown_besides", error=type(error).__name__)


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


async def redraw(bot: Bot, chat_id: int, message_id: int, page: Page) -> bool:
    """`edit`, for somebody who waits: tried again where its answer was lost, as the same edit changes nothing."""
    return await patiently(lambda: edit(bot, chat_id, message_id, page), harmless=True)


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
