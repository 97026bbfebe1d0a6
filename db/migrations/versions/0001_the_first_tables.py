"""The first tables."""

import sqlalchemy as sa
from alembic import op

from db.types import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

FORGOTTEN = (
    ("evaluation_comment", "text"),
    ("evaluation_draft", "key"),
    ("evaluation_draft", "answers"),
    ("inbox_update", "payload"),
    ("dialog", "answers"),
    ("upload", "content"),
)
"""Columns of what is deleted for good: PostgreSQL's samples (`pg_statistic`) would keep values of deleted rows."""


def upgrade() -> None:
    op.create_table(
        "area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("short_label", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
        sa.UniqueConstraint("title", name=op.f("uq_area_title")),
    )
    op.create_table(
        "audience_term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("term", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column(
            "dimension",
            sa.Enum(
                "corps", "function", "judicial_police", "sex", "anyone", name="dimension", native_enum=False, length=24
            ),
            nullable=False,
        ),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audience_term")),
        sa.UniqueConstraint("term", "dimension", "value", name=op.f("uq_audience_term_term_dimension_value")),
    )
    with op.batch_alter_table("audience_term", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audience_term_term"), ["term"], unique=False)

    op.create_table(
        "delivery_pause",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("until_machine", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_pause")),
    )
    op.create_table(
        "dialog",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("flow", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_dialog")),
    )
    op.create_table(
        "inbox_update",
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.String(), nullable=True),
        sa.Column(
            "state",
            sa.Enum("received", "applied", "shown", "quarantined", name="inboxstate", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("incident", sa.String(), nullable=True),
        sa.Column("received_machine", UtcDateTime(), nullable=False),
        sa.Column("lease_machine", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_inbox_update")),
    )
    with op.batch_alter_table("inbox_update", schema=None) as batch_op:
        batch_op.create_index("ix_inbox_update_chat", ["chat_id", "state", "update_id"], unique=False)
        batch_op.create_index("ix_inbox_update_waiting", ["state", "chat_id", "update_id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("joining", "organiser", "administrator", name="invitationkind", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("max_uses", sa.Integer(), nullable=True),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_invitation_code_hash")),
    )
    op.create_table(
        "reference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "corps",
                "grade",
                "function",
                "institution",
                "region",
                name="referencekind",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("short_label", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("proposed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["reference.id"], name=op.f("fk_reference_parent_id_reference")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference")),
    )
    with op.batch_alter_table("reference", schema=None) as batch_op:
        batch_op.create_index("ix_reference_kind_parent", ["kind", "parent_id", "position"], unique=False)

    op.create_table(
        "screen",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_screen")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "standing",
            sa.Enum("joining", "unverified", "verified", "refused", name="standing", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column(
            "civility", sa.Enum("madame", "monsieur", name="civility", native_enum=False, length=24), nullable=True
        ),
        sa.Column("first_name", sa.String(), nullable=True),
        sa.Column("last_name", sa.String(), nullable=True),
        sa.Column("match_key", sa.String(), nullable=True),
        sa.Column("corps_id", sa.Integer(), nullable=True),
        sa.Column("grade_id", sa.Integer(), nullable=True),
        sa.Column("function_id", sa.Integer(), nullable=True),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.Column("judicial_police_officer", sa.Boolean(), nullable=True),
        sa.Column("form_of_address", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("notice_version", sa.String(), nullable=True),
        sa.Column("notice_at", UtcDateTime(), nullable=True),
        sa.Column("identified_at", UtcDateTime(), nullable=True),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["corps_id"], ["reference.id"], name=op.f("fk_person_corps_id_reference")),
        sa.ForeignKeyConstraint(["function_id"], ["reference.id"], name=op.f("fk_person_function_id_reference")),
        sa.ForeignKeyConstraint(["grade_id"], ["reference.id"], name=op.f("fk_person_grade_id_reference")),
        sa.ForeignKeyConstraint(["institution_id"], ["reference.id"], name=op.f("fk_person_institution_id_reference")),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitation.id"], name=op.f("fk_person_invitation_id_invitation")),
        sa.ForeignKeyConstraint(["region_id"], ["reference.id"], name=op.f("fk_person_region_id_reference")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("telegram_id", name=op.f("uq_person_telegram_id")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_match_key"), ["match_key"], unique=False)

    op.create_table(
        "training_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("short_title", sa.String(), nullable=False),
        sa.Column("publics", sa.JSON(), nullable=False),
        sa.Column("venue", sa.String(), nullable=False),
        sa.Column("town", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("quotas", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("trainers", sa.String(), nullable=False),
        sa.Column("objectives", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft", "open", "closed", "finished", "cancelled", name="sessionstate", native_enum=False, length=24
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_training_session_area_id_area")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_session")),
        sa.UniqueConstraint("code", name=op.f("uq_training_session_code")),
    )
    with op.batch_alter_table("training_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_training_session_area_id"), ["area_id"], unique=False)
        batch_op.create_index("ix_training_session_state_starts", ["state", "starts_at"], unique=False)

    op.create_table(
        "action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_action_actor_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
    )
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.create_index("ix_action_subject", ["subject", "subject_id"], unique=False)

    op.create_table(
        "announcement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("draft", "sending", "done", name="announcementstate", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("recipients", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("progress_message_id", sa.Integer(), nullable=True),
        sa.Column("progress_shown", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_announcement_author_id_person")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_session.id"], name=op.f("fk_announcement_session_id_training_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
    )
    op.create_table(
        "attendance",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("half_day", sa.Enum("am", "pm", name="halfday", native_enum=False, length=24), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("marked_at", UtcDateTime(), nullable=False),
        sa.Column("marked_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["marked_by_id"], ["person.id"], name=op.f("fk_attendance_marked_by_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attendance_person_id_person")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_session.id"], name=op.f("fk_attendance_session_id_training_session")
        ),
        sa.PrimaryKeyConstraint("session_id", "person_id", "day", "half_day", name=op.f("pk_attendance")),
    )
    op.create_table(
        "evaluation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("questionnaire", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("scheduled", "open", "closed", name="evaluationstate", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("opens_at", UtcDateTime(), nullable=False),
        sa.Column("closes_at", UtcDateTime(), nullable=False),
        sa.Column("replies", sa.Integer(), nullable=True),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("scrubbed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_session.id"], name=op.f("fk_evaluation_session_id_training_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation")),
        sa.UniqueConstraint("session_id", "questionnaire", name=op.f("uq_evaluation_session_id_questionnaire")),
    )
    with op.batch_alter_table("evaluation", schema=None) as batch_op:
        batch_op.create_index("ix_evaluation_closes", ["state", "closes_at"], unique=False)
        batch_op.create_index("ix_evaluation_opens", ["state", "opens_at"], unique=False)

    op.create_table(
        "organisers_group",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_organisers_group_added_by_id_person")),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_organisers_group")),
    )
    op.create_table(
        "registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "seat", sa.Enum("seated", "waiting", "withdrawn", name="seat", native_enum=False, length=24), nullable=False
        ),
        sa.Column(
            "intention", sa.Enum("unknown", "confirmed", name="intention", native_enum=False, length=24), nullable=False
        ),
        sa.Column("place_in_line", sa.Integer(), nullable=False),
        sa.Column(
            "withdrawal_reason",
            sa.Enum(
                "duty",
                "leave",
                "other_training",
                "new_post",
                "other",
                "unsaid",
                name="withdrawalreason",
                native_enum=False,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("registered_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_registration_person_id_person")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_session.id"], name=op.f("fk_registration_session_id_training_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint("session_id", "person_id", name=op.f("uq_registration_session_id_person_id")),
    )
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.create_index("ix_registration_line", ["session_id", "seat", "place_in_line"], unique=False)
        batch_op.create_index("ix_registration_person", ["person_id", "seat"], unique=False)

    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "role", sa.Enum("organiser", "administrator", name="role", native_enum=False, length=24), nullable=False
        ),
        sa.Column("granted_at", UtcDateTime(), nullable=False),
        sa.Column("granted_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["granted_by_id"], ["person.id"], name=op.f("fk_role_grant_granted_by_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_grant_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
        sa.UniqueConstraint("person_id", "role", name=op.f("uq_role_grant_person_id_role")),
    )
    op.create_table(
        "session_reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "kind", sa.Enum("j7", "j3", "j1", "h2", name="reminderkind", native_enum=False, length=24), nullable=False
        ),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("armed", "sent", "missed", name="reminderstate", native_enum=False, length=24),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_session.id"], name=op.f("fk_session_reminder_session_id_training_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_reminder")),
        sa.UniqueConstraint("session_id", "version", "kind", name=op.f("uq_session_reminder_session_id_version_kind")),
    )
    with op.batch_alter_table("session_reminder", schema=None) as batch_op:
        batch_op.create_index("ix_session_reminder_due", ["state", "due_at"], unique=False)

    op.create_table(
        "upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_upload_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
    )
    op.create_table(
        "evaluation_answers",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evaluation_id"], ["evaluation.id"], name=op.f("fk_evaluation_answers_evaluation_id_evaluation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_answers")),
    )
    with op.batch_alter_table("evaluation_answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evaluation_answers_evaluation_id"), ["evaluation_id"], unique=False)

    op.create_table(
        "evaluation_comment",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evaluation_id"], ["evaluation.id"], name=op.f("fk_evaluation_comment_evaluation_id_evaluation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_comment")),
    )
    with op.batch_alter_table("evaluation_comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evaluation_comment_evaluation_id"), ["evaluation_id"], unique=False)

    op.create_table(
        "evaluation_draft",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("submitted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evaluation_id"], ["evaluation.id"], name=op.f("fk_evaluation_draft_evaluation_id_evaluation")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_evaluation_draft")),
    )
    with op.batch_alter_table("evaluation_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evaluation_draft_evaluation_id"), ["evaluation_id"], unique=False)

    op.create_table(
        "evaluation_receipt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("declined", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evaluation_id"], ["evaluation.id"], name=op.f("fk_evaluation_receipt_evaluation_id_evaluation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_evaluation_receipt_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_receipt")),
        sa.UniqueConstraint("person_id", "evaluation_id", name=op.f("uq_evaluation_receipt_person_id_evaluation_id")),
    )
    op.create_table(
        "outbox_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("announcement_id", sa.Integer(), nullable=True),
        sa.Column("lane", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "claimed",
                "sending",
                "sent",
                "failed",
                "unreachable",
                "uncertain",
                "cancelled",
                "expired",
                name="outboxstate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("next_attempt_machine", UtcDateTime(), nullable=True),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("lease_machine", UtcDateTime(), nullable=True),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["announcement_id"], ["announcement.id"], name=op.f("fk_outbox_message_announcement_id_announcement")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_outbox_message_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_message")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_message_key")),
    )
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_message_announcement", ["announcement_id", "state"], unique=False)
        batch_op.create_index("ix_outbox_message_claim", ["state", "lane", "due_at", "id"], unique=False)
        batch_op.create_index("ix_outbox_message_lease", ["state", "lease_machine"], unique=False)
        batch_op.create_index("ix_outbox_message_person", ["person_id", "state"], unique=False)

    if op.get_bind().dialect.name == "postgresql":
        for table, column in FORGOTTEN:
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")


