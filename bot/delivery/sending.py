"""From a page to Telegram's methods. « Not modified » and a query that is too old are successes."""

import asyncio
import io
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar, assert_never

import structlog
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from bot.buttons import referring
from bot.delivery import outcomes, topics
from bot.delivery.calls import call
from bot.delivery.outcomes import NeverLeft, TooFast, Unknown
from bot.views.page import Button, Document, Media, Page, Place

log = structlog.get_logger(__name__)

PATIENCE = 8.0
"""Seconds that a reply may wait at most, each time: well below the lease of its update."""

AGAIN_AFTER = 0.5
"""Seconds before a call that failed on the way is made again."""

Result = TypeVar("Result")
NO_PREVIEW = {"is_disabled": True}


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


def keyboard(page: Page, owed: int | None = None) -> dict[str, Any] | None:
    """The inline keyboard of a page; `owed` is the number of the owed message that it belongs to."""
    if not page.rows and not page.links:
        return None
    links = [[{"text": each.label, "url": each.url}] for each in page.links]
    return {"inline_keyboard": [*links, *([_button(each, owed) for each in row] for row in page.rows)]}


def _button(one: Button, owed: int | None) -> dict[str, str]:
    return {"text": one.label, "callback_data": referring(one.action.pack(), owed)}


def markup(page: Page, owed: int | None = None) -> dict[str, Any] | None:
    """The buttons of a new message: under it, or in place of the keyboard."""
    if page.ask_contact is None:
        return keyboard(page, owed)
    asks = {"text": page.ask_contact, "request_contact": True}
    return {"keyboard": [[asks]], "resize_keyboard": True, "one_time_keyboard": True}


async def send(bot: Bot, chat_id: int, page: Page) -> int:
    """Send a page as a new message and give its id. Raises the library's errors."""
    return await send_with(bot, chat_id, page, markup(page))


async def send_with(bot: Bot, chat_id: int, page: Page, buttons: dict[str, Any] | None) -> int:
    """The same, with these buttons: by the method that its content needs."""
    how = {"reply_markup": buttons, "protect_content": page.protected or None}
    match page.content:
        case None:
            message = await topics.send_text(bot, chat_id, page, {"link_preview_options": NO_PREVIEW} | how)
        case Media(file_id, photo=photo):
            method, name = ("sendPhoto", "photo") if photo else ("sendDocument", "document")
            said = {name: file_id, "caption": str(page.text), "parse_mode": "HTML"}
            message = await call(bot, method, chat_id, **said, **how)
        case Place(latitude, longitude, title, address):
            where = {"latitude": latitude, "longitude": longitude, "title": title, "address": address}
            message = await call(bot, "sendVenue", chat_id, **where, **how)
        case _ as never:
            assert_never(never)
    return int(message["message_id"])


async def rewrite(
    bot: Bot, chat_id: int, message_id: int, page: Page, buttons: dict[str, Any] | None, *, as_caption: bool = False
) -> None:
    """Put a page in place of a text, or of the caption of a message. Raises the library's errors."""
    method, name = ("editMessageCaption", "caption") if as_caption else ("editMessageText", "text")
    preview = None if as_caption else NO_PREVIEW
    said = {name: str(page.text), "parse_mode": "HTML", "link_preview_options": preview}
    await call(bot, method, chat_id, message_id=message_id, reply_markup=buttons, **said)


async def _rewrite_as_it_is(bot: Bot, chat_id: int, what: "Edit") -> None:
    """A caption under a photo or a document; so is a sealed announcement's text where somebody has opened it."""
    under_media = isinstance(what.page.content, Media)
    try:
        await rewrite(bot, chat_id, what.message_id, what.page, what.buttons, as_caption=under_media)
    except BadRequest as error:
        if not _says(error, "no text in the message"):
            raise
        await rewrite(bot, chat_id, what.message_id, what.page, what.buttons, as_caption=True)


async def edit(bot: Bot, chat_id: int, message_id: int, page: Page) -> bool:
    """Show a page in place of a message; False when that message cannot be edited any more, or into this page."""
    if isinstance(page.content, Place):
        return False
    try:
        await _edit_content(bot, chat_id, message_id, page)
    except BadRequest as error:
        return _says(error, "not modified")
    return True


async def _edit_content(bot: Bot, chat_id: int, message_id: int, page: Page) -> None:
    if isinstance(page.content, Media):
        kind = "photo" if page.content.photo else "document"
        media = {"type": kind, "media": page.content.file_id, "caption": str(page.text), "parse_mode": "HTML"}
        how = {"message_id": message_id, "reply_markup": keyboard(page)}
        await call(bot, "editMessageMedia", chat_id, media=media, **how)
    else:
        await rewrite(bot, chat_id, message_id, page, keyboard(page))


@dataclass(frozen=True)
class Send:
    """A new message. Its buttons say which owed message they belong to: a press then proves that it arrived."""

    page: Page
    buttons: dict[str, Any] | None


@dataclass(frozen=True)
class Edit:
    """A page in place of a message that arrived, or of its caption."""

    page: Page
    buttons: dict[str, Any] | None
    message_id: int


@dataclass(frozen=True)
class Delete:
    """A message that arrived is taken back."""

    message_id: int


Operation = Send | Edit | Delete


async def carry_out(bot: Bot, chat_id: int, what: Operation) -> int:
    """Do it; gives the id of the message that was sent or changed. Raises the library's errors."""
    match what:
        case Send(page, buttons):
            return await send_with(bot, chat_id, page, buttons)
        case Edit(message_id=message_id):
            await _rewrite_as_it_is(bot, chat_id, what)
            return message_id
        case Delete(message_id):
            await call(bot, "deleteMessage", chat_id, message_id=message_id)
            return message_id
        case _:
            assert_never(what)


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


async def relabel(bot: Bot, message: Message, data: str, label: str) -> None:
    """Change what one button under a message says; the others, links included, stay as they are."""
    pressed = InlineKeyboardButton(label, callback_data=data)
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    changed = InlineKeyboardMarkup([[pressed if one.callback_data == data else one for one in row] for row in rows])
    try:
        await bot.edit_message_reply_markup(message.chat_id, message.message_id, reply_markup=changed)
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
