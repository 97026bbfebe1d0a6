"""Announcements: what an organiser writes, to whom, when; and each way that is made through its recipients."""

import enum
from datetime import datetime, time
from typing import Any

from sqlalchemy import ForeignKey, Index, PrimaryKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


class AnnouncementState(enum.StrEnum):
    """DRAFT until it is agreed to; AWAITING a second pair of eyes; SCHEDULED; HELD: too late to leave unasked; OUT:
    owed to its recipients, whatever became of the messages; CANCELLED before it left.
    """

    DRAFT = "draft"
    AWAITING = "awaiting"
    SCHEDULED = "scheduled"
    HELD = "held"
    OUT = "out"
    CANCELLED = "cancelled"


class Content(enum.StrEnum):
    TEXT = "text"
    PHOTO = "photo"
    DOCUMENT = "document"
    LOCATION = "location"


class Announcement(Base):
    """A message of an organiser to many people.

    `session_id` is the session it is about, which its fields, its quiet hours and a relative departure refer to; None:
    it is about none. `text` is Telegram's HTML with personal fields; the caption of a photo or a document. `audience`
    is packed by `training.announcements.audience`, `links` are {"label", "url"}. `recipients` is the number that was
    agreed to. A departure is at `due_at` (UTC), computed from `days_before` and `at_hour` (the venue's clock) where
    it is relative to the session. `version` grows with every change of what is sent, to whom, how or when: a button
    that agrees names the one it was shown under. `written_by_id` wrote the text last, `submitted_by_id` agreed first.
    """

    __tablename__ = "announcement"
    __table_args__ = (Index("ix_announcement_state_due", "state", "due_at"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("training_session.id"))
    content: Mapped[Content] = mapped_column(default=Content.TEXT)
    text: Mapped[str]
    file_id: Mapped[str | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    links: Mapped[list[dict[str, str]]] = mapped_column(default=list)
    audience: Mapped[dict[str, Any]] = mapped_column(default=dict)
    urgent: Mapped[bool] = mapped_column(default=False)
    protected: Mapped[bool] = mapped_column(default=False)
    neutral: Mapped[bool] = mapped_column(default=False)
    asks_acknowledgement: Mapped[bool] = mapped_column(default=False)
    reaches_latecomers: Mapped[bool] = mapped_column(default=False)
    state: Mapped[AnnouncementState] = mapped_column(default=AnnouncementState.DRAFT)
    recipients: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None]
    days_before: Mapped[int | None]
    at_hour: Mapped[time | None]
    version: Mapped[int] = mapped_column(default=1)
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]


class DispatchKind(enum.StrEnum):
    SENDING = "sending"
    CORRECTION = "correction"
    RECALL = "recall"


class DispatchState(enum.StrEnum):
    """AWAITING: a correction of many messages that a second organiser has not agreed to; it has no message yet."""

    AWAITING = "awaiting"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"


class Dispatch(Base):
    """One way through the recipients of an announcement: the sending itself, a correction, a recall.

    Its messages are outbox rows. Its progress is shown in one message of `shown_to_id`'s chat: `progress_shown` is what
    that message says. `resumed_at`: when it last went on, for its speed. `text` is a correction's. `paused_because` is
    the programme's own reason, None for a person's.
    `doubts_closed`: an organiser has decided not to send again what is uncertain. `forgotten`: its messages are no
    more; how many there were in each state, how many were `asked` to acknowledge and how many `read`.
    """

    __tablename__ = "dispatch"
    __table_args__ = (
        Index("ix_dispatch_announcement", "announcement_id", "kind"),
        Index("ix_dispatch_state", "state"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcement.id"))
    kind: Mapped[DispatchKind]
    state: Mapped[DispatchState] = mapped_column(default=DispatchState.RUNNING)
    text: Mapped[str | None]
    started_at: Mapped[datetime]
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    resumed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    paused_because: Mapped[str | None]
    doubts_closed: Mapped[bool] = mapped_column(default=False)
    shown_to_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    progress_message_id: Mapped[int | None]
    progress_shown: Mapped[str | None]
    forgotten: Mapped[dict[str, Any] | None]


class Acknowledgement(Base):
    """« Lu et compris », of the announcement as it was in this version."""

    __tablename__ = "acknowledgement"
    __table_args__ = (PrimaryKeyConstraint("announcement_id", "person_id"),)

    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcement.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int]
    at: Mapped[datetime]
