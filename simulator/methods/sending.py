"""What every new message of the bot has in common."""

from typing import Any

from simulator.errors import bad_request
from simulator.keyboards import read_markup
from simulator.methods.chats import living
from simulator.methods.parameters import Parameters
from simulator.model import JSON, Chat, Group, Message, Person
from simulator.world import World

REPLY_FIELDS = {"message_id", "chat_id", "allow_sending_without_reply"}


def send(world: World, chat: Chat, parameters: Parameters, **content: Any) -> Message:
    """Write a message with the options of the call; `content` is that of Message. Raises Refused (400, 429)."""
    markup = read_markup(parameters.values.get("reply_markup"))
    inline = markup if markup and "inline_keyboard" in markup else None
    (message,) = send_all(world, chat, parameters, [{"markup": inline, **content}])
    if isinstance(chat, Person):
        _propose(chat, markup)
    return message


def send_all(world: World, chat: Chat, parameters: Parameters, contents: list[dict[str, Any]]) -> list[Message]:
    """Write messages together: all or none, each counted for the rates. Raises Refused (400, 429)."""
    options: JSON = {"reply_to": _replied(chat, parameters), "silent": parameters.flag("disable_notification")}
    parts = _thread(chat, parameters)
    if parameters.flag("protect_content"):
        parts["has_protected_content"] = True
    world.rates.take(chat.id, world.clock.machine().timestamp(), len(contents))
    written = []
    for content in contents:
        own = content.pop("parts", {})
        written.append(world.add_message(chat, None, parts=own | parts, **options, **content))
    return written


def _propose(person: Person, markup: JSON | None) -> None:
    if markup and "keyboard" in markup:
        person.keyboard = markup
    elif markup and "remove_keyboard" in markup:
        person.keyboard = None


def _replied(chat: Chat, parameters: Parameters) -> int | None:
    reply = parameters.structure("reply_parameters", dict)
    if reply is None:
        return None
    unknown = sorted(set(reply) - REPLY_FIELDS)
    if unknown:
        raise bad_request(f"reply_parameters: {unknown[0]} is not simulated")
    if str(reply.get("chat_id", chat.id)) != str(chat.id):
        raise bad_request("reply_parameters: a reply into another chat is not simulated")
    answered = living(chat, Parameters(reply).integer("message_id"))
    if answered is None and not Parameters(reply).flag("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return answered.id if answered else None


def _thread(chat: Chat, parameters: Parameters) -> JSON:
    if "message_thread_id" not in parameters.values:
        return {}
    topic = chat.topics.get(parameters.integer("message_thread_id")) if isinstance(chat, Group) else None
    if topic is None:
        raise bad_request("message thread not found")
    if topic.closed and isinstance(chat, Group) and chat.presence != "administrator":
        raise bad_request("TOPIC_CLOSED")
    return {"message_thread_id": topic.id, "is_topic_message": True}
