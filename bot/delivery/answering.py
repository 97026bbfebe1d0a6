"""A new message for somebody who waits: it takes the next slot of the budget, before anything that is owed."""

import time
from collections.abc import Awaitable, Callable

from telegram.error import TelegramError

from bot.delivery.outcomes import TooFast, outcome
from bot.delivery.pace import LATE, distance, until
from bot.delivery.sending import patiently
from bot.delivery.settling import slow_down
from bot.house import House


async def anew(house: House, chat_id: int, send: Callable[[], Awaitable[int]]) -> int:
    """Send in its slot, tried again as `patiently` does.

    When Telegram asks to wait, what is owed waits as well, unless this chat was answered just before: who taps fast, or
    means harm, is asked to wait for their own sake, and must not hold up everybody.
    """

    async def in_its_slot() -> int:
        crowded = house.chats.answered(chat_id)
        await until(instant := await house.pace.reserve())
        if (late := time.monotonic() - instant) > LATE:
            await house.pace.late(distance(house.pace, late))
        try:
            return await send()
        except TelegramError as error:
            if isinstance(told := outcome(error), TooFast) and not crowded:
                async with house.database.transaction() as db:
                    await slow_down(db, told.seconds)
            raise

    return await patiently(in_its_slot)
