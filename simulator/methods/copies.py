"""The same message elsewhere: copyMessage, copyMessages, forwardMessage, forwardMessages."""

import itertools
import secrets
from typing import Any

from simulator.errors import bad_request
from simulator.methods.chats import find_message, living, message_ids, readable_chat, writable_chat
from simulator.methods.parameters import Parameters
from simulator.methods.sending import send, send_all
from simulator.methods.wording import read_caption
from simulator.model import JSON, Message
from simulator.wire import shapes
from simulator.world import World

OF_ITS_PLACE = {"message_thread_id", "is_topic_message", "media_group_id", "forward_origin", "has_protected_content"}


async def copy_message(world: World, parameters: Parameters) -> JSON:
    """copyMessage: without a link to the original; a new caption may replace the one of a file."""
    chat = writable_chat(world, parameters)
    message = find_message(readable_chat(world, parameters, "from_chat_id"), parameters, "message to copy not found")
    _check(message, "copied")
    content = _content(message)
    if message.media is not None and "caption" in parameters.values:
        content["text"], content["entities"] = read_caption(parameters)
    return {"message_id": send(world, chat, parameters, **content).id}


async def forward_message(world: World, parameters: Parameters) -> JSON:
    """forwardMessage: with its author."""
    chat, source = writable_chat(world, parameters), readable_chat(world, parameters, "from_chat_id")
    message = find_message(source, parameters, "message to forward not found")
    _check(message, "forwarded")
    return shapes.message(send(world, chat, parameters, **_forwarded(world, message)), world.bot)


async def copy_messages(world: World, parameters: Parameters) -> list[JSON]:
    """copyMessages: those that can be; albums stay albums."""
    chat, found = writable_chat(world, parameters), _several(world, parameters, "copy")
    contents = [_content(message) for message in found]
    if parameters.flag("remove_caption"):
        for content in contents:
            if content["media"] is not None:
                content |= {"text": "", "entities": []}
    _regroup(found, contents)
    return [{"message_id": one.id} for one in send_all(world, chat, parameters, contents)]


async def forward_messages(world: World, parameters: Parameters) -> list[JSON]:
    """forwardMessages: those that can be; albums stay albums."""
    chat, found = writable_chat(world, parameters), _several(world, parameters, "forward")
    contents = [_forwarded(world, message) for message in found]
    _regroup(found, contents)
    return [{"message_id": one.id} for one in send_all(world, chat, parameters, contents)]


def _several(world: World, parameters: Parameters, to_do: str) -> list[Message]:
    source, numbers = readable_chat(world, parameters, "from_chat_id"), message_ids(parameters)
    if any(later <= earlier for earlier, later in itertools.pairwise(numbers)):
        raise bad_request("message identifiers must be in a strictly increasing order")
    named = [message for number in numbers if (message := living(source, number)) is not None]
    found = [message for message in named if _movable(message)]
    if not found:
        raise bad_request(f"there are no messages to {to_do}")
    return found


def _movable(message: Message) -> bool:
    return message.service is None and not message.parts.get("has_protected_content")


def _check(message: Message, done: str) -> None:
    if not _movable(message):
        raise bad_request(f"the message can't be {done}")


def _content(message: Message) -> dict[str, Any]:
    parts = {name: value for name, value in message.parts.items() if name not in OF_ITS_PLACE}
    return {"text": message.text, "entities": message.entities, "media": message.media, "parts": parts}


def _forwarded(world: World, message: Message) -> dict[str, Any]:
    content = _content(message)
    content["parts"]["forward_origin"] = shapes.origin(message, world.bot)
    return content


def _regroup(originals: list[Message], contents: list[dict[str, Any]]) -> None:
    """Give each album a new id."""
    albums: dict[str, str] = {}
    for original, content in zip(originals, contents, strict=True):
        old = original.parts.get("media_group_id")
        if old is not None:
            content["parts"]["media_group_id"] = albums.setdefault(old, str(secrets.randbits(53)))
