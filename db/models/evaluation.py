"""Feedback. While open it is confidential; the close rewrites it so that these tables link it to nobody.

No table here but `EvaluationReceipt` names a person, and the receipt says only that an answer came, on which day.
"""

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


class EvaluationState(enum.StrEnum):
    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSED = "closed"


class Evaluation(Base):
    """One questionnaire of one session. `replies` and `withheld` are written at the close.

    `asks_again_at`: when those who have not answered are asked again; None before it opens and after the last time.

    `scrubbed`: since the close, what it deleted was taken out of the tables' files too. `wal_turns`: how many times
    PostgreSQL's WAL was pushed on since then (see `db.scrubbing`).
    """

    __tablename__ = "evaluation"
    __table_args__ = (
        UniqueConstraint("session_id", "questionnaire"),
        Index("ix_evaluation_opens", "state", "opens_at"),
        Index("ix_evaluation_closes", "state", "closes_at"),
        Index(
            "ix_evaluation_asks_again",
            "asks_again_at",
            postgresql_where=text("asks_again_at IS NOT NULL"),
            sqlite_where=text("asks_again_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"))
    questionnaire: Mapped[str]
    state: Mapped[EvaluationState] = mapped_column(default=EvaluationState.SCHEDULED)
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    asks_again_at: Mapped[datetime | None]
    replies: Mapped[int | None]
    withheld: Mapped[bool] = mapped_column(default=False)
    scrubbed: Mapped[bool] = mapped_column(default=False)
    wal_turns: Mapped[int] = mapped_column(default=0)


class EvaluationDraft(Base):
    """Answers while open, under HMAC(server secret, person, session, questionnaire): no stored link to the person."""

    __tablename__ = "evaluation_draft"

    key: Mapped[str] = mapped_column(primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"), index=True)
    answers: Mapped[dict[str, Any]]
    submitted: Mapped[bool] = mapped_column(default=False)


class EvaluationAnswers(Base):
    """After the close: an answer to each question, each somebody else's, under a random id, in random order."""

    __tablename__ = "evaluation_answers"

    id: Mapped[str] = mapped_column(primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"), index=True)
    answers: Mapped[dict[str, Any]]


class EvaluationComment(Base):
    """Free text, in a pool of its own under a random id: never beside ratings."""

    __tablename__ = "evaluation_comment"

    id: Mapped[str] = mapped_column(primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"), index=True)
    text: Mapped[str]


class EvaluationReceipt(Base):
    """That a person answered, and on which day: enough not to ask again."""

    __tablename__ = "evaluation_receipt"
    __table_args__ = (UniqueConstraint("person_id", "evaluation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"))
    day: Mapped[date]
    declined: Mapped[bool] = mapped_column(default=False)
