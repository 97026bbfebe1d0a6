"""Marks on messages, whoever makes them: pins and reactions."""

from simulator.model import JSON, Chat, Group, Message, Person
from simulator.wire import shapes
from simulator.world.state import State


class Marks(State):
    """Pins and reactions."""

    def pin(self, message: Message, by: Person | None, *, silent: bool = False) -> Message:
        """Pin a message and write the service message that tells it; nobody is the bot."""
        chat = message.chat
        chat.pinned = [*(number for number in chat.pinned if number != message.id), message.id]
        parts: JSON = {"pinned_message": shapes.message(message, self.bot, nested=True)}
        if message.thread is not None:
            parts |= {"message_thread_id": message.thread, "is_topic_message": True}
        self.change(message, edited=False)
        return self.add_message(chat, by, parts=parts, silent=silent)

    def unpin(self, chat: Chat, numbers: list[int]) -> None:
        """Take pins away."""
        chat.pinned = [number for number in chat.pinned if number not in numbers]
        for number in numbers:
            self.change(chat.messages[number], edited=False)

    def react_as(self, message: Message, who: str, reactions: list[JSON]) -> list[JSON]:
        """Put reactions in the place of somebody's earlier ones, which it gives."""
        before = message.reactions.pop(who, [])
        if reactions:
            message.reactions[who] = reactions
        self.change(message, edited=False)
        return before

    def tell_service(self, group: Group, by: Person | None, **parts: object) -> Message:
        """Write a service message in a group; the bot is told of it when it is there and somebody else caused it."""
        message = self.add_message(group, by, parts=dict(parts))
        if by is not None and group.has_bot:
            self.emit_message(message)
        return message
