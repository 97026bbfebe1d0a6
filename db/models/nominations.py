"""Whom a service puts forward for a session, and what organisers said of namesakes in a list that waits."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.models.base import Base
from db.models.people import Person
from db.models.programme import TrainingSession


class Nomination(Base):
    """Somebody put forward for a session. Their seat and their intention are the registration's, never repeated here.

    `keys` are those of the lines that named them (`training.nominations.nominee`): the same list changes nothing.
    `phone` is the list's (+2217…).
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
