"""Whom a service puts forward for a session, the personal links that let them in, who is proposed in their place."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.models.base import Base
from db.models.people import Person
from db.models.programme import TrainingSession


class Nomination(Base):
    """Somebody put forward for a session. Their seat and their intention are the registration's, never repeated here.

    `keys` are those of the lines that named them (`training.nominations.nominee`): the same list changes nothing.
    `phone` is the list's (+2217…), of which a link asks the last three digits. `opened_at`: their link was opened.
    `declined_because` is what was written of an unavailability, for organisers only. `chased_on`: the last day, at the
    venue, when they were asked again. `replaces_id`: whose place they took.
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
    opened_at: Mapped[datetime | None]
    declined_because: Mapped[str | None]
    chased_on: Mapped[date | None]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("nomination.id"), unique=True)

    person: Mapped[Person] = relationship(foreign_keys=person_id, lazy="raise")
    session: Mapped[TrainingSession] = relationship(lazy="raise")


class PersonalLink(Base):
    """A code of 128 bits that lets one nominated person in, once. Only its SHA-256 is kept.

    `wrong_digits`: how many times the last digits of the telephone were wrong.
    """

    __tablename__ = "personal_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"), index=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    wrong_digits: Mapped[int] = mapped_column(default=0)

    nomination: Mapped[Nomination] = relationship(lazy="raise")


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
