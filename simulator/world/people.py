"""What people do with their phones."""

import secrets
from urllib.parse import parse_qs

from simulator.errors import Impossible
from simulator.keyboards import buttons_of
from simulator.model import JSON, PRESS_LIVES, Message, Person, Press
from simulator.text import command_entities, cut, split_address, stripped
from simulator.wire import shapes
from simulator.world.sharing import Sharing
from simulator.world.views import message_view, person_view

LONGEST_TEXT = 4096  # UTF-16 units; the apps send a longer text in pieces
DEEP_LINK_HOSTS = {"t.me", "telegram.me"}


class People(Sharing):
    """Everything that a control can make a person do."""

    async def add_person(
        self,
        first_name: str,
        last_name: str = "",
        *,
        label: str | None = None,
        shown: bool = True,
        phone: str | None = None,
        id: int | None = None,
        alias: str | None = None,
    ) -> JSON:
        """Make somebody who never spoke with the bot. Raises Impossible when the id is taken or not positive."""
        person_id = self._free_id() if id is None else id
        if person_id <= 0 or person_id in self.people or person_id == self.bot["id"]:
            raise Impossible(f"{person_id} cannot be the id of somebody new")
        if not first_name.strip():
            raise Impossible("a person has a first name")
        person = Person(
            id=person_id,
            first_name=first_name,
            last_name=last_name,
            phone=phone or f"+22173{person_id % 10_000_000:07}",
            label=label,
            shown=shown,
        )
        self.people[person_id] = person
        if alias is not None:
            self.aliases[alias.removeprefix("@")] = person_id
        self.touch(person)
        return person_view(self, person)

    def _free_id(self) -> int:
        while True:
            found = 100_000_000 + secrets.randbelow(900_000_000)
            if found not in self.people:
                return found

    async def remove_person(self, person_id: int) -> JSON:
        """Forget somebody, with everything that was said."""
        del self.people[self.person(person_id).id]
        for group in self.groups.values():
            group.members = [member for member in group.members if member != person_id]
            group.administrators = [member for member in group.administrators if member != person_id]
        self.touch_all()
        return {}

    async def type(self, person_id: int, text: str, reply_to: int | None = None) -> JSON:
        """Send a text; one longer than 4096 UTF-16 units goes in several messages, as the apps do."""
        person = self.able(person_id)
        if reply_to is not None:
            self.seen_message(person, reply_to)
        bare = text.strip()
        if not bare:
            raise Impossible("an empty text cannot be sent")
        pieces = [stripped(piece, command_entities(piece)) for piece in cut(bare, LONGEST_TEXT)]
        sent = [self.say(person, words, entities, reply_to=reply_to) for words, entities in pieces]
        return {"messages": [message_view(message) for message in sent]}

    async def start(self, person_id: int) -> JSON:
        """Tap « Démarrer »."""
        return await self.type(person_id, "/start")

    async def open(self, person_id: int, payload: str) -> JSON:
        """Open the deep link `https://t.me/<bot>?start=<payload>` and tap « Démarrer »."""
        return await self.type(person_id, f"/start {payload}")

    async def press(self, person_id: int, text: str, message_id: int | None = None) -> JSON:
        """Press the newest visible button with this text, inline or of the proposed keyboard."""
        person = self.able(person_id)
        found = _inline_button(person, text, message_id)
        if found is not None:
            return await self._press_inline(person, *found)
        key = _labelled(person.keyboard, text) if message_id is None else None
        if key is None:
            raise Impossible(f"{person.first_name} sees no button {text!r}", buttons=visible_buttons(person))
        if person.keyboard and person.keyboard.get("one_time_keyboard"):
            person.keyboard = None
        return await (self.contact(person_id) if key.get("request_contact") else self.type(person_id, text))

    async def _press_inline(self, person: Person, message: Message, button: JSON) -> JSON:
        if "callback_data" in button:
            return await self.callback(person.id, button["callback_data"], message.id)
        payload = self._deep_link(button["url"])
        if payload is None:
            return {"url": button["url"]}
        return await self.open(person.id, payload) if payload else await self.start(person.id)

    def _deep_link(self, url: str) -> str | None:
        parts, name = split_address(url), self.bot["username"].lower()
        if parts is None or parts.hostname not in DEEP_LINK_HOSTS or parts.path.strip("/").lower() != name:
            return None
        return parse_qs(parts.query).get("start", [""])[0]

    async def callback(self, person_id: int, data: str, message_id: int | None = None) -> JSON:
        """Press a button with any data, as a changed app could, on a message of the bot (the newest by default)."""
        person = self.able(person_id)
        message = person.messages.get(message_id) if message_id is not None else _newest_of_bot(person)
        if message is None or message.deleted or not message.from_bot:
            raise Impossible("no such message of the bot", message_id=message_id)
        press = Press(str(secrets.randbits(62)), person, message, self.clock.machine())
        self._keep(press)
        person.unread = 0
        self.touch(person)
        self.emit("callback_query", f"user {person.id}", shapes.callback_query(press, data, self.bot))
        return {"callback_query_id": press.id, "message_id": message.id}

    def _keep(self, press: Press) -> None:
        """Remember a press, and no longer those that are too old to be answered."""
        while self.presses:
            oldest = next(iter(self.presses.values()))
            if press.machine_at - oldest.machine_at <= PRESS_LIVES:
                break
            del self.presses[oldest.id]
        self.presses[press.id] = press

    async def block(self, person_id: int) -> JSON:
        """Block the bot: it is told, and can write no more."""
        person = self.able(person_id)
        if not person.started:
            raise Impossible(f"{person.first_name} never started the bot")
        person.blocked = True
        self.touch(person)
        self.emit_membership(person, shapes.user(person), "member", "kicked")
        return person_view(self, person)

    async def unblock(self, person_id: int) -> JSON:
        """Let the bot write again: it is told."""
        person = self.person(person_id)
        if not person.blocked:
            raise Impossible(f"{person.first_name} does not block the bot")
        person.blocked = False
        self.touch(person)
        self.emit_membership(person, shapes.user(person), "kicked", "member")
        return person_view(self, person)

    async def deactivate(self, person_id: int) -> JSON:
        """Close the account for good; the bot is not told."""
        person = self.person(person_id)
        person.deactivated = True
        self.touch(person)
        return person_view(self, person)

    async def read(self, person_id: int) -> JSON:
        """Mark every message as read."""
        person = self.person(person_id)
        if person.unread:
            person.unread = 0
            self.touch(person)
        return {}

    async def show(self, person_id: int, shown: bool, label: str | None = None) -> JSON:
        """Draw this phone on the page or not; `label` is the title over it (kept when not given)."""
        person = self.person(person_id)
        person.shown, person.label = shown, person.label if label is None else label or None
        self.touch(person)
        return person_view(self, person)


def _newest_of_bot(person: Person) -> Message | None:
    return next((one for one in reversed(person.messages.values()) if one.from_bot and not one.deleted), None)


def _inline_button(person: Person, text: str, message_id: int | None) -> tuple[Message, JSON] | None:
    for message in reversed(person.messages.values()):
        if message.deleted or message.markup is None or message_id not in (None, message.id):
            continue
        button = _labelled(message.markup, text)
        if button is not None:
            return message, button
    return None


def _labelled(markup: JSON | None, text: str) -> JSON | None:
    return next((button for button in buttons_of(markup) if button["text"] == text), None)


def visible_buttons(person: Person) -> list[str]:
    """The texts of every button that this person could press, newest message first."""
    shown = [message.markup for message in reversed(person.messages.values()) if message.markup and not message.deleted]
    return [button["text"] for markup in (*shown, person.keyboard) for button in buttons_of(markup)]
