"""Finding the chat and the message that a call names, and whether the bot may write there."""

import re

from simulator.errors import bad_request, forbidden
from simulator.methods.parameters import Parameters
from simulator.model import Chat, Group, Message, Person
from simulator.world.state import State


def find_chat(state: State, parameters: Parameters) -> Chat:
    """The chat of `chat_id`. Raises Refused (400) when the bot does not know it."""
    raw = str(parameters.values.get("chat_id", ""))
    if not raw:
        raise bad_request("chat_id is empty")
    known: Chat | None = None
    if re.fullmatch(r"-?[0-9]{1,20}", raw):
        known = state.people.get(int(raw)) or state.groups.get(int(raw))
    if known is None:
        raise bad_request("chat not found")
    return known


def writable_chat(state: State, parameters: Parameters) -> Chat:
    """The chat of `chat_id`, where the bot may write. Raises Refused (400, 403)."""
    chat = find_chat(state, parameters)
    if isinstance(chat, Person):
        _check_person(chat)
    elif isinstance(chat, Group):
        _check_group(chat)
    return chat


def _check_person(person: Person) -> None:
    if person.deactivated:
        raise forbidden("user is deactivated")
    if person.blocked:
        raise forbidden("bot was blocked by the user")
    if not person.started:
        raise forbidden("bot can't initiate conversation with a user")


def _check_group(group: Group) -> None:
    if group.presence == "kicked":
        raise forbidden("bot was kicked from the group chat")
    if group.presence == "left":
        raise forbidden("bot is not a member of the group chat")


def find_message(chat: Chat, parameters: Parameters, missing: str) -> Message:
    """The message of `message_id`, if it is still there. Raises Refused (400) with `missing` when not."""
    message = chat.messages.get(parameters.integer("message_id", 0))
    if message is None or message.deleted:
        raise bad_request(missing)
    return message
