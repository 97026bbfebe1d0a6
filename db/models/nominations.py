"""Whom a service puts forward for a session, the links they are handed, who comes in whose place."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, PrimaryKeyConstraint, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.models.base import Base
from db.models.people import Person
from db.models.programme import TrainingSession
from db.models.registration import Registration

IN_FORCE, PENDING = text("used_at IS NULL AND revoked_at IS NULL"), text("state = 'pending'")


class Nomination(Base):
    """Somebody put forward for a session. Their seat and their intention are the registration's, never repeated here.

    `keys` are those of the lines that named them (`training.nominations.nominee`): the same list changes nothing.
    `phone` is the list's (+2217…). `told_at`: when somebody with an account was told, or opened their link.
    """

    __tablename__ = "nomination"
    __table_args__ = (UniqueConstraint("session_id", "person_id"), Index("ix_nomination_person", "person_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    keys: Mapped[list[str]] = mapped_column(default=list)
    phone: Mapped[str | None]
    nominated_at: Mapped[datetime]
    nominated_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    told_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=person_id, lazy="raise")
    session: Mapped[TrainingSession] = relationship(lazy="raise")


class NamesakeAnswer(Base):
    """What an organiser said of a line of a list that waits: the same person as `other`, or not.

    `other` is « l4 » (line 4 of the list) or « p12 » (person 12). Forgotten with the file.
    """

    __tablename__ = "namesake_answer"
    __table_args__ = (PrimaryKeyConstraint("upload_id", "line", "other"),)

    upload_id: Mapped[int] = mapped_column(ForeignKey("upload.id", ondelete="CASCADE"))
    line: Mapped[int]
    other: Mapped[str]
    same: Mapped[bool]


class PersonalLink(Base):
    """A code that makes a Telegram account that of one person. Only its SHA-256 is kept; at most one is in force.

    `wrong_answers` counts those given to what it asks: after some it is blocked.
    """

    __tablename__ = "personal_link"
    __table_args__ = (
        Index("ix_personal_link_one_in_force", "person_id", unique=True, postgresql_where=IN_FORCE,
              sqlite_where=IN_FORCE),
        Index("ix_personal_link_person", "person_id"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    code_hash: Mapped[str] = mapped_column(unique=True)
    wrong_answers: Mapped[int] = mapped_column(default=0)
    issued_at: Mapped[datetime]
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    expires_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=person_id, lazy="raise")


class ReplacementState(enum.StrEnum):
    """`void`: the seat that it was about is not there any more, or another person was proposed."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    VOID = "void"


class Replacement(Base):
    """Somebody proposed in the place of who has a seat. `line` is what was written of them, None once decided."""

    __tablename__ = "replacement"
    __table_args__ = (
        Index("ix_replacement_one_pending", "registration_id", unique=True, postgresql_where=PENDING,
              sqlite_where=PENDING),
        Index("ix_replacement_session", "session_id", "state"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    line: Mapped[str | None]
    state: Mapped[ReplacementState] = mapped_column(default=ReplacementState.PENDING)
    proposed_at: Mapped[datetime]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    substitute_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    registration: Mapped[Registration] = relationship(lazy="raise")
    session: Mapped[TrainingSession] = relationship(lazy="raise")
