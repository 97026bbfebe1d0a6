"""Each session may have its reminders at other times."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("training_session", sa.Column("reminder_times", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("training_session", "reminder_times")
