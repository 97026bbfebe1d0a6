"""Changing what was said: edits, and answers to presses."""

from typing import Any

from simulator.errors import bad_request
from simulator.keyboards import read_markup
from simulator.methods.albums import MIXED, read_media
from simulator.methods.chats import find_message, writable_chat
from simulator.methods.messages import read_preview, shown_as
from simulator.methods.parameters import Parameters
from simulator.methods.wording import TEXT, read_caption, read_words
from simulator.model import JSON, PRESS_LIVES, Message
from simulator.text import units
from simulator.wire import shapes
from simulator.world import World

HOW_SHOWN = {"show_caption_above_media", "has_media_spoiler", "link_preview_options"}
TOAST = 200  # UTF-16 units
SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
STALE = "query is too old and response timeout expired or query ID is invalid"


async def edit_message_text(world: World, parameters: Parameters) -> JSON:
    """editMessageText."""
    message = _editable(world, parameters)
    text, entities = read_words(parameters, "text", "entities", TEXT, "message is too long")
    if not text:
        raise bad_request("message text is empty")
    if not message.text or message.media is not None:
        raise bad_request("there is no text in the message to edit")
    parts = {name: value for name, value in message.parts.items() if name != "link_preview_options"}
    return _change(world, parameters, message, text=text, entities=entities, parts=parts | read_preview(parameters))


async def edit_message_caption(world: World, parameters: Parameters) -> JSON:
    """editMessageCaption; without a caption, it goes."""
    message = _editable(world, parameters)
    text, entities = read_caption(parameters)
    if message.media is None:
        raise bad_request("there is no caption in the message to edit")
    parts = {name: value for name, value in message.parts.items() if name != "show_caption_above_media"}
    return _change(world, parameters, message, text=text, entities=entities, parts=parts | shown_as(parameters))


async def edit_message_media(world: World, parameters: Parameters) -> JSON:
    """editMessageMedia: another file in the place of a file, or of a text."""
    message = _editable(world, parameters)
    if message.media is None and not message.text:
        raise bad_request("there is no media in the message to edit")
    content = read_media(world, parameters, parameters.structure("media", dict))
    if "media_group_id" in message.parts and not _fits_album(message, content["media"].kind):
        raise bad_request("can't use the media of the specified type in the album")
    kept = {name: value for name, value in message.parts.items() if name not in HOW_SHOWN}
    return _change(world, parameters, message, **{**content, "parts": kept | content["parts"]})


def _fits_album(message: Message, kind: str) -> bool:
    before = message.media.kind if message.media else ""
    return before == kind or {before, kind} <= MIXED


def _change(world: World, parameters: Parameters, message: Message, **content: Any) -> JSON:
    content["markup"] = _inline(parameters)
    if all(getattr(message, name) == value for name, value in content.items()):
        raise bad_request(SAME)
    for name, value in content.items():
        setattr(message, name, value)
    world.change(message)
    return shapes.message(message, world.bot)


async def edit_message_reply_markup(world: World, parameters: Parameters) -> JSON:
    """editMessageReplyMarkup; without a keyboard, the buttons go."""
    message = _editable(world, parameters)
    markup = _inline(parameters)
    if markup == message.markup:
        raise bad_request(SAME)
    message.markup = markup
    world.change(message, edited=False)
    return shapes.message(message, world.bot)


def _editable(world: World, parameters: Parameters) -> Message:
    message = find_message(writable_chat(world, parameters), parameters, "message to edit not found")
    if not message.from_bot or message.service or "forward_origin" in message.parts:
        raise bad_request("message can't be edited")
    return message


def _inline(parameters: Parameters) -> JSON | None:
    markup = read_markup(parameters.values.get("reply_markup"))
    if markup is not None and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return markup


async def answer_callback_query(world: World, parameters: Parameters) -> bool:
    """answerCallbackQuery: once, within 150 seconds of the press."""
    press = world.presses.get(parameters.text("callback_query_id"))
    if press is None or press.answered or world.clock.machine() - press.machine_at > PRESS_LIVES:
        raise bad_request(STALE)
    text = parameters.text("text")
    if units(text) > TOAST:
        raise bad_request("MESSAGE_TOO_LONG")
    if parameters.text("url"):
        raise bad_request("URL_INVALID")
    alert = parameters.flag("show_alert")
    press.answered = True
    press.message.toast = text or None
    world.toast(press.person, text, alert=alert)
    return True
