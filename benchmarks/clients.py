"""One client of the Bot API, measured alone: `python -m benchmarks.clients NAME URL SHAPE IN_FLIGHT MESSAGES`.

Prints the processor time of a message (ms, every thread counted) and the messages a second. Imports wait until the name
is known: what another client needs must not be in the measured process.
"""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from benchmarks.answers import BUTTONS, LINE, PAGE, TOKEN, keyboard

CHAT = 730_000_000
Send = Callable[[], Awaitable[object]]
Client = AbstractAsyncContextManager[Send]
POOL = 256


@asynccontextmanager
async def library(url: str, shape: str, *, ours: bool, raw: bool = False) -> AsyncIterator[Send]:
    """python-telegram-bot's `Bot`, on its own transport or on ours; `raw` makes no result object."""
    from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
    from telegram.request import BaseRequest, HTTPXRequest

    from bot.transport import Transport

    request: BaseRequest = Transport(POOL) if ours else HTTPXRequest(POOL)
    markup = InlineKeyboardMarkup([[InlineKeyboardButton(text, callback_data=data)] for text, data in BUTTONS])

    async def line() -> object:
        return await bot.send_message(CHAT, LINE)

    async def page() -> object:
        return await bot.send_message(CHAT, PAGE, parse_mode="HTML", reply_markup=markup)

    async def bare() -> object:
        extra = {} if shape == "line" else {"parse_mode": "HTML", "reply_markup": keyboard()}
        text = LINE if shape == "line" else PAGE
        return await bot.do_api_request("sendMessage", api_kwargs={"chat_id": CHAT, "text": text, **extra})

    async with Bot(TOKEN, base_url=f"{url}/bot", request=request) as bot:
        yield bare if raw else (line if shape == "line" else page)


@asynccontextmanager
async def aiogram(url: str, shape: str) -> AsyncIterator[Send]:
    """aiogram's `Bot` on its own session."""
    import ssl

    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

    session = AiohttpSession(api=TelegramAPIServer.from_base(url), limit=POOL)
    session._connector_init["ssl"] = ssl.create_default_context()  # it trusts certifi alone, not the environment
    rows = [[InlineKeyboardButton(text=text, callback_data=data)] for text, data in BUTTONS]
    markup = InlineKeyboardMarkup(inline_keyboard=rows)

    async def line() -> object:
        return await bot.send_message(CHAT, LINE)

    async def page() -> object:
        return await bot.send_message(CHAT, PAGE, parse_mode="HTML", reply_markup=markup)

    async with Bot(TOKEN, session) as bot:
        yield line if shape == "line" else page


def client(name: str, url: str, shape: str) -> tuple[Callable[[], asyncio.AbstractEventLoop] | None, Client]:
    """The loop and the client of a name."""
    from uvloop import new_event_loop

    loop = new_event_loop if name.endswith("uvloop") else None
    if name.startswith("aiogram"):
        return loop, aiogram(url, shape)
    return loop, library(url, shape, ours=name.startswith("ours"), raw="raw" in name)


async def measure(client: Client, in_flight: int, messages: int) -> dict[str, float]:
    """Send so many messages, so many at once, after a warm-up of half as many."""
    async with client as send:
        await _send_all(send, in_flight, max(messages // 2, in_flight))
        cpu, wall = time.process_time(), time.perf_counter()
        await _send_all(send, in_flight, messages)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return {"cpu_ms": cpu / messages * 1000, "per_second": messages / wall}


async def _send_all(send: Send, in_flight: int, messages: int) -> None:
    left = iter(range(messages))

    async def one_after_another() -> None:
        for _ in left:
            await send()

    await asyncio.gather(*(one_after_another() for _ in range(in_flight)))


def main(name: str, url: str, shape: str, in_flight: str, messages: str) -> None:
    loop, made = client(name, url, shape)
    with asyncio.Runner(loop_factory=loop) as runner:
        print(json.dumps(runner.run(measure(made, int(in_flight), int(messages)))))


if __name__ == "__main__":
    main(*sys.argv[1:])
