"""An announcement's number is never given twice; the turns of the WAL since an evaluation was scrubbed."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("evaluation", sa.Column("wal_turns", sa.Integer(), nullable=False, server_default="0"))
    _number_announcements(once=True)


def downgrade() -> None:
    _number_announcements(once=False)
    with op.batch_alter_table("evaluation") as batch_op:
        batch_op.drop_column("wal_turns")


def _number_announcements(*, once: bool) -> None:
    """SQLite gives the highest number again after its row is deleted, unless told; PostgreSQL never does."""
    if op.get_bind().dialect.name == "sqlite":
        table = {"sqlite_autoincrement": once}
        with op.batch_alter_table("announcement", recreate="always", table_kwargs=table):
            pass
