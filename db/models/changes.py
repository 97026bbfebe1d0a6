"""What organisers changed of a session that people are registered in: what it was, and until when they answer."""

import enum
from datetime import date, datetime, time

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


class ChangeKind(enum.StrEnum):
    """MOVED to other days; ALTERED: another place or other hours, the same days; CANCELLED."""

    MOVED = "moved"
    ALTERED = "altered"
    CANCELLED = "cancelled"


class SessionChange(Base):
    """One change. `version` is the session's afterwards; the days, hours and place are those before it.

    `answer_until` (UTC): until when the seats of a move are kept unasked. `reason` of a cancellation, as written.
    """

    __tablename__ = "session_change"
    __table_args__ = (Index("ix_session_change_session", "session_id", "version"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"))
    kind: Mapped[ChangeKind]
    version: Mapped[int]
    first_day: Mapped[date]
    last_day: Mapped[date]
    opens: Mapped[time]
    closes: Mapped[time]
    venue: Mapped[str]
    town: Mapped[str]
    answer_until: Mapped[datetime | None]
    reason: Mapped[str | None]
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
