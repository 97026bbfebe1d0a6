"""Our worker, measured alone: `python -m benchmarks.sender API DATABASE RATE MESSAGES WARM_UP`.

Delivers what is owed, durably, from claim to settlement. Prints the processor time of a message (ms, every thread
counted), messages a second and resident memory, after WARM_UP messages.
"""

import json
import os
import sys
import time
from typing import Any

from pydantic import SecretStr
from telegram import Bot

from benchmarks.answers import TOKEN
from benchmarks.machine import memory_mb
from bot import loop
from bot.clock import Clock
from bot.delivery.notices import renderers
from bot.delivery.pace import paced
from bot.delivery.worker import Worker
from bot.house import House
from bot.settings import NoticeSettings, Settings
from bot.transport import Transport
from db.engine import Database

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


async def measure(api: str, url: str, rate: float, messages: int, warm_up: int) -> dict[str, float]:
    built = house(api, url, rate)
    async with Bot(TOKEN, base_url=f"{api}/bot", request=Transport(POOL)) as bot:
        worker = Worker(built, bot, renderers("equipe@example.org"))
        await _deliver(worker, warm_up)
        cpu, wall = time.process_time(), time.perf_counter()
        sent = await _deliver(worker, messages)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        memory = memory_mb(os.getpid())
        await worker.leave()
    await built.database.close()
    return {"cpu_ms": cpu / sent * 1000, "per_second": sent / wall, "memory_mb": memory}


async def _deliver(worker: Worker, messages: int) -> int:
    """At least so many, unless nothing is owed any more."""
    sent = 0
    while sent < messages and (claimed := await worker.deliver()):
        sent += claimed
    await worker.settled()
    return sent


def main(api: str, url: str, rate: str, messages: str, warm_up: str) -> None:
    print(json.dumps(loop.run(measure(api, url, float(rate), int(messages), int(warm_up)))))


if __name__ == "__main__":
    main(*sys.argv[1:])
