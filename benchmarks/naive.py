"""Peers against a limit: `python -m benchmarks.naive NAME API MESSAGES`. Each message goes to a chat of its own.

`AIORateLimiter`: the stock library with its rate limiter, all at once, as its examples do. `sleep`: one after another,
with a thirtieth of a second between two. Both try again after a refusal.
"""

import asyncio
import sys

from telegram import Bot
from telegram.error import RetryAfter
from telegram.ext import AIORateLimiter, ApplicationBuilder

from benchmarks.answers import LINE, TOKEN
from bot.delivery import outcomes

FIRST = 740_000_000
TRIES = 20


async def limited(api: str, messages: int) -> None:
    """`max_retries` as high as it needs: what is refused is not lost."""
    builder = ApplicationBuilder().token(TOKEN).base_url(f"{api}/bot").concurrent_updates(True)
    application = (
        builder.rate_limiter(AIORateLimiter(max_retries=TRIES)).connection_pool_size(256).updater(None).build()
    )
    async with application:
        await asyncio.gather(*(application.bot.send_message(FIRST + n, LINE) for n in range(messages)))


async def sleeping(api: str, messages: int) -> None:
    application = ApplicationBuilder().token(TOKEN).base_url(f"{api}/bot").updater(None).build()
    async with application:
        for number in range(messages):
            await _send(application.bot, FIRST + number)
            await asyncio.sleep(1 / 30)


async def _send(bot: Bot, chat: int) -> None:
    for _ in range(TRIES):
        try:
            await bot.send_message(chat, LINE)
            return
        except RetryAfter as error:
            await asyncio.sleep(outcomes.seconds(error))


def main(name: str, api: str, messages: str) -> None:
    work = {"AIORateLimiter": limited, "sleep": sleeping}[name]
    asyncio.run(work(api, int(messages)))


if __name__ == "__main__":
    main(*sys.argv[1:])
