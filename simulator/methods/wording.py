"""The words of a message: parsed, measured, stripped as Telegram does."""

from simulator.errors import bad_request
from simulator.methods.parameters import Parameters
from simulator.parsing import KINDS, parse_html
from simulator.text import Entity, command_entities, stripped, units

TEXT, CAPTION = 4096, 1024  # UTF-16 units
ENTITY_KINDS = {*KINDS.values(), "expandable_blockquote", "bot_command", "url"}
UNBROKEN = {"code", "pre", "text_link", "url"}  # no command is looked for inside


def read_words(
    parameters: Parameters, name: str, entities_name: str, limit: int, too_long: str
) -> tuple[str, list[Entity]]:
    """The plain text of a parameter and its entities, at most `limit` UTF-16 units. Raises Refused (400)."""
    source = parameters.text(name)
    text, entities = _parsed(source, parameters, entities_name)
    text, entities = stripped(text, entities)
    if units(text) > limit:
        raise bad_request(too_long)
    return text, _with_commands(text, entities)


def read_caption(parameters: Parameters) -> tuple[str, list[Entity]]:
    """The caption of a file and its entities. Raises Refused (400)."""
    return read_words(parameters, "caption", "caption_entities", CAPTION, "message caption is too long")


def _parsed(source: str, parameters: Parameters, entities_name: str) -> tuple[str, list[Entity]]:
    mode = parameters.text("parse_mode").upper()
    if mode == "HTML":
        return parse_html(source)
    if mode:
        raise bad_request("unsupported parse_mode")
    given = parameters.structure(entities_name, list) or []
    return source, [_checked(entity, units(source)) for entity in given]


def _checked(entity: object, length: int) -> Entity:
    if not isinstance(entity, dict) or entity.get("type") not in ENTITY_KINDS:
        raise bad_request("can't parse MessageEntity: unknown type")
    start, size = entity.get("offset"), entity.get("length")
    if not isinstance(start, int) or not isinstance(size, int) or start < 0 or size < 1 or start + size > length:
        raise bad_request("can't parse MessageEntity: offset and length are not within the text")
    return dict(entity)


def _with_commands(text: str, entities: list[Entity]) -> list[Entity]:
    taken = [(one["offset"], one["offset"] + one["length"]) for one in entities if one["type"] in UNBROKEN]
    given = [one["offset"] for one in entities if one["type"] == "bot_command"]
    found = [
        one
        for one in command_entities(text)
        if one["offset"] not in given and not any(start <= one["offset"] < end for start, end in taken)
    ]
    return sorted([*entities, *found], key=lambda one: (one["offset"], -one["length"]))
