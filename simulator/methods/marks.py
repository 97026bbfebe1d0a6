"""Marks on messages: pins and reactions."""

from typing import Any

from simulator.errors import bad_request
from simulator.methods.chats import check_rights, find_message, readable_chat, writable_chat
from simulator.methods.parameters import Parameters
from simulator.model import JSON
from simulator.reactions import EMOJI
from simulator.world import World

MANAGE_PINS = "manage pinned messages in the chat"
MOST_REACTIONS = 1  # that a bot may leave on a message


async def pin_chat_message(world: World, parameters: Parameters) -> bool:
    """pinChatMessage: a service message tells it."""
    chat = writable_chat(world, parameters)
    message = find_message(chat, parameters, "message to pin not found")
    check_rights(chat, MANAGE_PINS)
    if message.service is not None:
        raise bad_request("message can't be pinned")
    world.pin(message, None, silent=parameters.flag("disable_notification"))
    return True


async def unpin_chat_message(world: World, parameters: Parameters) -> bool:
    """unpinChatMessage: this one, or the newest pin."""
    chat = writable_chat(world, parameters)
    check_rights(chat, MANAGE_PINS)
    newest = chat.pinned[-1] if chat.pinned else 0
    number = parameters.integer("message_id", newest)
    if number not in chat.pinned:
        raise bad_request("message to unpin not found")
    world.unpin(chat, [number])
    return True


async def unpin_all_chat_messages(world: World, parameters: Parameters) -> bool:
    """unpinAllChatMessages."""
    chat = writable_chat(world, parameters)
    check_rights(chat, MANAGE_PINS)
    world.unpin(chat, list(chat.pinned))
    return True


async def set_message_reaction(world: World, parameters: Parameters) -> bool:
    """setMessageReaction: one emoji of those that Telegram knows, or none."""
    message = find_message(readable_chat(world, parameters), parameters, "message to react not found")
    parameters.flag("is_big")
    reactions = parameters.structure("reaction", list) or []
    if len(reactions) > MOST_REACTIONS:
        raise bad_request("REACTIONS_TOO_MANY")
    if message.service is not None:
        raise bad_request("message can't be reacted to")
    world.react_as(message, str(world.bot["id"]), [_reaction(one) for one in reactions])
    return True


def _reaction(given: Any) -> JSON:
    if not isinstance(given, dict) or set(given) != {"type", "emoji"} or given["type"] != "emoji":
        raise bad_request("can't parse ReactionType: only emoji are simulated")
    if given["emoji"] not in EMOJI:
        raise bad_request("REACTION_INVALID")
    return given
