"""Groups where somebody brings the bot in, and what it says there."""

import asyncio

from tests.handlers.bench import Bench
from tests.phones import PATIENCE, plain


async def group(bench: Bench, adder: int, *members: int) -> int:
    """A group where `adder` brings the bot in."""
    made = await bench.world.add_group("Équipe", members=[adder, *members])
    await bench.world.add_bot(made["id"], adder)
    await bench.settled()
    return int(made["id"])


def said(bench: Bench, chat_id: int) -> list[str]:
    """The calls that write to a chat."""
    calls = (call["parameters"] for call in bench.world.calls.since(0))
    return [
        " ".join(f"{name}={plain(str(value))}" for name, value in parameters.items())
        for parameters in calls
        if str(parameters.get("chat_id")) == str(chat_id)
    ]


async def all_said(bench: Bench, chat_id: int, number: int) -> list[str]:
    """The same, once there are so many."""
    async with asyncio.timeout(PATIENCE):
        while len(lines := said(bench, chat_id)) < number:  # noqa: ASYNC110 - of the simulator, seen from outside
            await asyncio.sleep(0.02)
    return lines
