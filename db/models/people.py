"""People, the lists that describe them, the roles they hold and the codes that let them in."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.models.base import Base, TelegramId


class ReferenceKind(enum.StrEnum):
    CORPS = "corps"
    GRADE = "grade"
    FUNCTION = "function"
    INSTITUTION = "institution"
    REGION = "region"


class Reference(Base):
    """One entry of an editable list. A grade hangs under its corps, an institution under its region.

    An entry that a person typed (« Autre ») is `proposed`: shown to nobody else until an organiser takes it over.
    """

    __tablename__ = "reference"
    __table_args__ = (Index("ix_reference_kind_parent", "kind", "parent_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ReferenceKind]
    label: Mapped[str]
    short_label: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("reference.id"))
    position: Mapped[int] = mapped_column(default=0)
    proposed: Mapped[bool] = mapped_column(default=False)


class Civility(enum.StrEnum):
    MADAME = "madame"
    MONSIEUR = "monsieur"


class Standing(enum.StrEnum):
    """What an organiser has decided of a person; only VERIFIED people are shown sessions."""

    JOINING = "joining"
    UNVERIFIED = "unverified"
    VERIFIED = "verified"
    REFUSED = "refused"


class Person(Base):
    """Somebody who acknowledged the notice. The answers of an unfinished form wait in `Dialog`, not here.

    `reminders`: they want those of their sessions; what changes of a session they are told in any case.
    """

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    telegram_id: Mapped[int | None] = mapped_column(TelegramId, unique=True)
    standing: Mapped[Standing] = mapped_column(default=Standing.JOINING)
    civility: Mapped[Civility | None]
    first_name: Mapped[str | None]
    last_name: Mapped[str | None]
    match_key: Mapped[str | None] = mapped_column(index=True)
    corps_id: Mapped[int | None] = mapped_column(ForeignKey("reference.id"))
    grade_id: Mapped[int | None] = mapped_column(ForeignKey("reference.id"))
    function_id: Mapped[int | None] = mapped_column(ForeignKey("reference.id"))
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("reference.id"))
    region_id: Mapped[int | None] = mapped_column(ForeignKey("reference.id"))
    judicial_police_officer: Mapped[bool | None]
    form_of_address: Mapped[str | None]
    phone: Mapped[str | None]
    language: Mapped[str] = mapped_column(default="fr")
    reminders: Mapped[bool] = mapped_column(default=True)
    notice_version: Mapped[str | None]
    notice_at: Mapped[datetime | None]
    identified_at: Mapped[datetime | None]
    reachable: Mapped[bool] = mapped_column(default=True)
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id"))
    created_at: Mapped[datetime]

    corps: Mapped[Reference | None] = relationship(foreign_keys=corps_id, lazy="raise")
    grade: Mapped[Reference | None] = relationship(foreign_keys=grade_id, lazy="raise")
    function: Mapped[Reference | None] = relationship(foreign_keys=function_id, lazy="raise")
    institution: Mapped[Reference | None] = relationship(foreign_keys=institution_id, lazy="raise")
    region: Mapped[Reference | None] = relationship(foreign_keys=region_id, lazy="raise")


class Role(enum.StrEnum):
    ORGANISER = "organiser"
    ADMINISTRATOR = "administrator"


class RoleGrant(Base):
    """Roles add to one person; an administrator is an organiser who may also invite organisers."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("person_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[Role]
    granted_at: Mapped[datetime]
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class InvitationKind(enum.StrEnum):
    JOINING = "joining"
    ORGANISER = "organiser"
    ADMINISTRATOR = "administrator"


class Invitation(Base):
    """A code that lets somebody in. Only its SHA-256 is kept; `max_uses` None means any number until it expires."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[InvitationKind]
    code_hash: Mapped[str] = mapped_column(unique=True)
    max_uses: Mapped[int | None]
    uses: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None]  # a person; without a foreign key, which would close a circle with Person


class OrganisersGroup(Base):
    """A Telegram group where the bot may speak; everywhere else in groups it is silent. `topics`: it is a forum."""

    __tablename__ = "organisers_group"

    chat_id: Mapped[int] = mapped_column(TelegramId, primary_key=True, autoincrement=False)
    added_at: Mapped[datetime]
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    topics: Mapped[bool] = mapped_column(default=False)
