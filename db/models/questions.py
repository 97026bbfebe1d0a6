"""Questions of participants to the team, and what was answered; where a group of organisers has each person's topic."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, PrimaryKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.models.base import Base, TelegramId
from db.models.people import Person
from db.models.programme import TrainingSession


class Question(Base):
    """A conversation about one thing: open until somebody says that it is over. Its id is the number that people see.

    `answered`: the last word is the team's.
    """

    __tablename__ = "question"
    __table_args__ = (Index("ix_question_person", "person_id"), Index("ix_question_open", "closed_at", "answered"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("training_session.id"))
    opened_at: Mapped[datetime]
    answered: Mapped[bool] = mapped_column(default=False)
    closed_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise")
    session: Mapped[TrainingSession | None] = relationship(lazy="raise")


class QuestionMessage(Base):
    """What was written, in order; `text` is None once it is forgotten. `from_team`: an organiser wrote it."""

    __tablename__ = "question_message"
    __table_args__ = (Index("ix_question_message_question", "question_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    from_team: Mapped[bool]
    text: Mapped[str | None]
    written_at: Mapped[datetime]


class QuestionTopic(Base):
    """The topic of one person in a group of organisers that has topics; its name is a number, never a name."""

    __tablename__ = "question_topic"
    __table_args__ = (PrimaryKeyConstraint("group_id", "person_id"),)

    group_id: Mapped[int] = mapped_column(TelegramId)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    thread_id: Mapped[int]
