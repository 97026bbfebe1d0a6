"""What happens in groups. The bot sees every message there, as an administrator of the group would."""

import random

from simulator.errors import Impossible
from simulator.model import JSON, Group, Person
from simulator.text import command_entities, stripped
from simulator.wire import shapes
from simulator.world.topics import Topics
from simulator.world.views import group_view, message_view


class Groups(Topics):
    """Everything that a control can make happen in a group."""

    async def add_group(self, title: str, members: list[int], *, supergroup: bool = False, forum: bool = False) -> JSON:
        """Make a group of these people, without the bot; the first owns it. A forum is a supergroup."""
        known = [self.person(member).id for member in members]
        group_id = self._free_group_id(supergroup=supergroup or forum)
        group = Group(id=group_id, title=title, members=known, supergroup=supergroup or forum, forum=forum)
        self.groups[group.id] = group
        self.touch(group)
        return group_view(group)

    def _free_group_id(self, *, supergroup: bool) -> int:
        while True:
            found = -random.randint(100_000_000, 999_999_999) - (10**12 if supergroup else 0)
            if found not in self.groups:
                return found

    async def type_in_group(
        self, group_id: int, person: int, text: str, topic: int | None = None, reply_to: int | None = None
    ) -> JSON:
        """Let a member write in the group, or in a topic of it."""
        group, author = self._member(group_id, person)
        if not text.strip():
            raise Impossible("an empty text cannot be sent")
        if reply_to is not None and reply_to not in group.messages:
            raise Impossible("no such message to reply to", message_id=reply_to)
        parts = {} if topic is None else self.place_in(self.topic(group, topic))
        bare, entities = stripped(text, command_entities(text))
        message = self.add_message(group, author, text=bare, entities=entities, parts=parts, reply_to=reply_to)
        if group.has_bot:
            self.emit_message(message)
        return message_view(message)

    async def add_bot(self, group_id: int, person: int | None = None) -> JSON:
        """Let a member (the first by default) bring the bot into the group."""
        return self._move_bot(group_id, person, "member")

    async def promote_bot(self, group_id: int, person: int | None = None) -> JSON:
        """Let a member (the first by default) make the bot an administrator, with every right it can have."""
        return self._move_bot(group_id, person, "administrator")

    async def kick_bot(self, group_id: int, person: int | None = None) -> JSON:
        """Let a member (the first by default) put the bot out of the group."""
        if not self.group(group_id).has_bot:
            raise Impossible("the bot is not in this group")
        return self._move_bot(group_id, person, "kicked")

    def _move_bot(self, group_id: int, person: int | None, after: str) -> JSON:
        members = self.group(group_id).members
        if person is None and not members:
            raise Impossible("nobody is in this group")
        group, author = self._member(group_id, members[0] if person is None else person)
        before = group.presence
        group.presence = "administrator" if after == "administrator" else "member" if after == "member" else "kicked"
        self.touch(group)
        self.emit_membership(group, shapes.user(author), before, after)
        return group_view(group)

    async def join(self, group_id: int, person: int) -> JSON:
        """Let somebody come into the group."""
        group, newcomer = self._present(group_id), self.person(person)
        if newcomer.id in group.members:
            raise Impossible(f"{newcomer.first_name} is in the group {group.title!r} already")
        group.members.append(newcomer.id)
        user = shapes.user(newcomer)
        self.tell_service(group, newcomer, new_chat_members=[user])
        self._tell_change(group, user, user, "left", "member")
        return group_view(group)

    async def leave(self, group_id: int, person: int) -> JSON:
        """Let a member go out of the group."""
        group, member = self._member(group_id, person)
        group.members.remove(member.id)
        group.administrators = [one for one in group.administrators if one != member.id]
        user = shapes.user(member)
        self.tell_service(group, member, left_chat_member=user)
        self._tell_change(group, user, user, "member", "left")
        return group_view(group)

    async def promote(self, group_id: int, person: int) -> JSON:
        """Let the owner make a member an administrator."""
        group, member = self._member(group_id, person)
        if member.id == group.members[0] or member.id in group.administrators:
            raise Impossible(f"{member.first_name} is an administrator already")
        group.administrators.append(member.id)
        owner = shapes.user(self.person(group.members[0]))
        self._tell_change(group, owner, shapes.user(member), "member", "administrator")
        return group_view(group)

    def _tell_change(self, group: Group, by: JSON, who: JSON, before: str, after: str) -> None:
        """Telegram tells of other members only to a bot that is an administrator."""
        self.touch(group)
        if group.presence == "administrator":
            self.emit_membership(group, by, before, after, who)

    async def migrate(self, group_id: int) -> JSON:
        """Make a supergroup of the group: it gets a new id, and the old one answers with the new one."""
        group = self._present(group_id)
        if group.supergroup:
            raise Impossible(f"{group.title!r} is a supergroup already")
        if not group.members:
            raise Impossible("nobody is in this group")
        successor = Group(
            id=self._free_group_id(supergroup=True),
            title=group.title,
            members=list(group.members),
            administrators=list(group.administrators),
            presence=group.presence,
            supergroup=True,
        )
        self.groups[successor.id] = successor
        owner = self.person(group.members[0])
        self.tell_service(group, owner, migrate_to_chat_id=successor.id)
        group.migrated_to = successor.id
        self.touch(group)
        self.tell_service(successor, owner, migrate_from_chat_id=group.id)
        return group_view(successor)

    def _present(self, group_id: int) -> Group:
        group = self.group(group_id)
        if group.migrated_to is not None:
            raise Impossible(f"{group.title!r} is the supergroup {group.migrated_to} now")
        return group

    def _member(self, group_id: int, person_id: int) -> tuple[Group, Person]:
        group, person = self._present(group_id), self.person(person_id)
        if person_id not in group.members:
            raise Impossible(f"{person.first_name} is not in the group {group.title!r}")
        return group, person
