"""Updates that wait for the bot, until it confirms them."""

import asyncio
import random
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice, takewhile

from simulator.clock import Clock
from simulator.errors import Refused
from simulator.model import JSON
from simulator.signals import Signal, wait_at_most

LONGEST_POLL = 50  # seconds
KEPT_FOR = 24 * 3600.0  # seconds of machine time: https://core.telegram.org/bots/api#getting-updates
NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
SUPERSEDED = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"

WEBHOOK = object()  # what took the place of a poll, when it is not another poll


@dataclass(slots=True)
class Pending:
    """An update that is not confirmed. Telegram keeps the order within a lane: a chat, or the presses of a person."""

    lane: str
    body: JSON
    at: float  # machine time, in Unix seconds


class Updates:
    """The queue. `open` is false while nothing can reach the bot: the network is cut, or the simulator stops."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.pending: dict[int, Pending] = {}
        self.allowed: list[str] = []
        self.open = True
        self.arrived = Signal()
        self.next_id = random.randint(100_000_000, 800_000_000)
        self._poller: object | None = None

    def add(self, kind: str, lane: str, content: JSON) -> int | None:
        """Queue an update, unless the bot did not ask for this kind; gives its id."""
        wanted = kind in self.allowed if self.allowed else kind not in NOT_BY_DEFAULT
        if not wanted:
            return None
        update_id = self.next_id
        self.next_id += 1
        now = self._clock.machine().timestamp()
        self.pending[update_id] = Pending(lane, {"update_id": update_id, kind: content}, now)
        self.arrived.fire()
        return update_id

    def resume(self, next_id: int, pending: dict[int, Pending]) -> None:
        """Go on where an earlier process stopped."""
        self.next_id, self.pending = next_id, pending
        self.arrived.fire()

    def confirm(self, offset: int) -> None:
        """Forget what is older than the offset; a negative one keeps that many of the newest."""
        if offset < 0:
            self.forget(list(self.pending)[:offset])
            return
        older = []
        for update_id in self.pending:
            if update_id >= offset:
                break
            older.append(update_id)
        self.forget(older)

    def forget(self, update_ids: Iterable[int]) -> None:
        """Drop these updates, if they still wait."""
        for update_id in update_ids:
            self.pending.pop(update_id, None)

    def expire(self) -> None:
        """Drop what waited for more than 24 hours, as Telegram does."""
        oldest = self._clock.machine().timestamp() - KEPT_FOR
        self.forget(list(takewhile(lambda number: self.pending[number].at < oldest, self.pending)))

    def set_open(self, is_open: bool) -> None:
        """Say whether updates can reach the bot; running polls end when they cannot."""
        self.open = is_open
        self.arrived.fire()

    async def poll(self, offset: int, limit: int, seconds: float) -> list[JSON]:
        """Confirm, then wait for updates as `getUpdates` does. Raises Refused (409) when a newer poll takes over."""
        self.expire()
        self.confirm(offset)
        mine = self._take_over()
        deadline = asyncio.get_running_loop().time() + min(seconds, LONGEST_POLL)
        while True:
            ticket = self.arrived.ticket()
            self._check(mine)
            left = deadline - asyncio.get_running_loop().time()
            if self.pending or not self.open or left <= 0:
                return [pending.body for pending in islice(self.pending.values(), limit)]
            await wait_at_most(ticket, left)

    def _take_over(self) -> object:
        mine = self._poller = object()
        self.arrived.fire()
        return mine

    def interrupt(self) -> None:
        """End a running poll with a conflict: a webhook takes its place."""
        self._poller = WEBHOOK
        self.arrived.fire()

    def _check(self, mine: object) -> None:
        if self._poller is not mine:
            reason = "Conflict: terminated by setWebhook request" if self._poller is WEBHOOK else SUPERSEDED
            raise Refused(409, reason)
