"""Scenes: named lists of actions, played one after the other."""

import asyncio

from simulator.errors import Impossible
from simulator.keyboards import buttons_of
from simulator.model import JSON, Message, Person
from simulator.signals import wait_at_most
from simulator.world.actions import OF_PERSON, run
from simulator.world.people import People
from simulator.world.troubles import Troubles

LONGEST_PAUSE = 60.0  # seconds


class Scenes(People, Troubles):
    """The scenes of the page, and the waiting that they need."""

    _stage: asyncio.Lock | None = None

    async def set_scenes(self, scenes: list[JSON]) -> list[JSON]:
        """Replace the scenes; each is {"name", "actions": [{"do", ...}]}."""
        for scene in scenes:
            if set(scene) != {"name", "actions"} or not isinstance(scene["actions"], list):
                raise Impossible("a scene has a name and actions")
            _check_words(scene["name"], scene["actions"])
        self.scenes = {str(scene["name"]): scene["actions"] for scene in scenes}
        self.touch_all()
        return [{"name": name} for name in self.scenes]

    async def play(self, name: str) -> JSON:
        """Play a scene, after those already playing. Raises Impossible, with the index of the action that failed."""
        if name not in self.scenes:
            raise Impossible(f"no scene is called {name!r}", scenes=list(self.scenes))
        actions = self.scenes[name]
        self._stage = self._stage or asyncio.Lock()
        async with self._stage:
            for index, action in enumerate(actions):
                await self._play_one(index, action)
        return {"played": len(actions)}

    async def _play_one(self, index: int, action: JSON) -> None:
        try:
            await self.perform(action)
        except Impossible as failure:
            raise Impossible(failure.reason, action=index, **failure.facts) from None

    async def perform(self, action: JSON) -> JSON:
        """Do one action of a scene; `person` is an id or "@alias"."""
        arguments = {name: value for name, value in action.items() if name != "do"}
        word = str(action.get("do"))
        if word == "person":
            return dict(await run(Scenes.add_person, self, **arguments))
        if word == "clock":
            return dict(await run(Scenes.move_clock, self, **arguments))
        if word == "pause":
            return dict(await run(Scenes.pause, self, **arguments))
        person_id = self.resolve(arguments.pop("person", None))
        doing = Scenes.wait_for if word == "wait_for" else OF_PERSON.get(word)
        if doing is None:
            raise Impossible(f"nobody knows how to {word}")
        return dict(await run(doing, self, person_id, **arguments))

    def resolve(self, who: object) -> int:
        """The id that an id or an "@alias" stands for. Raises Impossible when it stands for nobody."""
        if isinstance(who, int):
            return self.person(who).id
        alias = str(who).removeprefix("@")
        if alias not in self.aliases:
            raise Impossible(f"nobody is called {who!r}")
        return self.person(self.aliases[alias]).id

    async def pause(self, seconds: float) -> JSON:
        """Do nothing for at most a minute."""
        await asyncio.sleep(min(max(seconds, 0), LONGEST_PAUSE))
        return {}

    async def wait_for(
        self, person_id: int, text: str | None = None, button: str | None = None, seconds: float = 10
    ) -> JSON:
        """Wait until this person sees a message of the bot with this text in it, or a button with this label."""
        deadline = asyncio.get_running_loop().time() + seconds
        while True:
            ticket = self.changed.ticket()
            found = _seen(self.person(person_id), text, button)
            if found is not None:
                return {"message_id": found.id}
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0 or self.closing:
                raise Impossible(f"{text or button!r} was not seen within {seconds:g} s")
            await wait_at_most(ticket, left)


WORDS = {*OF_PERSON, "person", "clock", "pause", "wait_for"}


def _check_words(scene: object, actions: list[JSON]) -> None:
    for index, action in enumerate(actions):
        if not isinstance(action, dict) or action.get("do") not in WORDS:
            raise Impossible(f"the scene {scene!r} has an action that nobody knows", action=index)


def _seen(person: Person, text: str | None, button: str | None) -> Message | None:
    visible = (one for one in reversed(person.messages.values()) if one.from_bot and not one.deleted)
    for message in visible:
        if (text is None or text in message.text) and (button is None or _offers(message, button)):
            return message
    return None


def _offers(message: Message, label: str) -> bool:
    return any(button["text"] == label for button in buttons_of(message.markup))
