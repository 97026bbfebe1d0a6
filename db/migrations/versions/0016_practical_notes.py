"""Practical notes of sessions, and their places on the map."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("training_session", sa.Column("practical", sa.String(), nullable=False, server_default=""))
    op.add_column("training_session", sa.Column("latitude", sa.Double(), nullable=True))
    op.add_column("training_session", sa.Column("longitude", sa.Double(), nullable=True))


def downgrade() -> None:
    for column in ("longitude", "latitude", "practical"):
        op.drop_column("training_session", column)
