"""Files described by an InputMedia: sendMediaGroup, editMessageMedia."""

import secrets
from typing import Any

from simulator.errors import bad_request
from simulator.methods.chats import writable_chat
from simulator.methods.files import read_file
from simulator.methods.messages import shown_as
from simulator.methods.parameters import Parameters
from simulator.methods.sending import send_all
from simulator.methods.wording import read_caption
from simulator.model import JSON, FileKind
from simulator.wire import shapes
from simulator.world import World

FEWEST, MOST = 2, 10
_COMMON = {"type", "media", "caption", "parse_mode", "caption_entities"}
_SEEN = {"show_caption_above_media", "has_spoiler"}
_MOVING = {"width", "height", "duration"}
FIELDS: dict[FileKind, set[str]] = {
    "photo": _COMMON | _SEEN,
    "video": _COMMON | _SEEN | _MOVING | {"supports_streaming"},
    "animation": _COMMON | _SEEN | _MOVING,
    "audio": _COMMON | {"duration", "performer", "title"},
    "document": _COMMON | {"disable_content_type_detection"},
}
MIXED = {"photo", "video"}


async def send_media_group(world: World, parameters: Parameters) -> list[JSON]:
    """sendMediaGroup: 2 to 10 photos and videos together, or documents, or audios; each counts for the rates."""
    chat = writable_chat(world, parameters)
    given = parameters.structure("media", list) or []
    if not FEWEST <= len(given) <= MOST:
        raise bad_request(f"media must include {FEWEST}-{MOST} items")
    _check_kinds({_kind(item) for item in given})
    contents = [read_media(world, parameters, item) for item in given]
    album = str(secrets.randbits(53))
    for content in contents:
        content["parts"]["media_group_id"] = album
    return [shapes.message(one, world.bot) for one in send_all(world, chat, parameters, contents)]


def _check_kinds(kinds: set[FileKind]) -> None:
    if "animation" in kinds:
        raise bad_request("can't use the media of the specified type in the album")
    if len(kinds) > 1 and not kinds <= MIXED:
        alone = "Document" if "document" in kinds else "Audio"
        raise bad_request(f"{alone} can't be mixed with other media types")


def _kind(item: object) -> FileKind:
    if not isinstance(item, dict) or not item.get("type"):
        raise bad_request("can't parse InputMedia: an Object with a type is expected")
    for kind in FIELDS:
        if item["type"] == kind:
            return kind
    raise bad_request(f"can't parse InputMedia: type {item['type']} is not simulated")


def read_media(world: World, parameters: Parameters, item: Any) -> dict[str, Any]:
    """The content of a message as an InputMedia describes it. Raises Refused (400, 413)."""
    kind = _kind(item)
    unknown = sorted(set(item) - FIELDS[kind])
    if unknown:
        raise bad_request(f"can't parse InputMedia: {unknown[0]} is not simulated")
    inner = Parameters(item, parameters.uploads)
    text, entities = read_caption(inner)
    file = read_file(world, inner, kind, "media")
    return {"media": file, "text": text, "entities": entities, "parts": shown_as(inner)}
