"""What the pretend Telegram remembers: people, groups, messages, files, presses."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

JSON = dict[str, Any]
PRESS_LIVES = timedelta(seconds=150)  # of machine time, after which a press cannot be answered

FileKind = Literal["document", "photo", "voice", "audio", "video", "animation"]
FOLDERS: dict[str, str] = {
    "document": "documents",
    "photo": "photos",
    "voice": "voice",
    "audio": "music",
    "video": "videos",
    "animation": "animations",
}
SERVICE = {  # the parts of a message that nobody wrote
    "pinned_message",
    "new_chat_members",
    "left_chat_member",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
}


@dataclass(slots=True)
class StoredFile:
    """A file that somebody sent; `file_id` is what the bot uses, `path` what it downloads."""

    file_id: str
    unique_id: str
    name: str
    mime: str
    content: bytes
    kind: FileKind = "document"
    facts: JSON = field(default_factory=dict)  # what the Bot API tells of this kind: width, height, duration…

    @property
    def path(self) -> str:
        """The path below `/file/bot<token>/`."""
        return f"{FOLDERS[self.kind]}/{self.file_id}"


@dataclass(slots=True, kw_only=True)
class Message:
    """A message of a chat. `text` is plain (the caption, when there is a file), `at` is programme time.

    `parts` are the other fields of the Bot API's Message that never change: contact, location, venue, sticker,
    media_group_id, message_thread_id, forward_origin, has_protected_content, and what a service message tells.
    """

    id: int
    chat: "Chat"
    author: "Person | None"  # nobody: the bot
    at: datetime
    machine_at: datetime
    text: str = ""
    entities: list[JSON] = field(default_factory=list)
    markup: JSON | None = None
    media: StoredFile | None = None
    parts: JSON = field(default_factory=dict)
    reply_to: int | None = None
    silent: bool = False  # sent with disable_notification
    reactions: dict[str, list[JSON]] = field(default_factory=dict)  # by the id of who reacted
    edited_at: datetime | None = None
    deleted: bool = False
    toast: str | None = None
    view: JSON | None = None  # what the page sees, until something changes

    @property
    def from_bot(self) -> bool:
        """Whether the bot wrote it."""
        return self.author is None

    @property
    def document(self) -> StoredFile | None:
        """The file, when it is a document."""
        return self.media if self.media is not None and self.media.kind == "document" else None

    @property
    def service(self) -> str | None:
        """What a service message tells; None when somebody wrote the message."""
        return next((name for name in self.parts if name in SERVICE), None)

    @property
    def thread(self) -> int | None:
        """The topic of a forum in which it is."""
        return self.parts.get("message_thread_id")


@dataclass(slots=True, kw_only=True)
class Chat:
    """A conversation with the bot. `version` is the world's version at its last change."""

    id: int
    messages: dict[int, Message] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)  # ids of messages, the newest pin last
    action: JSON | None = None  # the bot's last chat action, until it writes: {"name", "machine_at"}
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
class Topic:
    """A topic of a forum; its id is that of the service message that opened it."""

    id: int
    name: str
    icon_color: int
    icon_custom_emoji_id: str | None = None
    closed: bool = False


@dataclass(slots=True, kw_only=True)
class Group(Chat):
    """A group. Its first member is its owner; `presence` is the bot's: left if it never came, or went by itself."""

    title: str
    members: list[int] = field(default_factory=list)
    administrators: list[int] = field(default_factory=list)  # besides the owner
    presence: Literal["member", "administrator", "left", "kicked"] = "left"
    supergroup: bool = False
    forum: bool = False
    topics: dict[int, Topic] = field(default_factory=dict)
    migrated_to: int | None = None

    @property
    def has_bot(self) -> bool:
        """Whether the bot is in it."""
        return self.presence in ("member", "administrator")


@dataclass(slots=True)
class Press:
    """A press of an inline button that waits for its answer."""

    id: str
    person: Person
    message: Message
    machine_at: datetime
    answered: bool = False
