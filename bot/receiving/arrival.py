"""How a raw update enters: parsed just enough to know its id and its chat, then kept."""

import json
from collections.abc import Callable
from typing import Any

from bot.clock import machine_now
from db.engine import Database
from db.queries import inbox

ALLOWED_UPDATES = ["message", "callback_query", "my_chat_member"]


class Malformed(ValueError):
    """Not an update of the Bot API."""


def chat_of(update: dict[str, Any]) -> int:
    """The order key of an update: its chat, else its sender."""
    for kind in ("message", "edited_message", "my_chat_member"):
        if kind in update:
            return int(update[kind]["chat"]["id"])
    query = update.get("callback_query") or {}
    message = query.get("message") or {}
    chat = message.get("chat") or query.get("from") or {}
    return int(chat.get("id", 0))


class Doorway:
    """Keeps raw updates, then wakes whoever applies them."""

    def __init__(self, database: Database, wake: Callable[[], None]) -> None:
        self._database = database
        self._wake = wake

    async def enter(self, updates: list[dict[str, Any]]) -> None:
        """Commit the updates to the inbox (known ones are skipped), then wake the processor.

        Raises Malformed, and the driver's errors when the database is down: then nothing was acknowledged.
        """
        try:
            rows = [(int(update["update_id"]), chat_of(update), json.dumps(update)) for update in updates]
        except (KeyError, TypeError, ValueError) as error:
            raise Malformed from error
        async with self._database.transaction() as db:
            for update_id, chat_id, payload in rows:
                await inbox.receive(db, update_id, chat_id, payload, machine_now())
        self._wake()
