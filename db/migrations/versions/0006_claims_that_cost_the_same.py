"""Indexes by which a claim costs the same whatever is owed, and the row of the pace that all processes share."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_outbox_message_claim", "state = 'pending'", ["lane", "due_at", "id"]),
    ("ix_outbox_message_line", "state = 'pending'", ["person_id", "lane", "due_at", "id"]),
    ("ix_outbox_message_group_line", "state = 'pending'", ["group_id", "lane", "due_at", "id"]),
    ("ix_outbox_message_heard", "state = 'sent'", ["person_id", "next_attempt_machine"]),
    ("ix_outbox_message_lease", "lease_machine IS NOT NULL", ["lease_machine"]),
    ("ix_outbox_message_group_heard", "state = 'sent'", ["group_id", "next_attempt_machine"]),
)


def upgrade() -> None:
    for name in ("ix_outbox_message_claim", "ix_outbox_message_lease"):
        op.drop_index(name, "outbox_message")
    for name, condition, columns in INDEXES:
        where = sa.text(condition)
        op.create_index(name, "outbox_message", columns, postgresql_where=where, sqlite_where=where)
    op.create_index("ix_outbox_message_group", "outbox_message", ["group_id", "state"])
    op.execute("INSERT INTO delivery_pace (id, next_at) VALUES (1, 0)")


def downgrade() -> None:
    op.execute("DELETE FROM delivery_pace")
    op.drop_index("ix_outbox_message_group", "outbox_message")
    for name, *_ in INDEXES:
        op.drop_index(name, "outbox_message")
    op.create_index("ix_outbox_message_claim", "outbox_message", ["state", "lane", "due_at", "id"])
    op.create_index("ix_outbox_message_lease", "outbox_message", ["state", "lease_machine"])
