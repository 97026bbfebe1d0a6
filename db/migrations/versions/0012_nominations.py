"""People are put forward for a session by lists."""

import sqlalchemy as sa
from alembic import op

from db.types import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "nomination",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("keys", sa.JSON(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("nominated_at", UtcDateTime(), nullable=False),
        sa.Column("nominated_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_session.id"], name=op.f("fk_nomination_session_id_training_session")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_nomination_person_id_person")),
        sa.ForeignKeyConstraint(["nominated_by_id"], ["person.id"], name=op.f("fk_nomination_nominated_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination")),
        sa.UniqueConstraint("session_id", "person_id", name=op.f("uq_nomination_session_id_person_id")),
    )
    op.create_index("ix_nomination_person", "nomination", ["person_id"])
    op.create_table(
        "namesake_answer",
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("other", sa.String(), nullable=False),
        sa.Column("same", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["upload.id"], name=op.f("fk_namesake_answer_upload_id_upload"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("upload_id", "line", "other", name=op.f("pk_namesake_answer")),
    )


def downgrade() -> None:
    """People whom only a list named stay, as people without a Telegram account."""
    op.drop_table("namesake_answer")
    op.drop_table("nomination")
