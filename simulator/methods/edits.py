"""Changing what was said: edits, deletion, answers to presses."""

from datetime import timedelta

from simulator.errors import bad_request
from simulator.keyboards import read_markup
from simulator.methods.chats import find_message, writable_chat
from simulator.methods.messages import TEXT
from simulator.methods.parameters import Parameters
from simulator.methods.wording import read_words
from simulator.model import JSON, PRESS_LIVES, Message, Person
from simulator.text import units
from simulator.wire import shapes
from simulator.world import World

DELETABLE_WITHIN = timedelta(hours=48)  # machine time
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
    if message.document is not None:
        raise bad_request("there is no text in the message to edit")
    markup = _inline(parameters)
    if (text, entities, markup) == (message.text, message.entities, message.markup):
        raise bad_request(SAME)
    message.text, message.entities, message.markup = text, entities, markup
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
    if not message.from_bot:
        raise bad_request("message can't be edited")
    return message


def _inline(parameters: Parameters) -> JSON | None:
    markup = read_markup(parameters.values.get("reply_markup"))
    if markup is not None and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return markup


async def delete_message(world: World, parameters: Parameters) -> bool:
    """deleteMessage: the bot's own messages, and in private chats the person's, within 48 hours."""
    chat = writable_chat(world, parameters)
    message = find_message(chat, parameters, "message to delete not found")
    if not message.from_bot and not isinstance(chat, Person):
        raise bad_request("message can't be deleted")
    if world.clock.machine() - message.machine_at > DELETABLE_WITHIN:
        raise bad_request("message can't be deleted for everyone")
    world.remove_message(message)
    return True


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
