"""A text of Telegram's HTML as people see it: measured and checked without its tags."""

import html
import re
from dataclasses import dataclass

from training.errors import TrainingError

LONGEST = 4096
"""UTF-16 units of a message after parsing, as Telegram counts. Source: Bot API, sendMessage."""

_TAG = re.compile(r"<[^>]*>")


@dataclass
class TooLong(TrainingError):
    """The text has `length` UTF-16 units after parsing, and may have `limit`."""

    length: int
    limit: int


class Blank(TrainingError):
    """The text says nothing."""


def seen(html_text: str) -> str:
    """What is read once tags and entities are parsed; `html_text` must be well formed."""
    return html.unescape(_TAG.sub("", html_text))


def length(html_text: str) -> int:
    """UTF-16 units after parsing."""
    return units(seen(html_text))


def units(text: str) -> int:
    """UTF-16 units of plain text, as Telegram counts."""
    return len(text.encode("utf-16-le")) // 2


def check(html_text: str, limit: int = LONGEST) -> None:
    """Raise Blank or TooLong when this cannot be a message."""
    if not seen(html_text).strip():
        raise Blank
    if (number := length(html_text)) > limit:
        raise TooLong(number, limit)
