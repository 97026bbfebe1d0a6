"""Long polling: the offset moves on only after the updates are committed to the inbox."""

import asyncio
from typing import Any

import structlog
from telegram import Bot
from telegram.error import InvalidToken, RetryAfter, TelegramError

from bot.delivery import outcomes
from bot.receiving.arrival import ALLOWED_UPDATES, Doorway, Full

log = structlog.get_logger(__name__)

POLL_SECONDS = 25
PATIENCE = 2.0
"""Seconds before asking again after a failure."""
REFUSED_PAUSE = 30.0
"""Seconds before asking again with a token that Telegram refuses."""


async def poll(bot: Bot, doorway: Doorway) -> None:
    """For ever: fetch updates and let them in.

    A token that is refused, or Conflict (somebody else polls, or a webhook was set), passes or is put right by a
    person: it is asked again.
    """
    offset: int | None = None
    await bot.delete_webhook()
    while True:
        try:
            updates = await bot.get_updates(offset=offset, timeout=POLL_SECONDS, allowed_updates=ALLOWED_UPDATES)
        except TelegramError as error:
            log.warning("poll_failed", error=type(error).__name__)
            await asyncio.sleep(_pause(error))
            continue
        if updates:
            await _let_in(doorway, [update.to_dict() for update in updates])
            offset = updates[-1].update_id + 1


async def _let_in(doorway: Doorway, updates: list[dict[str, Any]]) -> None:
    """However long it takes: the offset waits for them. Raises what the database raises."""
    while True:
        try:
            return await doorway.enter(updates)
        except Full:
            await asyncio.sleep(PATIENCE)


def _pause(error: TelegramError) -> float:
    if isinstance(error, InvalidToken):
        return REFUSED_PAUSE
    return outcomes.seconds(error) if isinstance(error, RetryAfter) else PATIENCE
