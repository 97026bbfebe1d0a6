"""New messages of the bot: sendMessage, one file, a place, a contact; sendChatAction."""

import functools
from collections.abc import Awaitable, Callable

from simulator.errors import bad_request
from simulator.methods.chats import writable_chat
from simulator.methods.files import read_file
from simulator.methods.parameters import Parameters
from simulator.methods.sending import send
from simulator.methods.wording import TEXT, read_caption, read_words
from simulator.model import JSON, FileKind
from simulator.wire import shapes
from simulator.world import World

PREVIEW = {"is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text"}
ACTIONS = [
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
]


async def send_message(world: World, parameters: Parameters) -> JSON:
    """sendMessage."""
    chat = writable_chat(world, parameters)
    text, entities = read_words(parameters, "text", "entities", TEXT, "message is too long")
    if not text:
        raise bad_request("message text is empty")
    parts = read_preview(parameters)
    return shapes.message(send(world, chat, parameters, text=text, entities=entities, parts=parts), world.bot)


def read_preview(parameters: Parameters) -> JSON:
    """The part of a message that says how its links are shown. Raises Refused (400)."""
    preview = parameters.structure("link_preview_options", dict)
    unknown = sorted(set(preview or ()) - PREVIEW)
    if unknown:
        raise bad_request(f"can't parse LinkPreviewOptions: unknown field {unknown[0]}")
    return {"link_preview_options": preview} if preview else {}


def sending(kind: FileKind) -> Callable[[World, Parameters], Awaitable[JSON]]:
    """sendPhoto, sendDocument, sendVoice, sendAudio, sendVideo, sendAnimation: an upload or a file sent before."""
    return functools.partial(_send_file, kind=kind)


async def _send_file(world: World, parameters: Parameters, *, kind: FileKind) -> JSON:
    chat = writable_chat(world, parameters)
    text, entities = read_caption(parameters)
    parts = shown_as(parameters)
    file = read_file(world, parameters, kind)
    message = send(world, chat, parameters, media=file, text=text, entities=entities, parts=parts)
    return shapes.message(message, world.bot)


def shown_as(parameters: Parameters) -> JSON:
    """The parts of a message that say how its file is shown."""
    above = {"show_caption_above_media": True} if parameters.flag("show_caption_above_media") else {}
    return above | ({"has_media_spoiler": True} if parameters.flag("has_spoiler") else {})


async def send_location(world: World, parameters: Parameters) -> JSON:
    """sendLocation: a fixed place."""
    chat, place = writable_chat(world, parameters), _place(parameters)
    if "horizontal_accuracy" in parameters.values:
        place["horizontal_accuracy"] = parameters.number("horizontal_accuracy")
    return shapes.message(send(world, chat, parameters, parts={"location": place}), world.bot)


async def send_venue(world: World, parameters: Parameters) -> JSON:
    """sendVenue: a place with its name and address."""
    chat, place = writable_chat(world, parameters), _place(parameters)
    venue = {"location": place, "title": _required(parameters, "title"), "address": _required(parameters, "address")}
    return shapes.message(send(world, chat, parameters, parts={"venue": venue, "location": place}), world.bot)


def _place(parameters: Parameters) -> JSON:
    latitude, longitude = parameters.number("latitude"), parameters.number("longitude")
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise bad_request("wrong geographic coordinates specified")
    return {"latitude": latitude, "longitude": longitude}


def _required(parameters: Parameters, name: str) -> str:
    found = parameters.text(name).strip()
    if not found:
        raise bad_request(f"{name} must be non-empty")
    return found


async def send_contact(world: World, parameters: Parameters) -> JSON:
    """sendContact."""
    chat = writable_chat(world, parameters)
    names = ("phone_number", "first_name")
    contact = {name: _required(parameters, name) for name in names}
    if parameters.text("last_name").strip():
        contact["last_name"] = parameters.text("last_name").strip()
    return shapes.message(send(world, chat, parameters, parts={"contact": contact}), world.bot)


async def send_chat_action(world: World, parameters: Parameters) -> bool:
    """sendChatAction: what the bot seems to be doing, for five seconds or until it writes."""
    chat = writable_chat(world, parameters)
    action = parameters.text("action")
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat.action = {"name": action, "machine_at": world.clock.machine().isoformat()}
    world.touch(chat)
    return True
