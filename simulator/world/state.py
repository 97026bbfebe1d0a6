"""What the pretend Telegram knows, and the few ways in which it changes."""

import asyncio
import random
import re
import secrets
from collections import deque
from collections.abc import Coroutine
from typing import Any, Protocol

from simulator.clock import Clock, Instant, system_time
from simulator.errors import Impossible
from simulator.model import JSON, Chat, FileKind, Group, Message, Person, Press, StoredFile
from simulator.signals import Signal
from simulator.wire import members, shapes
from simulator.wire.calls import Calls
from simulator.wire.faults import Faults
from simulator.wire.limits import Rates
from simulator.wire.updates import Updates
from simulator.wire.webhook import Webhook

DEFAULT_TOKEN = "7300000001:AAsimulated_token_opens_nothing_now"
DEFAULT_USERNAME = "demo_formation_bot"
KEPT_TOASTS = 1_000


class Door(Protocol):
    """Where connections come in."""

    async def open(self) -> None:
        """Listen, if nothing does."""

    async def shut(self) -> None:
        """Listen no more, and reset the connections of the bot: the next ones are refused."""


class State:
    """The world without the actions. Changes are told through `touch` (one chat) and its likes."""

    def __init__(
        self, token: str = DEFAULT_TOKEN, bot_username: str = DEFAULT_USERNAME, machine: Instant = system_time
    ) -> None:
        if not re.fullmatch(r"\d+:[\w-]+", token):
            raise ValueError("a bot token is a number, a colon and a secret")
        self.token = token
        self.bot: JSON = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": "Formation",
            "username": bot_username,
        }
        self.commands: dict[tuple[str, str], list[JSON]] = {}  # by scope and language
        self.descriptions: dict[tuple[str, str], str] = {}  # by kind and language
        self.menu_buttons: dict[int | None, JSON] = {}  # by private chat; None: of all
        self.method_names: frozenset[str] = frozenset()  # what the Bot API answers; empty until it is served
        self.door: Door | None = None
        self.ended = asyncio.Event()
        self.clock = Clock(machine)
        self.updates = Updates(self.clock)
        self.webhook = Webhook(self.updates, self.clock)
        self.changed = Signal()
        self.version = 0
        self.whole_version = 0  # the version at the last change that concerns more than one chat
        self.commands_version = 0
        self.closing = False
        self.last_message = random.randint(100, 900)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._forget()

    def _forget(self) -> None:
        self.people: dict[int, Person] = {}
        self.groups: dict[int, Group] = {}
        self.aliases: dict[str, int] = {}
        self.files: dict[str, StoredFile] = {}
        self.presses: dict[str, Press] = {}
        self.scenes: dict[str, list[JSON]] = {}
        self.faults = Faults()
        self.toasts: deque[JSON] = deque(maxlen=KEPT_TOASTS)
        self.toast_count = 0
        self.calls = Calls(self.clock)
        self.rates = Rates()

    async def reset(self) -> None:
        """Forget everything but what the bot said about itself: its webhook, its commands, its description."""
        self._forget()
        self.clock.reset()
        self.clock.marks.clear()
        self.updates.forget(list(self.updates.pending))
        self.set_network(up=True)
        self.touch_all()

    async def close(self) -> None:
        """Let nobody wait any longer: the server stops."""
        self.closing = True
        self.ended.set()
        self.updates.set_open(False)
        self.changed.fire()
        await self.webhook.remove()

    def background(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run something beside, kept until it is done."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @property
    def network_up(self) -> bool:
        """Whether the bot can reach the pretend Telegram, and the other way round."""
        return self.updates.open

    def set_network(self, *, up: bool) -> None:
        """Cut the network or mend it."""
        self.updates.set_open(up and not self.closing)
        if up:
            self.webhook.retry_now()
        self.touch_pulse()

    def touch(self, chat: Chat) -> None:
        """Tell everybody who watches that this chat changed."""
        self.version += 1
        chat.version = self.version
        self.changed.fire()

    def touch_pulse(self) -> None:
        """Tell everybody who watches that the clock or the network changed, which every event tells."""
        self.version += 1
        self.changed.fire()

    def touch_all(self) -> None:
        """Tell everybody who watches that something else outside the chats changed: they see the whole again."""
        self.touch_pulse()
        self.whole_version = self.version

    def touch_bot(self) -> None:
        """Tell everybody who watches that the bot says something else about itself."""
        self.touch_all()
        self.commands_version = self.version

    def person(self, person_id: int) -> Person:
        """Somebody. Raises Impossible when nobody has this id."""
        if person_id not in self.people:
            raise Impossible(f"nobody has the id {person_id}")
        return self.people[person_id]

    def group(self, group_id: int) -> Group:
        """A group. Raises Impossible when none has this id."""
        if group_id not in self.groups:
            raise Impossible(f"no group has the id {group_id}")
        return self.groups[group_id]

    def add_message(self, chat: Chat, author: Person | None, **content: Any) -> Message:
        """Write a message at the end of a chat; `content` is that of Message."""
        self.last_message += 1
        now = self.clock.machine()
        message = Message(
            id=self.last_message, chat=chat, author=author, at=now + self.clock.offset, machine_at=now, **content
        )
        chat.messages[message.id] = message
        chat.action = chat.action if author else None
        if isinstance(chat, Person) and message.service is None:
            chat.unread = chat.unread + 1 if author is None else 0
        self.touch(chat)
        return message

    def change(self, message: Message, *, edited: bool = True) -> None:
        """Tell everybody that a message is not what it was."""
        if edited:
            message.edited_at = self.clock.now()
        message.view = None
        self.touch(message.chat)

    def remove_message(self, message: Message) -> None:
        """Take a message away from everybody's eyes; the transcript still tells that it was there."""
        message.deleted = True
        if message.id in message.chat.pinned:
            message.chat.pinned.remove(message.id)
        self.change(message, edited=False)

    def store_file(
        self, name: str, mime: str, content: bytes, kind: FileKind = "document", facts: JSON | None = None
    ) -> StoredFile:
        """Keep a file, to be sent, downloaded or sent again."""
        file_id, unique = f"BQACAgQAAx{secrets.token_urlsafe(24)}", secrets.token_urlsafe(9)
        file = StoredFile(file_id, unique, name, mime, content, kind, facts or {})
        self.files[file.file_id] = file
        return file

    def toast(self, person: Person, text: str, *, alert: bool) -> None:
        """Show somebody the answer to their press; an empty text only ends the waiting."""
        self.toast_count += 1
        self.toasts.append({"person": person.id, "text": text, "alert": alert})
        self.changed.fire()

    def emit(self, kind: str, lane: str, content: JSON) -> None:
        """Queue an update for the bot."""
        update_id = self.updates.add(kind, lane, content)
        if update_id is not None:
            self.webhook.enqueue(update_id)

    def emit_message(self, message: Message, kind: str = "message") -> None:
        """Tell the bot what somebody wrote, or edited (`edited_message`)."""
        self.emit(kind, f"chat {message.chat.id}", shapes.message(message, self.bot))

    def emit_membership(self, chat: Chat, by: JSON, before: str, after: str, who: JSON | None = None) -> None:
        """Tell the bot that the place of `who` (by default its own) in a chat changed; `by` is who changed it."""
        at = int(self.clock.now().timestamp())
        content = members.change(chat, by, who or self.bot, before, after, at)
        self.emit("my_chat_member" if who is None else "chat_member", f"chat {chat.id}", content)
