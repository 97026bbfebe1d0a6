"""Text as Telegram counts and marks it: UTF-16 units, entities, and what the page shows of them."""

import re
from typing import Any
from urllib.parse import SplitResult, urlsplit

from markupsafe import escape

Entity = dict[str, Any]
COMMAND = re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,32}(?:@\w{3,32})?(?![\w/])")
SIMPLE_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
}
LINK_SCHEMES = {"http", "https", "tg"}


def units(text: str) -> int:
    """The length in UTF-16 code units, as Telegram counts."""
    return len(text) + sum(character > "\uffff" for character in text)


def cut(text: str, size: int) -> list[str]:
    """The text in pieces of at most so many UTF-16 units, as Telegram's apps send a text that is too long."""
    pieces, start, length = [], 0, 0
    for index, character in enumerate(text):
        width = units(character)
        if length + width > size:
            pieces.append(text[start:index])
            start, length = index, 0
        length += width
    return [*pieces, text[start:]]


def command_entities(text: str) -> list[Entity]:
    """The `bot_command` entities that Telegram finds by itself."""
    return [
        {"type": "bot_command", "offset": units(text[: match.start()]), "length": units(match.group())}
        for match in COMMAND.finditer(text)
    ]


def stripped(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without the white space at both ends, which Telegram removes; the entities follow."""
    shift = units(text) - units(text.lstrip())
    bare = text.strip()
    kept = [_clipped(entity, shift, units(bare)) for entity in entities]
    return bare, [entity for entity in kept if entity["length"] > 0]


def _clipped(entity: Entity, shift: int, length: int) -> Entity:
    start = max(entity["offset"] - shift, 0)
    end = min(entity["offset"] + entity["length"] - shift, length)
    return {**entity, "offset": start, "length": end - start}


def to_html(text: str, entities: list[Entity]) -> str:
    """Escaped HTML for the page, with the entities as tags; safe whatever the text holds."""
    if not entities:
        return str(escape(text))
    ordered = sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))
    return _render(text.encode("utf-16-le"), 0, units(text), ordered)


def _render(wide: bytes, start: int, end: int, entities: list[Entity]) -> str:
    out = []
    while entities:
        first, rest = entities[0], entities[1:]
        opens, closes = first["offset"], min(first["offset"] + first["length"], end)
        inner = [entity for entity in rest if entity["offset"] < closes]
        entities = rest[len(inner) :]
        out.append(str(escape(_plain(wide, start, opens))))
        out.append(_tag(first, _plain(wide, opens, closes), _render(wide, opens, closes, inner)))
        start = closes
    out.append(str(escape(_plain(wide, start, end))))
    return "".join(out)


def _plain(wide: bytes, start: int, end: int) -> str:
    return wide[2 * start : 2 * end].decode("utf-16-le", errors="replace")


def _tag(entity: Entity, plain: str, inner: str) -> str:
    kind = entity["type"]
    if kind in SIMPLE_TAGS:
        return f"<{SIMPLE_TAGS[kind]}>{inner}</{SIMPLE_TAGS[kind]}>"
    if kind == "pre":
        return f"<pre><code>{inner}</code></pre>"
    if kind in ("text_link", "url"):
        return _link(entity.get("url", plain), inner)
    if kind in ("spoiler", "bot_command"):
        return f'<span class="{kind}">{inner}</span>'
    return inner


def split_address(address: object) -> SplitResult | None:
    """The parts of an address; None when it is none that a link of Telegram could have."""
    try:
        parts = urlsplit(str(address))
    except ValueError:
        return None
    return parts if parts.scheme.lower() in LINK_SCHEMES and parts.netloc else None


def _link(address: object, inner: str) -> str:
    if split_address(address) is None:
        return inner
    return f'<a href="{escape(str(address))}" target="_blank" rel="noopener noreferrer">{inner}</a>'
