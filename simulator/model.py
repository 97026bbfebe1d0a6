"""What the pretend Telegram remembers: people, groups, messages, files, presses."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

JSON = dict[str, Any]
PRESS_LIVES = timedelta(seconds=150)  # of machine time, after which a press cannot be answered


@dataclass(slots=True)
class StoredFile:
    """A file that somebody sent; `file_id` is what the bot uses, `path` what it downloads."""

    file_id: str
    unique_id: str
    name: str
    mime: str
    content: bytes

    @property
    def path(self) -> str:
        """The path below `/file/bot<token>/`."""
        return f"documents/{self.file_id}"


@dataclass(slots=True, kw_only=True)
class Message:
    """A message of a chat. `text` is plain (the caption, when there is a document), `at` is programme time."""

    id: int
    chat: "Chat"
    author: "Person | None"  # nobody: the bot
    at: datetime
    machine_at: datetime
    text: str = ""
    entities: list[JSON] = field(default_factory=list)
    markup: JSON | None = None
    document: StoredFile | None = None
    contact: JSON | None = None
    sticker: bool = False
    edited_at: datetime | None = None
    deleted: bool = False
    toast: str | None = None
    view: JSON | None = None  # what the page sees, until something changes

    @property
    def from_bot(self) -> bool:
        """Whether the bot wrote it."""
        return self.author is None


@dataclass(slots=True, kw_only=True)
class Chat:
    """A conversation with the bot. `version` is the world's version at its last change."""

    id: int
    messages: dict[int, Message] = field(default_factory=dict)
    version: int = 0
    view: tuple[tuple[int, int], str] = ((-1, -1), "")  # what was rendered (see views), and its JSON


@dataclass(slots=True, kw_only=True)
class Person(Chat):
    """Somebody with a phone; also their private chat, which has the same id, as at Telegram."""

    first_name: str
    last_name: str
    phone: str
    label: str | None = None
    shown: bool = True
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    unread: int = 0
    keyboard: JSON | None = None


@dataclass(slots=True, kw_only=True)
class Group(Chat):
    """A group; `presence` says whether the bot is in it: left means that it never came, or went by itself."""

    title: str
    members: list[int] = field(default_factory=list)
    presence: Literal["member", "left", "kicked"] = "left"


@dataclass(slots=True)
class Press:
    """A press of an inline button that waits for its answer."""

    id: str
    person: Person
    message: Message
    machine_at: datetime
    answered: bool = False


@dataclass(slots=True)
class Fault:
    """A failure to cause on the next `times` calls of a method."""

    method: str
    kind: Literal["lose_answer", "refuse"]
    times: int
    code: int = 500
    description: str = "Internal Server Error"
    parameters: JSON | None = None
