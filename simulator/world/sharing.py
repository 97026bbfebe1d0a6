"""What people send besides texts, and what they do with messages."""

import mimetypes
from typing import Any

from simulator import pictures
from simulator.errors import Impossible
from simulator.model import JSON, FileKind, Message, Person
from simulator.reactions import EMOJI
from simulator.text import command_entities, stripped
from simulator.wire import shapes
from simulator.world.marks import Marks
from simulator.world.views import message_view


class Sharing(Marks):
    """Files, places, contacts, reactions, second thoughts."""

    async def send_file(
        self,
        person_id: int,
        name: str,
        content: bytes,
        *,
        mime: str | None = None,
        caption: str = "",
        kind: FileKind = "document",
    ) -> JSON:
        """Send a file as this kind; its type is guessed from its name when it is not given."""
        person = self.able(person_id)
        guessed = mime or mimetypes.guess_type(name)[0] or "application/octet-stream"
        file = self.store_file(name, guessed, content, kind, _facts(kind, content))
        text, entities = stripped(caption, command_entities(caption))
        return {"messages": [message_view(self.say(person, text, entities, media=file))]}

    async def location(
        self, person_id: int, latitude: float, longitude: float, title: str = "", address: str = ""
    ) -> JSON:
        """Send a place; with a title, it is a venue."""
        if abs(latitude) > 90 or abs(longitude) > 180:
            raise Impossible("there is no such place")
        place: JSON = {"latitude": latitude, "longitude": longitude}
        venue = {"venue": {"location": place, "title": title, "address": address}} if title else {}
        parts = venue | {"location": place}
        return {"messages": [message_view(self.say(self.able(person_id), "", [], parts=parts))]}

    async def contact(
        self,
        person_id: int,
        phone_number: str | None = None,
        user_id: int | None = None,
        first_name: str | None = None,
    ) -> JSON:
        """Share a contact: one's own by default; `user_id` 0 is a contact without an account."""
        person = self.able(person_id)
        card: JSON = {"phone_number": phone_number or person.phone, "first_name": first_name or person.first_name}
        if first_name is None and person.last_name:
            card["last_name"] = person.last_name
        if user_id != 0:
            card["user_id"] = user_id or person.id
        return {"messages": [message_view(self.say(person, "", [], parts={"contact": card}))]}

    async def sticker(self, person_id: int) -> JSON:
        """Send a sticker."""
        parts = {"sticker": shapes.sticker(f"sticker-{self.last_message + 1}")}
        return {"messages": [message_view(self.say(self.able(person_id), "", [], parts=parts))]}

    async def edit(self, person_id: int, message_id: int, text: str) -> JSON:
        """Change a text that this person wrote: the bot receives `edited_message`."""
        person = self.able(person_id)
        message = self.seen_message(person, message_id)
        bare, entities = stripped(text, command_entities(text))
        if message.from_bot or not bare or not message.text:
            raise Impossible("only one's own text can be changed, into another text", message_id=message_id)
        message.text, message.entities = bare, entities
        self.change(message)
        self.emit_message(message, "edited_message")
        return message_view(message)

    async def react(self, person_id: int, message_id: int, emoji: str | None = None) -> JSON:
        """React to a message with an emoji; with none, take the reaction back. The bot is told if it asked to be."""
        person = self.able(person_id)
        message = self.seen_message(person, message_id)
        if emoji is not None and emoji not in EMOJI:
            raise Impossible("this emoji is no reaction")
        after = [{"type": "emoji", "emoji": emoji}] if emoji else []
        before = self.react_as(message, str(person.id), after)
        at = int(self.clock.now().timestamp())
        self.emit("message_reaction", f"chat {person.id}", shapes.reaction(message, person, before, after, at))
        return message_view(message)

    def seen_message(self, person: Person, message_id: int) -> Message:
        """A message of this chat. Raises Impossible when it is not there."""
        message = person.messages.get(message_id)
        if message is None or message.deleted:
            raise Impossible("no such message", message_id=message_id)
        return message

    def able(self, person_id: int) -> Person:
        """Somebody who can do something with the bot. Raises Impossible for who closed the account, or blocks it."""
        person = self.person(person_id)
        if person.deactivated:
            raise Impossible(f"the account of {person.first_name} is closed")
        if person.blocked:
            raise Impossible(f"{person.first_name} blocks the bot; unblock first")
        return person

    def say(self, person: Person, text: str, entities: list[JSON], **content: Any) -> Message:
        """Write a message of this person, and tell the bot."""
        person.started = True
        message = self.add_message(person, person, text=text, entities=entities, **content)
        self.emit_message(message)
        return message


def _facts(kind: FileKind, content: bytes) -> JSON:
    if kind == "photo":
        found = pictures.size(content)
        if found is None:
            raise Impossible("the photo is no PNG, JPEG, GIF or WebP")
        return {"width": found[0], "height": found[1]}
    if kind in ("video", "animation"):
        return {"width": 640, "height": 360, "duration": 1}
    return {} if kind == "document" else {"duration": 1}
