"""Announcements to any audience, each way through their recipients, groups as recipients, one pace for all."""

import sqlalchemy as sa
from alembic import op

from db.types import UtcDateTime

revision = "0005"
down_revision = "0003"
branch_labels = None
depends_on = None

NEW = ("urgent", "protected", "neutral", "asks_acknowledgement", "reaches_latecomers")


def upgrade() -> None:
    op.create_table(
        "delivery_pace",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("next_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_pace")),
    )
    op.create_table(
        "acknowledgement",
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        _key("acknowledgement", "announcement_id", "announcement"),
        _key("acknowledgement", "person_id", "person"),
        sa.PrimaryKeyConstraint("announcement_id", "person_id", name=op.f("pk_acknowledgement")),
    )
    _make_dispatches()
    _widen_announcements()
    _point_to_dispatches()


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=24)


def _make_dispatches() -> None:
    """What was sent before was sent in one dispatch."""
    op.create_table(
        "dispatch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("kind", _choice("dispatchkind", "sending", "correction", "recall"), nullable=False),
        sa.Column("state", _choice("dispatchstate", "running", "paused", "done", "cancelled"), nullable=False),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("started_by_id", sa.Integer(), nullable=True),
        sa.Column("resumed_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("paused_because", sa.String(), nullable=True),
        sa.Column("doubts_closed", sa.Boolean(), nullable=False),
        sa.Column("shown_to_id", sa.Integer(), nullable=True),
        sa.Column("progress_message_id", sa.Integer(), nullable=True),
        sa.Column("progress_shown", sa.String(), nullable=True),
        _key("dispatch", "announcement_id", "announcement"),
        _key("dispatch", "shown_to_id", "person"),
        _key("dispatch", "started_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatch")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_dispatch_announcement", "dispatch", ["announcement_id", "kind"])
    op.create_index("ix_dispatch_state", "dispatch", ["state"])
    op.execute(
        "INSERT INTO dispatch (announcement_id, kind, state, started_at, started_by_id, doubts_closed, shown_to_id,"
        " progress_message_id, progress_shown) SELECT id, 'sending', CASE state WHEN 'done' THEN 'done' ELSE 'running'"
        " END, created_at, author_id, false, author_id, progress_message_id, progress_shown FROM announcement"
        " WHERE state <> 'draft'"
    )


def _widen_announcements() -> None:
    with op.batch_alter_table("announcement") as table:
        table.add_column(
            sa.Column(
                "content",
                _choice("content", "text", "photo", "document", "location"),
                nullable=False,
                server_default="text",
            )
        )
        table.add_column(sa.Column("file_id", sa.String(), nullable=True))
        table.add_column(sa.Column("latitude", sa.Double(), nullable=True))
        table.add_column(sa.Column("longitude", sa.Double(), nullable=True))
        table.add_column(sa.Column("links", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("audience", sa.JSON(), nullable=False, server_default="{}"))
        for name in NEW:
            table.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("due_at", UtcDateTime(), nullable=True))
        table.add_column(sa.Column("days_before", sa.Integer(), nullable=True))
        table.add_column(sa.Column("at_hour", sa.Time(), nullable=True))
        table.add_column(sa.Column("approved_by_id", sa.Integer(), nullable=True))
        table.alter_column("session_id", existing_type=sa.Integer(), nullable=True)
    audience = '\'{"sessions": [\' || session_id || \'], "states": ["seated"]}\''
    as_json = f"CAST({audience} AS JSON)" if op.get_bind().dialect.name == "postgresql" else audience
    op.execute(f"UPDATE announcement SET audience = {as_json}")
    op.execute("UPDATE announcement SET state = 'out' WHERE state <> 'draft'")
    with op.batch_alter_table("announcement", table_kwargs={"sqlite_autoincrement": True}) as table:
        for name in ("content", "links", "audience", *NEW):
            table.alter_column(name, server_default=None)
        table.create_foreign_key(op.f("fk_announcement_approved_by_id_person"), "person", ["approved_by_id"], ["id"])
        table.create_index("ix_announcement_state_due", ["state", "due_at"])
        table.drop_column("progress_message_id")
        table.drop_column("progress_shown")


def _point_to_dispatches() -> None:
    with op.batch_alter_table("outbox_message") as table:
        table.add_column(sa.Column("group_id", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("dispatch_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("original_id", sa.Integer(), nullable=True))
        table.alter_column("person_id", existing_type=sa.Integer(), nullable=True)
    op.execute(
        "UPDATE outbox_message SET dispatch_id = (SELECT dispatch.id FROM dispatch WHERE dispatch.announcement_id ="
        " outbox_message.announcement_id) WHERE announcement_id IS NOT NULL"
    )
    with op.batch_alter_table("outbox_message") as table:
        table.drop_index("ix_outbox_message_announcement")
        table.drop_constraint(op.f("fk_outbox_message_announcement_id_announcement"), type_="foreignkey")
        table.drop_column("announcement_id")
        table.create_index("ix_outbox_message_dispatch", ["dispatch_id", "state"])
        table.create_foreign_key(op.f("fk_outbox_message_dispatch_id_dispatch"), "dispatch", ["dispatch_id"], ["id"])
        table.create_foreign_key(
            op.f("fk_outbox_message_original_id_outbox_message"), "outbox_message", ["original_id"], ["id"]
        )
        table.create_check_constraint(
            op.f("ck_outbox_message_one_recipient"), "(person_id IS NULL) <> (group_id IS NULL)"
        )


def downgrade() -> None:
    """Messages to groups, corrections and recalls are forgotten: the older tables have no place for them."""
    op.execute("DELETE FROM outbox_message WHERE person_id IS NULL OR original_id IS NOT NULL")
    with op.batch_alter_table("outbox_message") as table:
        table.add_column(sa.Column("announcement_id", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE outbox_message SET announcement_id = (SELECT dispatch.announcement_id FROM dispatch WHERE dispatch.id ="
        " outbox_message.dispatch_id), state = CASE state WHEN 'held' THEN 'cancelled' ELSE state END"
    )
    with op.batch_alter_table("outbox_message") as table:
        table.drop_constraint(op.f("ck_outbox_message_one_recipient"), type_="check")
        for column, other in (("original_id", "outbox_message"), ("dispatch_id", "dispatch")):
            table.drop_constraint(op.f(f"fk_outbox_message_{column}_{other}"), type_="foreignkey")
        table.drop_index("ix_outbox_message_dispatch")
        table.create_index("ix_outbox_message_announcement", ["announcement_id", "state"])
        table.create_foreign_key(
            op.f("fk_outbox_message_announcement_id_announcement"), "announcement", ["announcement_id"], ["id"]
        )
        table.alter_column("person_id", existing_type=sa.Integer(), nullable=False)
        for column in ("original_id", "dispatch_id", "group_id"):
            table.drop_column(column)
    _narrow_announcements()
    for gone in ("dispatch", "acknowledgement", "delivery_pace"):
        op.drop_table(gone)


def _narrow_announcements() -> None:
    op.execute("DELETE FROM acknowledgement")
    op.execute("DELETE FROM dispatch")
    op.execute("UPDATE outbox_message SET announcement_id = NULL")
    op.execute("DELETE FROM announcement WHERE session_id IS NULL OR content <> 'text'")
    op.execute("UPDATE announcement SET state = CASE state WHEN 'out' THEN 'done' ELSE 'draft' END")
    with op.batch_alter_table("announcement") as table:
        table.add_column(sa.Column("progress_message_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("progress_shown", sa.String(), nullable=True))
        table.drop_constraint(op.f("fk_announcement_approved_by_id_person"), type_="foreignkey")
        table.drop_index("ix_announcement_state_due")
        table.alter_column("session_id", existing_type=sa.Integer(), nullable=False)
        for name in ("content", "file_id", "latitude", "longitude", "links", "audience", *NEW, "due_at", "days_before",
                     "at_hour", "approved_by_id"):  # fmt: skip
            table.drop_column(name)
