"""A worker in a process of its own, which kills itself without warning at one point of a delivery."""

import os
import signal
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from bot import loop
from bot.clock import Clock
from bot.delivery import notices, settling
from bot.delivery import worker as delivery
from bot.delivery.pace import paced
from bot.delivery.worker import Worker
from bot.house import House
from bot.settings import NoticeSettings, Settings
from db.engine import Database
from db.queries import in_hand, restart
from db.queries.outbox import Claimed
from tests.delivery.stage import library

POINTS = {"before the claim": "deliver", "claimed": "_mark", "before HTTP": "_launch", "before the commit": "write"}
"""The four points of a send, each by what begins there, of the worker or of its settling."""
RATE = 400.0
LEASE = 3.0
TOGETHER = 3
"""Messages that are marked together: as many as with the pace of Telegram."""
HELD = 60
"""Messages that one holds: each dies long before everything is sent."""


@dataclass(frozen=True)
class Fate:
    """Dies the `after`th time that it comes to `point`; without one it lives on.

    `marks`: whether it says that it is sending before it does (the negative control does not).
    """

    api: str
    token: str
    database: str
    point: str | None = None
    after: int = 1
    marks: bool = True


def live(fate: Fate) -> None:
    """The process: a worker until it dies."""
    loop.run(_live(fate))


async def _live(fate: Fate) -> None:
    settings = Settings(_env_file=None, telegram_token=fate.token, secret_key="invented", notice=NoticeSettings())
    database = Database(fate.database)
    house = House(settings, database, Clock(), "invented", "", {}, _nobody, _nobody, pace=paced(database, RATE))
    if database.is_sqlite:
        async with database.transaction() as db:
            await restart.strand_all(db)
    vars(delivery).update(together=lambda _pace: TOGETHER, MOST=HELD)
    if not fate.marks:
        vars(in_hand)["begin_sending"] = _unmarked
    async with library(fate.api, fate.token) as bot:
        worker = Worker(house, bot, notices.renderers("equipe@example.org", "a secret"), lease=LEASE)
        if fate.point:
            where, method = (settling if fate.point == "before the commit" else worker), POINTS[fate.point]
            setattr(where, method, _dying(getattr(where, method), fate.after))
        await worker.run()


def _dying(method: Callable[..., Coroutine[Any, Any, Any]], after: int) -> Callable[..., Coroutine[Any, Any, Any]]:
    left = after

    async def wrapped(*arguments: Any) -> Any:
        nonlocal left
        left -= 1
        if left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return await method(*arguments)

    return wrapped


async def _unmarked(_db: object, rows: Sequence[Claimed], **_: object) -> set[int]:
    return {row.id for row in rows}


async def _nobody(*_: object) -> Any:
    raise AssertionError("delivery asks for no page of the conversation")
