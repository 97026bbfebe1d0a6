"""Topics of forums, whoever opens them."""

from typing import Any

from simulator.errors import Impossible
from simulator.model import JSON, Group, Person, Topic
from simulator.wire import shapes
from simulator.world.marks import Marks


class Topics(Marks):
    """Opening, changing and removing topics."""

    async def create_topic(self, group_id: int, person: int, name: str) -> JSON:
        """Let a member open a topic; gives its ForumTopic."""
        group, author = self.group(group_id), self.person(person)
        if not group.forum or author.id not in group.members:
            raise Impossible(f"{author.first_name} can open no topic in {group.title!r}")
        return shapes.forum_topic(self.open_topic(group, author, name, 7322096, None))

    def open_topic(self, group: Group, by: Person | None, name: str, colour: int, icon: str | None) -> Topic:
        """Open a topic; nobody is the bot."""
        content: JSON = {"name": name, "icon_color": colour} | ({"icon_custom_emoji_id": icon} if icon else {})
        message = self.add_message(group, by, parts={"forum_topic_created": content})
        topic = Topic(id=message.id, name=name, icon_color=colour, icon_custom_emoji_id=icon)
        message.parts |= self.place_in(topic)
        group.topics[topic.id] = topic
        if by is not None and group.has_bot:
            self.emit_message(message)
        return topic

    def change_topic(self, group: Group, topic: Topic, by: Person | None, kind: str, changes: dict[str, Any]) -> None:
        """Rename, close or reopen a topic, and write the service message of this kind."""
        for name, value in changes.items():
            setattr(topic, name, value)
        if kind != "forum_topic_edited":
            topic.closed = kind == "forum_topic_closed"
        self.tell_service(group, by, **{kind: changes}, **self.place_in(topic))

    def remove_topic(self, group: Group, topic: Topic) -> None:
        """Remove a topic and everything in it."""
        del group.topics[topic.id]
        for message in group.messages.values():
            if message.thread == topic.id and not message.deleted:
                self.remove_message(message)

    def topic(self, group: Group, number: int) -> Topic:
        """A topic of a group. Raises Impossible when it has none with this id."""
        if number not in group.topics:
            raise Impossible(f"no topic has the id {number}", topics=list(group.topics))
        return group.topics[number]

    def place_in(self, topic: Topic) -> JSON:
        """The parts of a message in a topic."""
        return {"message_thread_id": topic.id, "is_topic_message": True}
