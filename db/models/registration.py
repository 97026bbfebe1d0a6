"""Who has a seat, who waits for one, and to whom a freed one is offered."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.models.base import Base
from db.models.people import Person
from db.models.programme import TrainingSession


class Seat(enum.StrEnum):
    """Having a seat is one fact… REQUESTED: a seat is kept for them until an organiser has decided."""

    SEATED = "seated"
    REQUESTED = "requested"
    WAITING = "waiting"
    WITHDRAWN = "withdrawn"


class Intention(enum.StrEnum):
    """…and intending to come is another."""

    UNKNOWN = "unknown"
    CONFIRMED = "confirmed"


class WithdrawalReason(enum.StrEnum):
    """Why somebody left: what people say, then what follows from an offer or from an organiser's decision."""

    DUTY = "duty"
    LEAVE = "leave"
    OTHER_TRAINING = "other_training"
    NEW_POST = "new_post"
    OTHER = "other"
    UNSAID = "unsaid"
    OFFER_DECLINED = "offer_declined"
    OFFER_EXPIRED = "offer_expired"
    NOT_APPROVED = "not_approved"
    MOVED_ONTO_ANOTHER = "moved_onto_another"
    REPLACED = "replaced"


class Registration(Base):
    """One person and one session. `place_in_line` grows in order of arrival and is never reused."""

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("session_id", "person_id"),
        Index("ix_registration_line", "session_id", "seat", "place_in_line"),
        Index("ix_registration_person", "person_id", "seat"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    seat: Mapped[Seat]
    intention: Mapped[Intention] = mapped_column(default=Intention.UNKNOWN)
    place_in_line: Mapped[int]
    withdrawal_reason: Mapped[WithdrawalReason | None]
    registered_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    session: Mapped[TrainingSession] = relationship(lazy="raise")
    person: Mapped[Person] = relationship(lazy="raise")


class OfferState(enum.StrEnum):
    """`void`: the seat went to a first answer, or the person left the line."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    VOID = "void"


PENDING = text("state = 'pending'")


class SeatOffer(Base):
    """A freed seat, offered to somebody who waits. Programme time.

    It stands while it is pending and `expires_at` is ahead: who reads it judges, whether or not anything swept it.
    One that `holds_seat` is reserved until then; the others, from the day before, are for the first who answers.
    """

    __tablename__ = "seat_offer"
    __table_args__ = (
        Index("ix_seat_offer_one_pending", "registration_id", unique=True, postgresql_where=PENDING,
              sqlite_where=PENDING),
        Index("ix_seat_offer_session", "session_id", "state", "expires_at"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"))
    holds_seat: Mapped[bool]
    state: Mapped[OfferState] = mapped_column(default=OfferState.PENDING)
    offered_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    registration: Mapped[Registration] = relationship(lazy="raise")

    def stands(self, now: datetime) -> bool:
        """Whether it can be accepted at `now`."""
        return self.state is OfferState.PENDING and now < self.expires_at