def downgrade() -> None:
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_message_person")
        batch_op.drop_index("ix_outbox_message_lease")
        batch_op.drop_index("ix_outbox_message_claim")
        batch_op.drop_index("ix_outbox_message_announcement")

    op.drop_table("outbox_message")
    op.drop_table("evaluation_receipt")
    with op.batch_alter_table("evaluation_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evaluation_draft_evaluation_id"))

    op.drop_table("evaluation_draft")
    with op.batch_alter_table("evaluation_comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evaluation_comment_evaluation_id"))

    op.drop_table("evaluation_comment")
    with op.batch_alter_table("evaluation_answers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evaluation_answers_evaluation_id"))

    op.drop_table("evaluation_answers")
    op.drop_table("upload")
    with op.batch_alter_table("session_reminder", schema=None) as batch_op:
        batch_op.drop_index("ix_session_reminder_due")

    op.drop_table("session_reminder")
    op.drop_table("role_grant")
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_index("ix_registration_person")
        batch_op.drop_index("ix_registration_line")

    op.drop_table("registration")
    op.drop_table("organisers_group")
    with op.batch_alter_table("evaluation", schema=None) as batch_op:
        batch_op.drop_index("ix_evaluation_opens")
        batch_op.drop_index("ix_evaluation_closes")

    op.drop_table("evaluation")
    op.drop_table("attendance")
    op.drop_table("announcement")
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.drop_index("ix_action_subject")

    op.drop_table("action")
    with op.batch_alter_table("training_session", schema=None) as batch_op:
        batch_op.drop_index("ix_training_session_state_starts")
        batch_op.drop_index(batch_op.f("ix_training_session_area_id"))

    op.drop_table("training_session")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_match_key"))

    op.drop_table("person")
    op.drop_table("screen")
    with op.batch_alter_table("reference", schema=None) as batch_op:
        batch_op.drop_index("ix_reference_kind_parent")

    op.drop_table("reference")
    op.drop_table("invitation")
    with op.batch_alter_table("inbox_update", schema=None) as batch_op:
        batch_op.drop_index("ix_inbox_update_waiting")
        batch_op.drop_index("ix_inbox_update_chat")

    op.drop_table("inbox_update")
    op.drop_table("dialog")
    op.drop_table("delivery_pause")
    with op.batch_alter_table("audience_term", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audience_term_term"))

    op.drop_table("audience_term")
    op.drop_table("area")
