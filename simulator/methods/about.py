"""The bot itself: who it is, its commands, its name and descriptions, its menu button."""

import json
import re

from simulator.errors import bad_request
from simulator.methods.chats import find_chat
from simulator.methods.parameters import Parameters
from simulator.model import JSON, Person
from simulator.text import split_address
from simulator.world import World

COMMANDS = 100
LONGEST = {"name": 64, "description": 512, "short_description": 120}
MENU_BUTTONS = {"default": {"type"}, "commands": {"type"}, "web_app": {"type", "text", "web_app"}}
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


async def set_my_name(world: World, parameters: Parameters) -> bool:
    """setMyName; an empty one of no language is refused: a bot has a name."""
    if not parameters.text("name").strip() and not _language(parameters):
        raise bad_request("bot name must be non-empty")
    return _describe(world, parameters, "name")


async def get_my_name(world: World, parameters: Parameters) -> JSON:
    """getMyName."""
    found = _described(world, parameters, "name")
    return found if found["name"] else {"name": world.bot["first_name"]}


async def set_my_description(world: World, parameters: Parameters) -> bool:
    """setMyDescription: what an empty chat shows."""
    return _describe(world, parameters, "description")


async def get_my_description(world: World, parameters: Parameters) -> JSON:
    """getMyDescription."""
    return _described(world, parameters, "description")


async def set_my_short_description(world: World, parameters: Parameters) -> bool:
    """setMyShortDescription: what the profile shows."""
    return _describe(world, parameters, "short_description")


async def get_my_short_description(world: World, parameters: Parameters) -> JSON:
    """getMyShortDescription."""
    return _described(world, parameters, "short_description")


def _describe(world: World, parameters: Parameters, kind: str) -> bool:
    text, language = parameters.text(kind).strip(), _language(parameters)
    if len(text) > LONGEST[kind]:
        raise bad_request(f"{kind} is too long")
    world.descriptions[kind, language] = text
    if kind == "name" and not language:
        world.bot["first_name"] = text
    world.touch_bot()
    return True


def _described(world: World, parameters: Parameters, kind: str) -> JSON:
    """In this language, else in none."""
    own = world.descriptions.get((kind, _language(parameters)))
    return {kind: own or world.descriptions.get((kind, ""), "")}


async def set_chat_menu_button(world: World, parameters: Parameters) -> bool:
    """setChatMenuButton: in one private chat, or in all that have none of their own."""
    chat_id = _private(world, parameters)
    button = parameters.structure("menu_button", dict) or {"type": "default"}
    if MENU_BUTTONS.get(str(button.get("type"))) != set(button):
        raise bad_request("can't parse MenuButton")
    if button["type"] == "web_app" and not _opens(button):
        raise bad_request("BUTTON_INVALID")
    if button["type"] == "default":
        world.menu_buttons.pop(chat_id, None)
    else:
        world.menu_buttons[chat_id] = button
    world.touch_bot()
    return True


def _opens(button: JSON) -> bool:
    app = button["web_app"]
    secure = isinstance(app, dict) and set(app) == {"url"} and str(app["url"]).startswith("https://")
    return secure and split_address(app["url"]) is not None and bool(str(button["text"]).strip())


async def get_chat_menu_button(world: World, parameters: Parameters) -> JSON:
    """getChatMenuButton: of this private chat, else of all, else the list of commands."""
    chat_id = _private(world, parameters)
    own = world.menu_buttons.get(chat_id) or world.menu_buttons.get(None)
    return own or {"type": "commands"}


def _private(world: World, parameters: Parameters) -> int | None:
    if "chat_id" not in parameters.values:
        return None
    chat = find_chat(world, parameters)
    if not isinstance(chat, Person):
        raise bad_request("chat_id must be of a private chat")
    return chat.id
