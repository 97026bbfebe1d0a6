"""The programme: areas, training sessions, whom they address, their reminders, who was there."""

import enum
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ForeignKey, Index, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.models.base import Base


class Area(Base):
    __tablename__ = "area"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    title: Mapped[str] = mapped_column(unique=True)
    short_label: Mapped[str]


class SessionState(enum.StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class QuotaMode(enum.StrEnum):
    """WARN: what exceeds a quota is shown to organisers; BLOCK: it waits."""

    WARN = "warn"
    BLOCK = "block"


class TrainingSession(Base):
    """One session of an activity.

    `starts_at` and `ends_at` (UTC) are computed from the days, the hours of the day and the zone of the venue, by
    `training.calendar`. `version` grows when the session moves. `publics` and the keys of `quotas` are words of
    `AudienceTerm`. `needs_approval`: a registration is a request, which an organiser decides. `practical`: notes
    for its people; `latitude` and `longitude` in degrees. `reminder_times`: for each reminder with a time of its own,
    by its kind, the two numbers of `training.reminder_times.When`, or nothing when it is not sent.
    """

    __tablename__ = "training_session"
    __table_args__ = (Index("ix_training_session_state_starts", "state", "starts_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    title: Mapped[str]
    short_title: Mapped[str]
    publics: Mapped[list[str]]
    venue: Mapped[str]
    town: Mapped[str]
    zone: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date]
    opens: Mapped[time]
    closes: Mapped[time]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    capacity: Mapped[int]
    quotas: Mapped[dict[str, Any]]
    language: Mapped[str]
    trainers: Mapped[str]
    objectives: Mapped[str]
    state: Mapped[SessionState] = mapped_column(default=SessionState.DRAFT)
    version: Mapped[int] = mapped_column(default=1)
    needs_approval: Mapped[bool] = mapped_column(default=False)
    quota_mode: Mapped[QuotaMode] = mapped_column(default=QuotaMode.WARN)
    practical: Mapped[str] = mapped_column(default="")
    reminder_times: Mapped[dict[str, Any]] = mapped_column(default=dict)
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]

    area: Mapped[Area] = relationship(lazy="joined", innerjoin=True)


class Dimension(enum.StrEnum):
    CORPS = "corps"
    FUNCTION = "function"
    JUDICIAL_POLICE = "judicial_police"
    SEX = "sex"
    ANYONE = "anyone"


class AudienceTerm(Base):
    """What a word of the programme's file means: « parquet » is a function, « forces » are several corps.

    Several rows for one word are alternatives. `value` is compared without case or accent; for FUNCTION it is a
    part of the function's label.
    """

    __tablename__ = "audience_term"
    __table_args__ = (UniqueConstraint("term", "dimension", "value"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    term: Mapped[str] = mapped_column(index=True)
    label: Mapped[str]
    dimension: Mapped[Dimension]
    value: Mapped[str]


class HalfDay(enum.StrEnum):
    MORNING = "am"
    AFTERNOON = "pm"


class Attendance(Base):
    """What an organiser ticked, per half-day; the paper signature stays the proof."""

    __tablename__ = "attendance"
    __table_args__ = (PrimaryKeyConstraint("session_id", "person_id", "day", "half_day"),)

    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    day: Mapped[date]
    half_day: Mapped[HalfDay]
    present: Mapped[bool]
    marked_at: Mapped[datetime]
    marked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class ReminderKind(enum.StrEnum):
    J7 = "j7"
    J3 = "j3"
    J1 = "j1"
    H2 = "h2"


class ReminderState(enum.StrEnum):
    ARMED = "armed"
    SENT = "sent"
    MISSED = "missed"


class SessionReminder(Base):
    """A reminder of one version of a session. People are looked up when it falls due: latecomers get the next one."""

    __tablename__ = "session_reminder"
    __table_args__ = (
        UniqueConstraint("session_id", "version", "kind"),
        Index("ix_session_reminder_due", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"))
    version: Mapped[int]
    kind: Mapped[ReminderKind]
    due_at: Mapped[datetime]
    state: Mapped[ReminderState] = mapped_column(default=ReminderState.ARMED)
