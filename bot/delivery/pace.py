"""How fast messages leave: one after another, evenly, whoever sends them. Why: docs/decisions/0009-pace-and-bulk.md.

One budget a bot token. What is owed takes its slot just in time; an answer to somebody who waits reserves the next one,
whenever that is, and so goes first: it waits for one message, or for the answers before it. Instants are seconds of
the monotonic clock. What a chat takes (one a second, a group twenty a minute) is a matter of claims:
`db.queries.in_hand`.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from bot.settings import PER_SECOND
from db.engine import Database
from db.queries import pace as budget

WINDOW = 0.1
"""Seconds: what leaves in so many is marked as on its way at once; a crash leaves only so much that was never sent."""
AHEAD = 0.012
"""Seconds before its instant that a slot can be taken: the time that taking it takes."""
LATE = 0.005
"""Seconds after its instant from which a message is late."""
CHAT_RESTS = 3.0
"""Seconds in which a chat may have been given too much: about one message a second, after a short burst.
Source: Telegram's FAQ for bots."""
AT_ONCE = 0.02
"""Seconds of slots that are taken at once, where messages are closer than that."""


@dataclass(frozen=True)
class Grant:
    """So many messages may leave, the first `at` that instant, each other one a step later.

    The next slot begins a step after the last of them; with none, it begins `at` that instant. It can be taken AHEAD.
    """

    n: int
    at: float


class Pace(Protocol):
    """The budget of one bot token. `step` is in seconds."""

    step: float

    async def take(self, most: int) -> Grant:
        """Take slots for up to `most` owed messages, if one begins by now."""

    async def reserve(self) -> float:
        """Take the next slot for an answer, and give its instant."""

    async def late(self, seconds: float) -> None:
        """Messages left after their instants: the following ones keep so many `seconds` of distance from them."""


def distance(pace: Pace, late: float, messages: int = 1) -> float:
    """Seconds that the next messages keep from some that left so late: the time that was lost, or that these take.

    A process that stood still for ten seconds lets go of ten answers at once, each of them late. Were each to push the
    following ones by as much as it was late itself, nobody would be answered for a minute.
    """
    return min(late, messages * pace.step)


def together(pace: Pace) -> int:
    """How many messages leave in WINDOW."""
    return max(1, round(WINDOW / pace.step))


async def until(instant: float) -> None:
    """Wait; what is nearer than a millisecond is now."""
    wait = instant - time.monotonic()
    if wait > 0.001:
        await asyncio.sleep(wait)


class LocalPace:
    """The budget of the only process."""

    def __init__(self, per_second: float = PER_SECOND, clock: Callable[[], float] = time.monotonic) -> None:
        self.step = 1 / per_second
        self._clock = clock
        self._next = 0.0

    async def take(self, most: int) -> Grant:
        now = self._clock()
        if self._next > now + AHEAD:
            return Grant(0, self._next)
        n = _at_once(most, self.step)
        return Grant(n, self._spend(now, n))

    async def reserve(self) -> float:
        return self._spend(self._clock(), 1)

    async def late(self, seconds: float) -> None:
        self._next += seconds

    def _spend(self, now: float, n: int) -> float:
        at = max(now, self._next)
        self._next = at + n * self.step
        return at


class SharedPace:
    """The budget of all processes, on the database's clock."""

    def __init__(self, database: Database, per_second: float = PER_SECOND) -> None:
        self.step = 1 / per_second
        self._database = database

    async def take(self, most: int) -> Grant:
        n = _at_once(most, self.step)
        async with self._database.alone() as db:
            taken = await budget.take(db, n * self.step, AHEAD)
            return Grant(n if taken.given else 0, time.monotonic() + taken.wait)

    async def reserve(self) -> float:
        async with self._database.alone() as db:
            return time.monotonic() + await budget.reserve(db, self.step)

    async def late(self, seconds: float) -> None:
        async with self._database.alone() as db:
            await budget.reserve(db, seconds)


class Chats:
    """Which chats were answered in the last CHAT_RESTS seconds: a refusal there may be for the chat's own sake."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until: dict[int, float] = {}

    def answered(self, chat_id: int) -> bool:
        """Note an answer; whether there was one to this chat just before."""
        now = self._clock()
        for over in [known for known, until in self._until.items() if until < now]:
            del self._until[over]
        lately = chat_id in self._until
        self._until[chat_id] = now + CHAT_RESTS
        return lately


def _at_once(most: int, step: float) -> int:
    return min(most, max(1, int(AT_ONCE / step)))


def paced(database: Database, per_second: float) -> Pace:
    """The budget of this process's bot token, shared where processes are several."""
    return LocalPace(per_second) if database.is_sqlite else SharedPace(database, per_second)
