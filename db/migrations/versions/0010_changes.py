"""What organisers changed of a session: its days, its hours, its place, or that it takes place."""

import sqlalchemy as sa
from alembic import op

from db.types import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "session_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("moved", "altered", "cancelled", name="changekind", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.Column("venue", sa.String(), nullable=False),
        sa.Column("town", sa.String(), nullable=False),
        sa.Column("answer_until", UtcDateTime(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_session.id"], name=op.f("fk_session_change_session_id_training_session")
        ),
        sa.ForeignKeyConstraint(["changed_by_id"], ["person.id"], name=op.f("fk_session_change_changed_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_change")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_session_change_session", "session_change", ["session_id", "version"])


def downgrade() -> None:
    """Who lost a seat to another session on the same days, or to a smaller room, has left."""
    op.drop_table("session_change")
    op.execute("UPDATE registration SET withdrawal_reason = 'unsaid' WHERE withdrawal_reason = 'moved_onto_another'")
