"""People with phones in the simulator, as tests drive them: they press what is visible and look at what changed."""

import asyncio
from collections.abc import Callable
from typing import Any

from simulator.keyboards import buttons_of
from simulator.model import Message
from simulator.world import World

PATIENCE = 20.0  # seconds; enough for a process to be started again in between

Shown = tuple[str, str]


class Phone:
    """One person's phone. After each action, `sees` looks only at messages that came or changed since."""

    patience = PATIENCE

    def __init__(self, world: World, person_id: int) -> None:
        self.world = world
        self.id = person_id
        self._before: dict[int, Shown] = {}

    @classmethod
    async def new(cls, world: World, first_name: str, last_name: str = "Ndiaye", **details: Any) -> "Phone":
        """Somebody who never spoke with the bot."""
        made = await world.add_person(first_name, last_name, **details)
        return cls(world, int(made["id"]))

    async def presses(self, label: str) -> None:
        """Press the newest visible button with this label, once it is there."""
        await self.sees_button(label)
        text, message_id = self._button(label)
        self.looks_away()
        await self.world.press(self.id, text, message_id)

    async def presses_when_seen(self, label: str) -> None:
        """Wait for a button with this label, then press it."""
        await self.sees_button(label)
        await self.presses(label)

    async def types(self, text: str) -> None:
        self.looks_away()
        await self.world.type(self.id, text)

    async def opens(self, payload: str) -> None:
        """Open a deep link."""
        self.looks_away()
        await self.world.open(self.id, payload)

    async def sends(self, name: str, content: bytes) -> None:
        """Send a file."""
        self.looks_away()
        await self.world.send_file(self.id, name, content)

    async def forges(self, data: str) -> None:
        """Press a button that nobody drew."""
        self.looks_away()
        await self.world.callback(self.id, data)

    def looks_away(self) -> None:
        """Whatever is on the screen now is old."""
        self._before = {message.id: _shown(message) for message in self.messages()}

    async def sees(self, text: str, *, button: str | None = None, within: float | None = None) -> str:
        """Wait for a new or changed message with this text in it (and this button under it); gives its text."""

        def found() -> Message | None:
            fresh = [one for one in self.messages() if self._before.get(one.id) != _shown(one)]
            fits = (one for one in fresh if text in plain(one.text) and (button is None or button in labels(one)))
            return next(fits, None)

        await self._until(found, f"{text!r} with {button!r}", within)
        message = found()
        return plain(message.text) if message else ""

    async def sees_button(self, label: str, *, within: float | None = None) -> None:
        """Wait until a button with this label is visible anywhere."""
        await self._until(lambda: any(label in labels(one) for one in self.messages()), f"[{label}]", within)

    def screen(self) -> str:
        """The newest message of the bot."""
        return plain(self.messages()[-1].text) if self.messages() else ""

    def buttons(self) -> list[str]:
        """The labels under the newest message of the bot."""
        return self._labels()

    def everything(self) -> str:
        """All that the bot ever said here, buttons and answers to presses included."""
        person = self.world.person(self.id)
        said = [one for one in person.messages.values() if one.from_bot]
        toasts = [str(one["text"]) for one in self.world.toasts if one["person"] == self.id]
        return "\n".join([*(f"{plain(one.text)}\n{' '.join(labels(one))}" for one in said), *toasts])

    def count(self, text: str) -> int:
        """How many visible messages of the bot hold this text."""
        return sum(text in plain(one.text) for one in self.messages())

    def messages(self) -> list[Message]:
        """What the bot wrote and is still there."""
        person = self.world.person(self.id)
        return [one for one in person.messages.values() if one.from_bot and not one.deleted]

    def _button(self, label: str) -> tuple[str, int]:
        """The button's exact label and its message, the newest first."""
        for message in reversed(self.messages()):
            for button in buttons_of(message.markup):
                if plain(str(button["text"])) == label:
                    return str(button["text"]), message.id
        raise AssertionError(f"no button {label!r}")

    async def _until(self, found: Callable[[], object], what: str, within: float | None) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + (within or self.patience)
        while not found():
            if loop.time() > deadline:
                raise AssertionError(f"never saw {what}; the screen says:\n{self.screen()}\n{self._labels()}")
            await asyncio.sleep(0.005)

    def _labels(self) -> list[str]:
        return labels(self.messages()[-1]) if self.messages() else []


def plain(text: str) -> str:
    """Text with ordinary spaces, so that tests are easy to write."""
    return text.replace("\u00a0", " ")


def labels(message: Message) -> list[str]:
    """The labels of the buttons under a message."""
    return [plain(str(button["text"])) for button in buttons_of(message.markup)]


def _shown(message: Message) -> Shown:
    return message.text, repr(message.markup)
