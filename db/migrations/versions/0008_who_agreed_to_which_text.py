"""Which text was agreed to, by whom, and which text was read."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

CHANGES = sa.text("original_id IS NOT NULL")
NEVER_AGAIN = {"sqlite_autoincrement": True}
"""SQLite changes a column by copying the table: a number that stood in a button must not be given again."""
WHO = ("written_by_id", "submitted_by_id")


def upgrade() -> None:
    with op.batch_alter_table("announcement", table_kwargs=NEVER_AGAIN) as table:
        table.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        for column in WHO:
            table.add_column(sa.Column(column, sa.Integer(), nullable=True))
            table.create_foreign_key(op.f(f"fk_announcement_{column}_person"), "person", [column], ["id"])
    with op.batch_alter_table("acknowledgement") as table:
        table.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    for name, kept in (("announcement", NEVER_AGAIN), ("acknowledgement", {})):
        with op.batch_alter_table(name, table_kwargs=kept) as table:
            table.alter_column("version", server_default=None)
    op.create_index(
        "ix_outbox_message_original", "outbox_message", ["original_id"], postgresql_where=CHANGES, sqlite_where=CHANGES
    )


def downgrade() -> None:
    op.execute("DELETE FROM dispatch WHERE state = 'awaiting'")
    op.drop_index("ix_outbox_message_original", "outbox_message")
    with op.batch_alter_table("acknowledgement") as table:
        table.drop_column("version")
    with op.batch_alter_table("announcement", table_kwargs=NEVER_AGAIN) as table:
        for column in WHO:
            table.drop_constraint(op.f(f"fk_announcement_{column}_person"), type_="foreignkey")
            table.drop_column(column)
        table.drop_column("version")
