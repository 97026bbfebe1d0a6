"""Taking messages away: deleteMessage, deleteMessages."""

from datetime import timedelta

from simulator.errors import bad_request
from simulator.methods.chats import find_message, living, message_ids, writable_chat
from simulator.methods.parameters import Parameters
from simulator.model import Group, Message
from simulator.world import World

DELETABLE_WITHIN = timedelta(hours=48)  # machine time


async def delete_message(world: World, parameters: Parameters) -> bool:
    """deleteMessage, within 48 hours: the bot's own, the person's in a private chat; any, as an administrator."""
    message = find_message(writable_chat(world, parameters), parameters, "message to delete not found")
    _check(world, message)
    world.remove_message(message)
    return True


async def delete_messages(world: World, parameters: Parameters) -> bool:
    """deleteMessages: 1 to 100; those that are not there are skipped, one that must stay keeps all."""
    chat, numbers = writable_chat(world, parameters), message_ids(parameters)
    found = [message for number in numbers if (message := living(chat, number)) is not None]
    for message in found:
        _check(world, message)
    for message in found:
        world.remove_message(message)
    return True


def _check(world: World, message: Message) -> None:
    group = message.chat if isinstance(message.chat, Group) else None
    if not message.from_bot and group is not None and group.presence != "administrator":
        raise bad_request("message can't be deleted")
    if world.clock.machine() - message.machine_at > DELETABLE_WITHIN:
        raise bad_request("message can't be deleted for everyone")
