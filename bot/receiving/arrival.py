"""How raw updates enter: parsed just enough to know their id and their chat, then kept, many in one commit."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from bot.clock import machine_now
from db.engine import Database
from db.queries import inbox

ALLOWED_UPDATES = ["message", "callback_query", "my_chat_member"]
ROOM = 256
"""How many may stand in the doorway at once. Telegram opens 40 connections unless told otherwise, 100 at most."""
BACKLOG_MAX = 2000
"""Updates kept but not yet applied, beyond which Telegram is asked to hold the next ones itself."""
_INT64 = 2**63


class Malformed(ValueError):
    """Not an update of the Bot API."""


class Full(Exception):
    """Too many at once, or too many that still wait: come back in a few seconds."""


@dataclass(frozen=True)
class Arrived:
    """An update that is in the inbox, as it came."""

    update_id: int
    chat_id: int
    content: dict[str, Any]


def chat_of(update: dict[str, Any]) -> int:
    """The order key of an update: its chat, else its sender."""
    for kind in ("message", "edited_message", "my_chat_member"):
        if kind in update:
            return int(update[kind]["chat"]["id"])
    query = update.get("callback_query") or {}
    message = query.get("message") or {}
    chat = message.get("chat") or query.get("from") or {}
    return int(chat.get("id", 0))


def read(update: dict[str, Any]) -> Arrived:
    """An update as it will be kept. Raises Malformed."""
    try:
        arrived = Arrived(int(update["update_id"]), chat_of(update), update)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Malformed from error
    if max(abs(arrived.update_id), abs(arrived.chat_id)) >= _INT64:
        raise Malformed
    return arrived


@dataclass
class _Batch:
    """Updates that share a commit. `error` is what became of it, for all who stand in it."""

    rows: list[Arrived] = field(default_factory=list)
    kept: bool = False
    error: Exception | None = None


class Doorway:
    """Keeps raw updates. Those that come while a commit is under way share the next one."""

    def __init__(
        self,
        database: Database,
        arrived: Callable[[Sequence[Arrived]], None],
        backlog: Callable[[], int] = lambda: 0,
    ) -> None:
        self._database = database
        self._arrived = arrived
        self._backlog = backlog
        self._inside = 0
        self._one_at_a_time = asyncio.Lock()
        self._next = _Batch()

    async def enter(self, updates: Sequence[dict[str, Any]]) -> None:
        """Return when the updates are committed to the inbox; known ones are skipped.

        Raises Malformed, Full, and the driver's errors when the database is down: then nothing was acknowledged.
        """
        rows = [read(update) for update in updates]
        if self._inside >= ROOM or self._backlog() >= BACKLOG_MAX:
            raise Full
        self._inside += 1
        try:
            await self._with_others(rows)
        finally:
            self._inside -= 1

    async def _with_others(self, rows: list[Arrived]) -> None:
        """Whoever is first at the lock commits the batch; a cancelled first one leaves it to the second."""
        batch = self._next
        batch.rows += rows
        async with self._one_at_a_time:
            if batch.error is not None:
                raise batch.error
            if not batch.kept:
                if self._next is batch:
                    self._next = _Batch()
                await self._keep(batch)

    async def _keep(self, batch: _Batch) -> None:
        rows = {row.update_id: row for row in batch.rows}.values()
        values = [(row.update_id, row.chat_id, orjson.dumps(row.content).decode()) for row in rows]
        try:
            async with self._database.transaction() as db:
                new = await inbox.receive(db, values, machine_now())
        except Exception as error:
            batch.error = error
            raise
        batch.kept = True
        self._arrived([row for row in rows if row.update_id in new])
