"""Our worker, measured alone: `python -m benchmarks.sender API DATABASE RATE MESSAGES WARM_UP [REPLIES A_SECOND]`.

Delivers what is owed, durably, from claim to settlement. Prints the processor time of a message (ms, every thread
counted), messages a second and resident memory, after WARM_UP messages; with replies, how long each waited (ms).
"""

import asyncio
import json
import os
import random
import sys
import time
from typing import Any

from markupsafe import Markup
from pydantic import SecretStr
from sqlalchemy import exists, select
from telegram import Bot

from benchmarks.answers import TOKEN
from benchmarks.clients import CHAT
from benchmarks.machine import memory_mb
from bot import loop
from bot.clock import Clock
from bot.delivery import sending
from bot.delivery.notices import renderers
from bot.delivery.pace import paced, until
from bot.delivery.worker import Worker
from bot.house import House
from bot.settings import NoticeSettings, Settings
from bot.transport import Transport
from bot.views.page import Page
from db.engine import Database
from db.models import OutboxMessage, OutboxState

POOL = 256


def house(api: str, url: str, rate: float) -> House:
    """What the worker reaches: the database and the clock, no conversation."""
    settings = Settings(
        _env_file=None,
        telegram_token=SecretStr(TOKEN),
        telegram_api_url=api,
        database_url=url,
        secret_key=SecretStr("invented"),
        notice=NoticeSettings(),
    )
    database = Database(url)
    return House(settings, database, Clock(), "invented", "", {}, _nobody, _nobody, pace=paced(database, rate))


async def _nobody(*_: Any) -> Any:
    raise AssertionError("delivery asks for no page of the conversation")


async def measure(
    api: str, url: str, rate: float, messages: int, warm_up: int, replies: int = 0, a_second: float = 1.0
) -> dict[str, Any]:
    """Deliver, and answer somebody meanwhile."""
    built = house(api, url, rate)
    async with Bot(TOKEN, base_url=f"{api}/bot", request=Transport(POOL)) as bot:
        worker = Worker(built, bot, renderers("equipe@example.org", "a secret of the benchmark"))
        await _deliver(worker, built.database, warm_up)
        cpu, wall = time.process_time(), time.perf_counter()
        answering = asyncio.create_task(_answer(built, bot, replies, a_second))
        sent = await _deliver(worker, built.database, messages)
        waits = await answering
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        memory = memory_mb(os.getpid())
        await worker.leave()
    await built.database.close()
    return {"cpu_ms": cpu / max(sent, 1) * 1000, "per_second": sent / wall, "memory_mb": memory, "waits": waits}


async def _answer(house: House, bot: Bot, replies: int, a_second: float) -> list[float]:
    """So many answers, at moments that nobody planned; how long each waited for its slot, in ms."""
    chance = random.Random(9)
    waits = list[float]()
    for _ in range(replies):
        await asyncio.sleep(chance.expovariate(a_second))
        begun = time.perf_counter()
        await until(await house.pace.reserve())
        waits.append(1000 * (time.perf_counter() - begun))
        await sending.patiently(lambda: sending.send(bot, CHAT, Page(Markup("Bonjour"))))
    return waits


async def _deliver(worker: Worker, database: Database, messages: int) -> int:
    """At least so many, unless nothing is owed any more: what another worker has claimed may come back."""
    sent = 0
    while sent < messages:
        claimed = await worker.deliver()
        sent += claimed
        if not claimed:
            await worker.settled()
            if not await _owed(database):
                break
            await asyncio.sleep(0.1)
    await worker.settled()
    return sent


async def _owed(database: Database) -> bool:
    unsent = OutboxMessage.state.in_((OutboxState.PENDING, OutboxState.CLAIMED))
    async with database.transaction() as db:
        return bool(await db.scalar(select(exists().where(unsent))))


def main(api: str, url: str, rate: str, messages: str, warm_up: str, replies: str = "0", a_second: str = "1") -> None:
    work = measure(api, url, float(rate), int(messages), int(warm_up), int(replies), float(a_second))
    print(json.dumps(loop.run(work)))


if __name__ == "__main__":
    main(*sys.argv[1:])
