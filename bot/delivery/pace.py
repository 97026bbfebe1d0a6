"""How fast messages go out: evenly, at most 25 a second in all and one a second to a chat.

Telegram allows about 30 a second; the rest of that is for the answers to people who are waiting, which never wait
here. Times are seconds of a monotonic clock.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

PER_SECOND = 25.0
PER_CHAT = 1.0
WINDOW = 0.1
"""Seconds that are planned ahead: a crash leaves only so much `sending` that was never sent."""

MANY_CHATS = 10_000


@dataclass(frozen=True)
class Slot:
    """The message at `position` of what was asked for may go in `wait` seconds."""

    position: int
    wait: float


class Pace(Protocol):
    """The budget of one bot token. A later one may be shared by processes through the database."""

    async def take(self, chats: Sequence[int]) -> list[Slot]:
        """Reserve what can go to these chats in the next 100 ms, first ones first; the others ask again."""

    async def spent(self, chat_id: int) -> None:
        """An answer goes to this chat now, without waiting: what is owed makes room for it."""


class LocalPace:
    """The budget of one process."""

    def __init__(
        self,
        per_second: float = PER_SECOND,
        per_chat: float = PER_CHAT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._step = 1 / per_second
        self._chat_step = 1 / per_chat
        self._clock = clock
        self._next = 0.0
        self._chats: dict[int, float] = {}

    async def take(self, chats: Sequence[int]) -> list[Slot]:
        now, slots = self._clock(), list[Slot]()
        self._forget(now)
        for position, chat_id in enumerate(chats):
            at = max(now, self._next)
            if at >= now + WINDOW:
                break
            if self._chats.get(chat_id, at) <= at:
                self._reserve(chat_id, at)
                slots.append(Slot(position, at - now))
        return slots

    async def spent(self, chat_id: int) -> None:
        self._reserve(chat_id, max(self._clock(), self._next))

    def _reserve(self, chat_id: int, at: float) -> None:
        self._next = at + self._step
        self._chats[chat_id] = at + self._chat_step

    def _forget(self, now: float) -> None:
        if len(self._chats) > MANY_CHATS:
            self._chats = {chat_id: free for chat_id, free in self._chats.items() if free > now}
