"""A session that the programme's file changes from the command line was changed by nobody who has an account."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("session_change", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.alter_column("changed_by_id", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    """Those changes are forgotten; the sessions stay as they are."""
    op.execute("DELETE FROM session_change WHERE changed_by_id IS NULL")
    with op.batch_alter_table("session_change", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.alter_column("changed_by_id", existing_type=sa.Integer(), nullable=False)
