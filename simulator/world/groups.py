"""What happens in groups. The bot sees every message there, as an administrator of the group would."""

import random

from simulator.errors import Impossible
from simulator.model import JSON, Group, Person
from simulator.text import command_entities, stripped
from simulator.wire import shapes
from simulator.world.state import State
from simulator.world.views import group_view, message_view


class Groups(State):
    """Everything that a control can make happen in a group."""

    async def add_group(self, title: str, members: list[int]) -> JSON:
        """Make a group of these people, without the bot."""
        group = Group(id=self._free_group_id(), title=title, members=[self.person(member).id for member in members])
        self.groups[group.id] = group
        self.touch(group)
        return group_view(group)

    def _free_group_id(self) -> int:
        while True:
            found = -random.randint(100_000_000, 999_999_999)
            if found not in self.groups:
                return found

    async def type_in_group(self, group_id: int, person: int, text: str) -> JSON:
        """Let a member write in the group."""
        group, author = self._member(group_id, person)
        if not text.strip():
            raise Impossible("an empty text cannot be sent")
        bare, entities = stripped(text, command_entities(text))
        message = self.add_message(group, author, text=bare, entities=entities)
        if group.presence == "member":
            self.emit_message(message)
        return message_view(message)

    async def add_bot(self, group_id: int, person: int | None = None) -> JSON:
        """Let a member (the first by default) bring the bot into the group."""
        return self._move_bot(group_id, person, "member")

    async def kick_bot(self, group_id: int, person: int | None = None) -> JSON:
        """Let a member (the first by default) put the bot out of the group."""
        if self.group(group_id).presence != "member":
            raise Impossible("the bot is not in this group")
        return self._move_bot(group_id, person, "kicked")

    def _move_bot(self, group_id: int, person: int | None, after: str) -> JSON:
        members = self.group(group_id).members
        if person is None and not members:
            raise Impossible("nobody is in this group")
        group, author = self._member(group_id, members[0] if person is None else person)
        before, group.presence = group.presence, "member" if after == "member" else "kicked"
        self.touch(group)
        self.emit_membership(group, shapes.user(author), before, after)
        return group_view(group)

    def _member(self, group_id: int, person_id: int) -> tuple[Group, Person]:
        group, person = self.group(group_id), self.person(person_id)
        if person_id not in group.members:
            raise Impossible(f"{person.first_name} is not in the group {group.title!r}")
        return group, person
