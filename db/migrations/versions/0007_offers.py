"""A freed seat is offered to who waits, and is theirs when they accept."""

import sqlalchemy as sa
from alembic import op

from db.types import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

PENDING = sa.text("state = 'pending'")
STATES = ("pending", "accepted", "declined", "expired", "void")


def upgrade() -> None:
    op.create_table(
        "seat_offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("holds_seat", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Enum(*STATES, name="offerstate", native_enum=False, length=24), nullable=False),
        sa.Column("offered_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_seat_offer_registration_id_registration")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_session.id"], name=op.f("fk_seat_offer_session_id_training_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_offer")),
    )
    op.create_index(
        "ix_seat_offer_one_pending", "seat_offer", ["registration_id"], unique=True, postgresql_where=PENDING,
        sqlite_where=PENDING,
    )  # fmt: skip
    op.create_index("ix_seat_offer_session", "seat_offer", ["session_id", "state", "expires_at"])


def downgrade() -> None:
    """Who left the line for an offer is somebody who left it; who had one waits."""
    op.drop_table("seat_offer")
    op.execute(
        "UPDATE registration SET withdrawal_reason = 'unsaid' "
        "WHERE withdrawal_reason IN ('offer_declined', 'offer_expired')"
    )
