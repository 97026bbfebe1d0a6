"""Finding the chat and the messages that a call names, and whether the bot may write there."""

import re

from simulator.errors import Refused, bad_request, forbidden
from simulator.methods.parameters import Parameters
from simulator.model import Chat, Group, Message, Person
from simulator.world.state import State

MOST_MESSAGES = 100  # that one call names


def find_chat(state: State, parameters: Parameters, name: str = "chat_id") -> Chat:
    """The chat of a parameter. Raises Refused (400) when the bot does not know it, or when it has another id now."""
    raw = str(parameters.values.get(name, ""))
    if not raw:
        raise bad_request(f"{name} is empty")
    known: Chat | None = None
    if re.fullmatch(r"-?[0-9]{1,20}", raw):
        known = state.people.get(int(raw)) or state.groups.get(int(raw))
    if known is None:
        raise bad_request("chat not found")
    if isinstance(known, Group) and known.migrated_to is not None:
        moved = {"migrate_to_chat_id": known.migrated_to}
        raise Refused(400, "Bad Request: group chat was upgraded to a supergroup chat", moved)
    return known


def find_group(state: State, parameters: Parameters, in_private: str) -> Group:
    """The group of `chat_id`, where the bot is. Raises Refused (400 with `in_private` for a private chat, 403)."""
    group = find_chat(state, parameters)
    if not isinstance(group, Group):
        raise bad_request(in_private)
    _check_group(group)
    return group


def readable_chat(state: State, parameters: Parameters, name: str = "chat_id") -> Chat:
    """The chat of a parameter, which the bot can see. Raises Refused (400, 403)."""
    chat = find_chat(state, parameters, name)
    if isinstance(chat, Group):
        _check_group(chat)
    return chat


def writable_chat(state: State, parameters: Parameters) -> Chat:
    """The chat of `chat_id`, where the bot may write. Raises Refused (400, 403)."""
    chat = readable_chat(state, parameters)
    if isinstance(chat, Person):
        _check_person(chat)
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
        raise forbidden(f"bot was kicked from the {_kind(group)} chat")
    if not group.has_bot:
        raise forbidden(f"bot is not a member of the {_kind(group)} chat")


def _kind(group: Group) -> str:
    return "supergroup" if group.supergroup else "group"


def check_rights(chat: Chat, to_do: str) -> None:
    """Refuse what only administrators of a group may do. Raises Refused (400)."""
    if isinstance(chat, Group) and chat.presence != "administrator":
        raise bad_request(f"not enough rights to {to_do}")


def find_message(chat: Chat, parameters: Parameters, missing: str) -> Message:
    """The message of `message_id`, if it is still there. Raises Refused (400) with `missing` when not."""
    message = living(chat, parameters.integer("message_id", 0))
    if message is None:
        raise bad_request(missing)
    return message


def living(chat: Chat, number: int) -> Message | None:
    """The message with this id, unless it is deleted."""
    message = chat.messages.get(number)
    return None if message is None or message.deleted else message


def message_ids(parameters: Parameters) -> list[int]:
    """The ids of `message_ids`: 1 to 100 positive numbers. Raises Refused (400)."""
    given = parameters.structure("message_ids", list)
    if not given:
        raise bad_request("message identifiers are not specified")
    if len(given) > MOST_MESSAGES:
        raise bad_request("too many message identifiers specified")
    found = [Parameters({"message_id": one}).integer("message_id") for one in given]
    if min(found) <= 0:
        raise bad_request("invalid message identifier specified")
    return found
