"""`parse_mode=HTML`, with Telegram's rules: anything that it would not understand is refused."""

import html
import re
from dataclasses import dataclass

from simulator.errors import Refused, bad_request
from simulator.text import Entity, split_address, units

START = re.compile(r"<([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[a-zA-Z-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+))?)*)\s*>")
END = re.compile(r"</([a-zA-Z0-9-]*)\s*>")
ATTRIBUTE = re.compile(r"([a-zA-Z-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+)))?")
REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
SPECIAL = re.compile(r"[<&]")
KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "blockquote": "blockquote",
}


@dataclass(slots=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int
    start: int  # where its text starts among the parts


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """The plain text and its entities. Raises Refused ("can't parse entities: ...") as Telegram does."""
    return _Html(source).parse()


class _Html:
    def __init__(self, source: str) -> None:
        self.source = source
        self.position = 0
        self.offset = 0  # UTF-16 units written so far
        self.parts: list[str] = []
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def parse(self) -> tuple[str, list[Entity]]:
        while self.position < len(self.source):
            self._step()
        if self.open:
            tag = self.open[-1].tag
            raise bad_request(f"can't parse entities: Can't find end tag corresponding to start tag \"{tag}\"")
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return "".join(self.parts), self.entities

    def _step(self) -> None:
        character = self.source[self.position]
        if character == "&":
            self._reference()
        elif character != "<":
            found = SPECIAL.search(self.source, self.position)
            end = found.start() if found else len(self.source)
            self._write(self.source[self.position : end], end)
        elif self.source.startswith("</", self.position):
            self._close()
        else:
            self._start()

    def _write(self, text: str, end: int) -> None:
        self.parts.append(text)
        self.offset += units(text)
        self.position = end

    def _reference(self) -> None:
        found = REFERENCE.match(self.source, self.position)
        text = html.unescape(found.group()) if found else "&"
        self._write(text, found.end() if found else self.position + 1)

    def _start(self) -> None:
        found = START.match(self.source, self.position)
        if found is None:
            raise self._malformed(self._unreadable_start())
        tag, attributes = found.group(1).lower(), _attributes(found.group(2))
        if tag not in KINDS:
            raise self._malformed(f'Unsupported start tag "{tag}"')
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self._malformed('Tag "span" must have class "tg-spoiler"')
        self.open.append(_Open(tag, attributes, self.offset, len(self.parts)))
        self.position = found.end()

    def _unreadable_start(self) -> str:
        name = re.match(r"[^\s<>/]*", self.source[self.position + 1 :])
        tag = name.group().lower() if name else ""
        return "Unclosed start tag" if tag in KINDS else f'Unsupported start tag "{tag}"'

    def _close(self) -> None:
        found = END.match(self.source, self.position)
        if found is None:
            raise self._malformed("Unclosed end tag")
        if not self.open:
            raise self._malformed("Unexpected end tag")
        opened, tag = self.open.pop(), found.group(1).lower()
        if tag != opened.tag:
            raise self._malformed(f'Unmatched end tag, expected "</{opened.tag}>", found "</{tag}>"')
        self.position = found.end()
        self._add(opened)

    def _add(self, opened: _Open) -> None:
        length = self.offset - opened.offset
        language = opened.attributes.get("class", "").removeprefix("language-")
        if opened.tag == "code" and language and self.open and self.open[-1].tag == "pre":
            self.open[-1].attributes["language"] = language
            return
        entity: Entity = {"type": _kind(opened), "offset": opened.offset, "length": length}
        if opened.tag == "pre" and "language" in opened.attributes:
            entity["language"] = opened.attributes["language"]
        if opened.tag == "a":
            entity["url"] = opened.attributes.get("href") or "".join(self.parts[opened.start :])
        if length and (opened.tag != "a" or _is_address(entity["url"])):
            self.entities.append(entity)

    def _malformed(self, reason: str) -> Refused:
        offset = len(self.source[: self.position].encode())
        return bad_request(f"can't parse entities: {reason} at byte offset {offset}")


def _kind(opened: _Open) -> str:
    if opened.tag == "blockquote" and "expandable" in opened.attributes:
        return "expandable_blockquote"
    return KINDS[opened.tag]


def _is_address(url: str) -> bool:
    """Whether Telegram would make a link of it; it drops the others without a word."""
    return not re.search(r"\s", url) and split_address(url if "://" in url else f"http://{url}") is not None


def _attributes(source: str) -> dict[str, str]:
    return {
        found.group(1).lower(): html.unescape(found.group(2) or found.group(3) or found.group(4) or "")
        for found in ATTRIBUTE.finditer(source)
    }
