"""Who received an announcement is forgotten after a year; how many is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("dispatch", sa.Column("forgotten", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("dispatch", "forgotten")
