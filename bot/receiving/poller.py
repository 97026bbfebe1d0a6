"""Long polling: the offset moves on only after the updates are committed to the inbox."""

import asyncio

import structlog
from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.delivery import outcomes
from bot.receiving.arrival import ALLOWED_UPDATES, Doorway

log = structlog.get_logger(__name__)

POLL_SECONDS = 25
PATIENCE = 2.0
"""Seconds before asking again after a failure."""


async def poll(bot: Bot, doorway: Doorway) -> None:
    """For ever: fetch updates and let them in. A wrong token ends it with InvalidToken."""
    offset: int | None = None
    await bot.delete_webhook()
    while True:
        try:
            updates = await bot.get_updates(offset=offset, timeout=POLL_SECONDS, allowed_updates=ALLOWED_UPDATES)
        except (InvalidToken, Conflict):
            raise
        except TelegramError as error:
            log.warning("poll_failed", error=type(error).__name__)
            await asyncio.sleep(_pause(error))
            continue
        if updates:
            await doorway.enter([update.to_dict() for update in updates])
            offset = updates[-1].update_id + 1


def _pause(error: TelegramError) -> float:
    return outcomes.seconds(error) if isinstance(error, RetryAfter) else PATIENCE
