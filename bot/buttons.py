"""Typed buttons: what a press means, packed into Telegram's 64 bytes of callback data.

An action carries references only; who presses, what they may do and the state of things are read again at every press.
"""

from dataclasses import dataclass, fields
from typing import Any, ClassVar, Self, get_type_hints

MAX_BYTES = 64
REFERENCE = "|"
"""Parts an action from the number of the owed message that carries it."""
MAX_NUMBER = 2**31 - 1


@dataclass(frozen=True)
class Action:
    """Base of every action. Fields are `int` or `str`; only the last may contain a colon."""

    code: ClassVar[str]
    kinds: ClassVar[dict[str, Any]]

    def __init_subclass__(cls) -> None:
        cls.kinds = get_type_hints(cls)

    def pack(self) -> str:
        """The callback data; raises ValueError over 64 bytes."""
        data = ":".join([self.code, *(str(getattr(self, field.name)) for field in fields(self))])
        if len(data.encode()) > MAX_BYTES:
            raise ValueError(f"{type(self).__name__} does not fit in {MAX_BYTES} bytes")
        return data

    @classmethod
    def unpack(cls, data: str) -> Self:
        """The action in `data`; raises ValueError for anything this class did not pack."""
        names = [field.name for field in fields(cls)]
        code, *parts = data.split(REFERENCE)[0].split(":", len(names))
        if code != cls.code or len(parts) != len(names):
            raise ValueError("not this action")
        return cls(**{name: _read(cls.kinds[name], part) for name, part in zip(names, parts, strict=True)})

    @classmethod
    def recognises(cls, data: object) -> bool:
        """Whether this class packed `data`, or could have: anything else is an old or a forged button."""
        if not isinstance(data, str) or not data.startswith(cls.code):
            return False  # said without raising: every press asks every kind of button
        try:
            return bool(cls.unpack(data))
        except ValueError:
            return False


def _read(kind: type, part: str) -> object:
    """One field; numbers that no column can hold are refused here, not by the database."""
    value: object = kind(part)
    if isinstance(value, int) and abs(value) > MAX_NUMBER:
        raise ValueError("out of range")
    return value


def referring(data: str, owed: int | None) -> str:
    """Callback data that also says which owed message carries it; raises ValueError over 64 bytes."""
    if owed is None:
        return data
    whole = f"{data}{REFERENCE}{owed}"
    if len(whole.encode()) > MAX_BYTES:
        raise ValueError(f"{data!r} leaves no room for the number of its message")
    return whole


def reference(data: str) -> int | None:
    """Which owed message carries the pressed button; None for a page that nobody owed."""
    _, _, number = data.partition(REFERENCE)
    return int(number) if number.isdecimal() and len(number) <= 10 and int(number) <= MAX_NUMBER else None


@dataclass(frozen=True)
class Home(Action):
    code = "home"


@dataclass(frozen=True)
class HomeBelow(Action):
    """Home in a new message: the pressed one is to be kept."""

    code = "homeb"


@dataclass(frozen=True)
class OrganiserHome(Action):
    code = "org"


@dataclass(frozen=True)
class Help(Action):
    code = "help"
