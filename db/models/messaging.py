"""What came in, what is being asked, what is owed, and who changed what.

Columns named `*_machine` are on the machine's clock (leases, backoff); the others are programme time.
"""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary
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


class OutboxMessage(Base):
    """A message owed to somebody: written with the change that causes it, rendered when it is sent."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        Index("ix_outbox_message_claim", "state", "lane", "due_at", "id"),
        Index("ix_outbox_message_lease", "state", "lease_machine"),
        Index("ix_outbox_message_announcement", "announcement_id", "state"),
        Index("ix_outbox_message_person", "person_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]]
    announcement_id: Mapped[int | None] = mapped_column(ForeignKey("announcement.id"))
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


class Lease(Base):
    """A role that one process at a time plays (machine time)."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    until_machine: Mapped[datetime]


class AnnouncementState(enum.StrEnum):
    DRAFT = "draft"
    SENDING = "sending"
    DONE = "done"


class Announcement(Base):
    """A message of an organiser to the people of a session; its deliveries are outbox rows.

    Its number stands in buttons, and a draft can be abandoned: the number is never given to another.
    """

    __tablename__ = "announcement"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"))
    text: Mapped[str]
    state: Mapped[AnnouncementState] = mapped_column(default=AnnouncementState.DRAFT)
    recipients: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    progress_message_id: Mapped[int | None]
    progress_shown: Mapped[str | None]


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
