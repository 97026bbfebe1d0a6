"""The bot itself: who it is, its commands, its descriptions, leaving a group."""

import json
import re

from simulator.errors import bad_request, forbidden
from simulator.methods.chats import find_chat
from simulator.methods.parameters import Parameters
from simulator.model import JSON, Group
from simulator.world import World

COMMANDS, DESCRIPTION, SHORT_DESCRIPTION = 100, 512, 120
SCOPES = {
    "default": {"type"},
    "all_private_chats": {"type"},
    "all_group_chats": {"type"},
    "all_chat_administrators": {"type"},
    "chat": {"type", "chat_id"},
    "chat_administrators": {"type", "chat_id"},
    "chat_member": {"type", "chat_id", "user_id"},
}


async def get_me(world: World, parameters: Parameters) -> JSON:
    """getMe."""
    return world.bot | {
        "can_join_groups": True,
        "can_read_all_group_messages": True,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def set_my_commands(world: World, parameters: Parameters) -> bool:
    """setMyCommands."""
    commands = parameters.structure("commands", list)
    if commands is None or len(commands) > COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH" if commands else "can't parse commands")
    for command in commands:
        _check_command(command)
    world.commands[_scope(world, parameters), _language(parameters)] = commands
    world.touch_bot()
    return True


def _check_command(command: object) -> None:
    if not isinstance(command, dict) or set(command) != {"command", "description"}:
        raise bad_request("can't parse BotCommand")
    if not re.fullmatch(r"[a-z0-9_]{1,32}", str(command["command"])):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(str(command["description"]).strip()) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")


async def delete_my_commands(world: World, parameters: Parameters) -> bool:
    """deleteMyCommands."""
    world.commands.pop((_scope(world, parameters), _language(parameters)), None)
    world.touch_bot()
    return True


async def get_my_commands(world: World, parameters: Parameters) -> list[JSON]:
    """getMyCommands: exactly those of this scope and language."""
    return world.commands.get((_scope(world, parameters), _language(parameters)), [])


def _scope(world: World, parameters: Parameters) -> str:
    """The scope as text that compares: sorted keys, no blanks."""
    scope = parameters.structure("scope", dict) or {"type": "default"}
    if SCOPES.get(str(scope.get("type"))) != set(scope):
        raise bad_request("can't parse BotCommandScope")
    if "chat_id" in scope:
        scope["chat_id"] = find_chat(world, Parameters({"chat_id": scope["chat_id"]})).id
    return json.dumps(scope, sort_keys=True, separators=(",", ":"))


def _language(parameters: Parameters) -> str:
    code = parameters.text("language_code")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad_request("language code is invalid")
    return code


async def set_my_description(world: World, parameters: Parameters) -> bool:
    """setMyDescription: what an empty chat shows."""
    return _describe(world, parameters, "description", DESCRIPTION)


async def set_my_short_description(world: World, parameters: Parameters) -> bool:
    """setMyShortDescription: what the profile shows."""
    return _describe(world, parameters, "short_description", SHORT_DESCRIPTION)


def _describe(world: World, parameters: Parameters, kind: str, limit: int) -> bool:
    text = parameters.text(kind).strip()
    if len(text) > limit:
        raise bad_request(f"{kind} is too long")
    world.descriptions[kind, _language(parameters)] = text
    world.touch_bot()
    return True


async def leave_chat(world: World, parameters: Parameters) -> bool:
    """leaveChat: the bot is told that it left, as Telegram does."""
    group = find_chat(world, parameters)
    if not isinstance(group, Group):
        raise bad_request("chat member status can't be changed in private chats")
    if group.presence != "member":
        raise forbidden("bot is not a member of the group chat")
    group.presence = "left"
    world.touch(group)
    world.emit_membership(group, world.bot, "member", "left")
    return True
