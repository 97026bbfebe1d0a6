"""What came in, what is being asked, what is owed, and who changed what.

Columns named `*_machine` are on the machine's clock (leases, backoff); the others are programme time.
"""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, TelegramId


class InboxState(enum.StrEnum):
    RECEIVED = "received"
    APPLIED = "applied"
    SHOWN = "shown"
    QUARANTINED = "quarantined"


class InboxUpdate(Base):
    """A raw update. `chat_id` is the order key: the person in private, the group otherwise.

    Once the update is done with, `payload` is None and `chat_id` 0: how often and when somebody pressed would tell who
    answered what. The payload of an evaluation's answer becomes None at once.
    """

    __tablename__ = "inbox_update"
    __table_args__ = (
        Index("ix_inbox_update_waiting", "state", "chat_id", "update_id"),
        Index("ix_inbox_update_chat", "chat_id", "state", "update_id"),
    )

    update_id: Mapped[int] = mapped_column(TelegramId, primary_key=True, autoincrement=False)
    chat_id: Mapped[int] = mapped_column(TelegramId)
    payload: Mapped[str | None]
    state: Mapped[InboxState] = mapped_column(default=InboxState.RECEIVED)
    attempts: Mapped[int] = mapped_column(default=0)
    incident: Mapped[str | None]
    received_machine: Mapped[datetime]
    lease_machine: Mapped[datetime | None]


class Dialog(Base):
    """The question that waits for this chat's answer, and the message that asked it."""

    __tablename__ = "dialog"

    chat_id: Mapped[int] = mapped_column(TelegramId, primary_key=True, autoincrement=False)
    flow: Mapped[str]
    step: Mapped[str]
    answers: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column(default=1)
    expires_at: Mapped[datetime]


class Screen(Base):
    """The last message with buttons in a chat, so that it can lose them when the conversation moves on."""

    __tablename__ = "screen"

    chat_id: Mapped[int] = mapped_column(TelegramId, primary_key=True, autoincrement=False)
    message_id: Mapped[int]


class OutboxState(enum.StrEnum):
    PENDING = "pending"
    HELD = "held"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNREACHABLE = "unreachable"
    UNCERTAIN = "uncertain"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Lane(enum.IntEnum):
    PERSONAL = 1
    BULK = 2


PENDING, SENT = "state = 'pending'", "state = 'sent'"


def _where(name: str, condition: str, *columns: str) -> Index:
    """An index of some of the rows: as small as what is to be found in it."""
    return Index(name, *columns, postgresql_where=text(condition), sqlite_where=text(condition))


class OutboxMessage(Base):
    """A message owed to a person or to a group of organisers: written with its cause, rendered when it is sent.

    HELD: its dispatch is paused. `group_id` is the group's chat, which Telegram may move. `original_id`: the message
    that this one edits or deletes. `next_attempt_machine` of a message that was sent: when its chat takes another one.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        _where("ix_outbox_message_claim", PENDING, "lane", "due_at", "id"),
        _where("ix_outbox_message_line", PENDING, "person_id", "lane", "due_at", "id"),
        _where("ix_outbox_message_group_line", PENDING, "group_id", "lane", "due_at", "id"),
        _where("ix_outbox_message_heard", SENT, "person_id", "next_attempt_machine"),
        _where("ix_outbox_message_group_heard", SENT, "group_id", "next_attempt_machine"),
        _where("ix_outbox_message_lease", "lease_machine IS NOT NULL", "lease_machine"),
        Index("ix_outbox_message_dispatch", "dispatch_id", "state"),
        Index("ix_outbox_message_person", "person_id", "state"),
        Index("ix_outbox_message_group", "group_id", "state"),
        _where("ix_outbox_message_original", "original_id IS NOT NULL", "original_id"),
        CheckConstraint("(person_id IS NULL) <> (group_id IS NULL)", name="one_recipient"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    group_id: Mapped[int | None] = mapped_column(TelegramId)
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]]
    dispatch_id: Mapped[int | None] = mapped_column(ForeignKey("dispatch.id"))
    original_id: Mapped[int | None] = mapped_column(ForeignKey("outbox_message.id"))
    lane: Mapped[int] = mapped_column(default=int(Lane.PERSONAL))
    state: Mapped[OutboxState] = mapped_column(default=OutboxState.PENDING)
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    attempt: Mapped[int] = mapped_column(default=0)
    next_attempt_machine: Mapped[datetime | None]
    claimed_by: Mapped[str | None]
    lease_machine: Mapped[datetime | None]
    message_id: Mapped[int | None]
    last_error: Mapped[str | None]
    settled_at: Mapped[datetime | None]


class DeliveryPause(Base):
    """One row: until when (machine time) nobody sends, because Telegram asked so or refused the token."""

    __tablename__ = "delivery_pause"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    until_machine: Mapped[datetime]
    reason: Mapped[str]


class DeliveryPace(Base):
    """One row: when (the database's clock, in seconds of the epoch) the next message may go out, whoever sends it."""

    __tablename__ = "delivery_pace"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    next_at: Mapped[float]


class Lease(Base):
    """A role that one process at a time plays (machine time)."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    until_machine: Mapped[datetime]


class Action(Base):
    """The action log: who did what to whom, and when. Never for the answers of an evaluation."""

    __tablename__ = "action"
    __table_args__ = (Index("ix_action_subject", "subject", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    verb: Mapped[str]
    subject: Mapped[str]
    subject_id: Mapped[int | None]
    details: Mapped[dict[str, Any]]


class Upload(Base):
    """A file an organiser sent, kept between its dry run and the confirmation."""

    __tablename__ = "upload"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
