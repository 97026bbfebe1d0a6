"""A session may ask for the team's agreement to each registration, and enforce its quotas."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    mode = sa.Enum("warn", "block", name="quotamode", native_enum=False, length=24)
    with op.batch_alter_table("training_session") as table:
        table.add_column(sa.Column("needs_approval", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("quota_mode", mode, nullable=False, server_default="warn"))
    with op.batch_alter_table("training_session") as table:
        table.alter_column("needs_approval", server_default=None)
        table.alter_column("quota_mode", server_default=None)


def downgrade() -> None:
    """Whose request was not decided waits."""
    op.execute("UPDATE registration SET seat = 'waiting' WHERE seat = 'requested'")
    op.execute("UPDATE registration SET withdrawal_reason = 'unsaid' WHERE withdrawal_reason = 'not_approved'")
    with op.batch_alter_table("training_session") as table:
        table.drop_column("quota_mode")
        table.drop_column("needs_approval")
