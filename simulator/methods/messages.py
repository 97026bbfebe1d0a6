"""New messages: sendMessage, sendDocument."""

from typing import Any

from simulator.errors import Refused, bad_request
from simulator.keyboards import read_markup
from simulator.methods.chats import writable_chat
from simulator.methods.parameters import Parameters
from simulator.methods.wording import read_words
from simulator.model import JSON, Chat, Person, StoredFile
from simulator.wire import shapes
from simulator.world import World

TEXT, CAPTION = 4096, 1024  # UTF-16 units
LARGEST_UPLOAD = 50 * 1024 * 1024  # bytes


async def send_message(world: World, parameters: Parameters) -> JSON:
    """sendMessage."""
    chat = writable_chat(world, parameters)
    text, entities = read_words(parameters, "text", "entities", TEXT, "message is too long")
    if not text:
        raise bad_request("message text is empty")
    return _send(world, chat, parameters, text=text, entities=entities)


async def send_document(world: World, parameters: Parameters) -> JSON:
    """sendDocument, with an upload or the `file_id` of a file sent before."""
    chat = writable_chat(world, parameters)
    text, entities = read_words(parameters, "caption", "caption_entities", CAPTION, "message caption is too long")
    return _send(world, chat, parameters, document=_document(world, parameters), text=text, entities=entities)


def _send(world: World, chat: Chat, parameters: Parameters, **content: Any) -> JSON:
    markup = read_markup(parameters.values.get("reply_markup"))
    _check_reply(chat, parameters)
    world.rates.take(chat.id, world.clock.machine().timestamp())
    inline = markup if markup and "inline_keyboard" in markup else None
    message = world.add_message(chat, None, markup=inline, **content)
    if isinstance(chat, Person):
        _propose(chat, markup)
    return shapes.message(message, world.bot)


def _propose(person: Person, markup: JSON | None) -> None:
    if markup and "keyboard" in markup:
        person.keyboard = markup
    elif markup and "remove_keyboard" in markup:
        person.keyboard = None


def _check_reply(chat: Chat, parameters: Parameters) -> None:
    reply = parameters.structure("reply_parameters", dict)
    if reply is None or reply.get("allow_sending_without_reply"):
        return
    answered = chat.messages.get(Parameters(reply).integer("message_id"))
    if answered is None or answered.deleted:
        raise bad_request("message to be replied not found")


def _document(world: World, parameters: Parameters) -> StoredFile:
    named = parameters.text("document")
    upload = parameters.uploads.get(named.removeprefix("attach://") or "document")
    if upload is None:
        return _known_file(world, named)
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > LARGEST_UPLOAD:
        raise Refused(413, "Request Entity Too Large")
    return world.store_file(upload.name, upload.mime, upload.content)


def _known_file(world: World, file_id: str) -> StoredFile:
    if not file_id:
        raise bad_request("there is no document in the request")
    if file_id not in world.files:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return world.files[file_id]
