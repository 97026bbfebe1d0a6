"""Topics of a forum: createForumTopic, editForumTopic, closeForumTopic, reopenForumTopic, deleteForumTopic."""

from simulator.errors import bad_request
from simulator.methods.chats import check_rights, find_group
from simulator.methods.parameters import Parameters
from simulator.model import JSON, Group, Topic
from simulator.wire import shapes
from simulator.world import World

LONGEST_NAME = 128
COLOURS = {
    7322096,
    16766590,
    13338331,
    9367192,
    16749490,
    16478047,
}  # of https://core.telegram.org/bots/api#createforumtopic
NO_FORUM = "the chat is not a forum"


async def create_forum_topic(world: World, parameters: Parameters) -> JSON:
    """createForumTopic."""
    group = _forum(world, parameters, "create a topic")
    colour = parameters.integer("icon_color", 7322096)
    if colour not in COLOURS:
        raise bad_request("invalid topic icon color specified")
    icon = parameters.text("icon_custom_emoji_id") or None
    return shapes.forum_topic(world.open_topic(group, None, _name(parameters), colour, icon))


async def edit_forum_topic(world: World, parameters: Parameters) -> bool:
    """editForumTopic: its name, its icon, or both."""
    group, topic = _topic(world, parameters)
    changes = {"name": _name(parameters)} if "name" in parameters.values else {}
    if "icon_custom_emoji_id" in parameters.values:
        changes["icon_custom_emoji_id"] = parameters.text("icon_custom_emoji_id")
    if all(getattr(topic, field) == value for field, value in changes.items()):
        raise bad_request("TOPIC_NOT_MODIFIED")
    world.change_topic(group, topic, None, "forum_topic_edited", changes)
    return True


async def close_forum_topic(world: World, parameters: Parameters) -> bool:
    """closeForumTopic: only administrators write there any more."""
    return _turn(world, parameters, closed=True)


async def reopen_forum_topic(world: World, parameters: Parameters) -> bool:
    """reopenForumTopic."""
    return _turn(world, parameters, closed=False)


def _turn(world: World, parameters: Parameters, *, closed: bool) -> bool:
    group, topic = _topic(world, parameters)
    if topic.closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    world.change_topic(group, topic, None, "forum_topic_closed" if closed else "forum_topic_reopened", {})
    return True


async def delete_forum_topic(world: World, parameters: Parameters) -> bool:
    """deleteForumTopic: with everything that was written there."""
    group, topic = _topic(world, parameters)
    world.remove_topic(group, topic)
    return True


def _forum(world: World, parameters: Parameters, to_do: str = "manage topics") -> Group:
    group = find_group(world, parameters, NO_FORUM)
    if not group.forum:
        raise bad_request(NO_FORUM)
    check_rights(group, to_do)
    return group


def _topic(world: World, parameters: Parameters) -> tuple[Group, Topic]:
    group = _forum(world, parameters)
    topic = group.topics.get(parameters.integer("message_thread_id"))
    if topic is None:
        raise bad_request("message thread not found")
    return group, topic


def _name(parameters: Parameters) -> str:
    name = parameters.text("name").strip()
    if not 1 <= len(name) <= LONGEST_NAME:
        raise bad_request("topic title is invalid")
    return name
