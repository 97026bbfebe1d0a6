"""Typed buttons: what a press means, packed into Telegram's 64 bytes of callback data.

An action carries references only; who presses, what they may do and the state of things are read again at every press.
"""

import re
from dataclasses import dataclass, fields
from typing import ClassVar, Self, get_type_hints

MAX_BYTES = 64


@dataclass(frozen=True)
class Action:
    """Base of every action. Fields are `int` or `str`; only the last may contain a colon."""

    code: ClassVar[str]

    def pack(self) -> str:
        """The callback data; raises ValueError over 64 bytes."""
        data = ":".join([self.code, *(str(getattr(self, field.name)) for field in fields(self))])
        if len(data.encode()) > MAX_BYTES:
            raise ValueError(f"{type(self).__name__} does not fit in {MAX_BYTES} bytes")
        return data

    @classmethod
    def unpack(cls, data: str) -> Self:
        """The action in `data`; raises ValueError for anything this class did not pack."""
        kinds = get_type_hints(cls)
        names = [field.name for field in fields(cls)]
        code, *parts = data.split(":", len(names))
        if code != cls.code or len(parts) != len(names):
            raise ValueError("not this action")
        return cls(**{name: kinds[name](part) for name, part in zip(names, parts, strict=True)})

    @classmethod
    def pattern(cls) -> re.Pattern[str]:
        """What the callback data of this action looks like."""
        return re.compile(rf"^{re.escape(cls.code)}(:|$)")


@dataclass(frozen=True)
class Home(Action):
    code = "home"


@dataclass(frozen=True)
class OrganiserHome(Action):
    code = "org"


@dataclass(frozen=True)
class Help(Action):
    code = "help"
