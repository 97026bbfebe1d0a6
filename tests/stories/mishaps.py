"""What may go wrong in a story: a process dies in the middle of a step, and people try again; and what must not."""

import asyncio
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any

from bot.buttons import reference
from simulator.model import JSON
from simulator.world import World
from tests.phones import Phone
from tests.stories.formation import Formation
from tests.stories.journey import ANNOUNCED, Journey, Step

AGAIN_AFTER = 25.0
"""Seconds: longer than what a dead web had applied but not shown is left to it (20 s)."""
SOME_CALLS = (1, 2, 3, 5, 8, 13)


class Patient(Phone):
    """Somebody who does what they did once more, when nothing comes of it for long."""

    patience = 60.0
    _last: Callable[[], Coroutine[Any, Any, object]] | None = None

    async def presses(self, label: str) -> None:
        await super().presses(label)
        self._last = lambda: self._presses_if_it_is_there(label)

    async def types(self, text: str) -> None:
        """A command can be repeated; an answer cannot, it might be taken for that to the next question."""
        await super().types(text)
        self._last = (lambda: self.world.type(self.id, text)) if text.startswith("/") else None

    async def opens(self, payload: str) -> None:
        await super().opens(payload)
        self._last = lambda: self.world.open(self.id, payload)

    async def sends(self, name: str, content: bytes) -> None:
        await super().sends(name, content)
        self._last = lambda: self.world.send_file(self.id, name, content)

    async def _presses_if_it_is_there(self, label: str) -> None:
        try:
            text, message_id = self._button(label)
        except AssertionError:
            return
        await self.world.press(self.id, text, message_id)

    async def _until(self, found: Callable[[], object], what: str, within: float | None) -> None:
        try:
            await super()._until(found, what, AGAIN_AFTER)
        except AssertionError:
            if self._last is not None:
                await self._last()
            await super()._until(found, what, within)


class Fate:
    """Kills one process in the middle of each step: which one and when is drawn from the seed."""

    def __init__(self, seed: int, formation: Formation) -> None:
        self._random = random.Random(seed)
        self._formation = formation
        self.told: list[str] = []

    async def during(self, step: Step, story: Journey) -> None:
        """Take the step; when the bot has made some calls of it, or at the latest when it is done, a process dies."""
        victim = self._random.choice(self._formation.commands)
        calls = self._random.choice(SOME_CALLS)
        self.told.append(f"{step.__name__}: {victim} after {calls} calls")
        done = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._strike(story.world, victim, calls, done))
            try:
                await step(story)
            finally:
                done.set()

    async def _strike(self, world: World, victim: str, calls: int, done: asyncio.Event) -> None:
        begun = number_of_calls(world)
        while number_of_calls(world) < begun + calls and not done.is_set():  # noqa: ASYNC110  seen from outside
            await asyncio.sleep(0.002)
        await self._formation.lose(victim)


def number_of_calls(world: World) -> int:
    """How many calls the bot has made."""
    newest = world.calls.since(0)[-1:]
    return int(newest[0]["n"]) if newest else 0


def last_words(world: World) -> str:
    """The last calls of the bot, and what it was not given yet: for whoever reads why a story failed."""
    calls = [
        f"{one['machine_at'][11:23]} {one['method']} {one['status']} {one['parameters']}"[:300]
        for one in world.calls.since(0)[-30:]
    ]
    return "\n".join([*calls, *map(str, world.updates.pending.values())])


def heard(world: World) -> Counter[tuple[int, str]]:
    """How often each message that was owed to somebody, and not asked for, was taken by Telegram."""
    owed: Counter[tuple[int, str]] = Counter()
    for call in world.calls.since(0):
        name = _owed(call["parameters"]) if call["method"] == "sendMessage" and call["status"] == 200 else None
        if name is not None:
            owed[int(call["parameters"]["chat_id"]), name] += 1
    return owed


def _owed(parameters: JSON) -> str | None:
    """What names a message that was owed: the reference in its buttons, or the announcement's words."""
    if ANNOUNCED in str(parameters.get("text")):
        return ANNOUNCED
    markup = parameters.get("reply_markup")
    drawn = markup if isinstance(markup, str) else json.dumps(markup)
    for data in re.findall(r'"callback_data": ?"([^"]+)"', drawn):
        if (number := reference(data)) is not None:
            return str(number)
    return None


def doubts(log: str) -> int:
    """How many messages the workers said they had doubts about."""
    return sum(int(number) for number in re.findall(r"leases_ran_out\s+in_doubt=(\d+)", log))
