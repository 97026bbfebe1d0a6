"""Personal links, who comes in whose place, and whether who was put forward was told."""

import sqlalchemy as sa
from alembic import op

from db.types import UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

IN_FORCE, PENDING = sa.text("used_at IS NULL AND revoked_at IS NULL"), sa.text("state = 'pending'")
STATES = ("pending", "accepted", "refused", "void")


def upgrade() -> None:
    op.add_column("nomination", sa.Column("told_at", UtcDateTime(), nullable=True))
    op.create_table(
        "personal_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("wrong_answers", sa.Integer(), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=True),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_personal_link_person_id_person")),
        sa.ForeignKeyConstraint(["issued_by_id"], ["person.id"], name=op.f("fk_personal_link_issued_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_link")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_personal_link_code_hash")),
    )
    op.create_index("ix_personal_link_person", "personal_link", ["person_id"])
    op.create_index(
        "ix_personal_link_one_in_force", "personal_link", ["person_id"], unique=True, postgresql_where=IN_FORCE,
        sqlite_where=IN_FORCE,
    )  # fmt: skip
    op.create_table(
        "replacement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.String(), nullable=True),
        sa.Column("state", sa.Enum(*STATES, name="replacementstate", native_enum=False, length=24), nullable=False),
        sa.Column("proposed_at", UtcDateTime(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("substitute_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_session.id"], name=op.f("fk_replacement_session_id_training_session")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_replacement_registration_id_registration")
        ),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["person.id"], name=op.f("fk_replacement_proposed_by_id_person")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_replacement_decided_by_id_person")),
        sa.ForeignKeyConstraint(["substitute_id"], ["person.id"], name=op.f("fk_replacement_substitute_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replacement")),
    )
    op.create_index("ix_replacement_session", "replacement", ["session_id", "state"])
    op.create_index(
        "ix_replacement_one_pending", "replacement", ["registration_id"], unique=True, postgresql_where=PENDING,
        sqlite_where=PENDING,
    )  # fmt: skip


def downgrade() -> None:
    """Who was replaced has left."""
    op.drop_table("replacement")
    op.drop_table("personal_link")
    op.drop_column("nomination", "told_at")
    op.execute("UPDATE registration SET withdrawal_reason = 'unsaid' WHERE withdrawal_reason = 'replaced'")
