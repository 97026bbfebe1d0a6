"""What a chat is and who is in it: getChat, getChatMember, getChatAdministrators, getChatMemberCount, leaveChat."""

from simulator.errors import bad_request
from simulator.methods.chats import find_group, readable_chat
from simulator.methods.parameters import Parameters
from simulator.model import JSON, Group
from simulator.wire import members, shapes
from simulator.world import World


async def get_chat(world: World, parameters: Parameters) -> JSON:
    """getChat."""
    return members.full_info(readable_chat(world, parameters), world.bot)


async def get_chat_member(world: World, parameters: Parameters) -> JSON:
    """getChatMember: somebody whom the bot knows, in the chat or not."""
    chat, user_id = readable_chat(world, parameters), parameters.integer("user_id")
    person = world.people.get(user_id)
    if person is None and user_id != world.bot["id"]:
        raise bad_request("invalid user_id specified" if user_id <= 0 else "PARTICIPANT_ID_INVALID")
    user = world.bot if person is None else shapes.user(person)
    if isinstance(chat, Group):
        status = members.status_of(chat, user_id, world.bot["id"])
        return members.member(user, status, forum=chat.forum)
    if user_id not in (chat.id, world.bot["id"]):
        raise bad_request("member not found")
    return members.member(user, "member")


async def get_chat_administrators(world: World, parameters: Parameters) -> list[JSON]:
    """getChatAdministrators: the owner and the administrators; the bot is not told of other bots."""
    group = find_group(world, parameters, "there are no administrators in the private chat")
    admins = [member for member in group.members if member == group.members[0] or member in group.administrators]
    found = [(shapes.user(world.people[one]), members.status_of(group, one, world.bot["id"])) for one in admins]
    if group.presence == "administrator":
        found.append((world.bot, "administrator"))
    return [members.member(user, status, forum=group.forum) for user, status in found]


async def get_chat_member_count(world: World, parameters: Parameters) -> int:
    """getChatMemberCount: with the bot."""
    chat = readable_chat(world, parameters)
    return len(chat.members) + 1 if isinstance(chat, Group) else 2


async def leave_chat(world: World, parameters: Parameters) -> bool:
    """leaveChat: the bot is told that it left, as Telegram does."""
    group = find_group(world, parameters, "chat member status can't be changed in private chats")
    before, group.presence = group.presence, "left"
    world.touch(group)
    world.emit_membership(group, world.bot, before, "left")
    return True
