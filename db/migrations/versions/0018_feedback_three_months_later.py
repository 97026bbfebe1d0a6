"""The silent are asked again; every session that has a hot evaluation gets a cold one, three months after its end."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from db.types import UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

WANTED = sa.text("asks_again_at IS NOT NULL")
SESSION = sa.table("training_session", sa.column("id"), sa.column("zone"), sa.column("ends_at", UtcDateTime()))
EVALUATION = sa.table(
    "evaluation",
    sa.column("session_id"),
    sa.column("questionnaire"),
    sa.column("state"),
    sa.column("opens_at", UtcDateTime()),
    sa.column("closes_at", UtcDateTime()),
    sa.column("withheld"),
    sa.column("scrubbed"),
    sa.column("wal_turns"),
)


def upgrade() -> None:
    op.add_column("evaluation", sa.Column("asks_again_at", UtcDateTime(), nullable=True))
    op.create_index(
        "ix_evaluation_asks_again", "evaluation", ["asks_again_at"], postgresql_where=WANTED, sqlite_where=WANTED
    )
    hot = sa.select(SESSION.c.id, SESSION.c.zone, SESSION.c.ends_at).join(
        EVALUATION, (EVALUATION.c.session_id == SESSION.c.id) & (EVALUATION.c.questionnaire == "hot")
    )
    rows = [_cold(*row) for row in op.get_bind().execute(hot)]
    if rows:
        op.bulk_insert(EVALUATION, rows)


def downgrade() -> None:
    unopened = sa.text("questionnaire = 'cold' AND state = 'scheduled'")
    op.execute(sa.delete(EVALUATION).where(unopened))
    op.drop_index("ix_evaluation_asks_again", table_name="evaluation")
    op.drop_column("evaluation", "asks_again_at")


def _cold(session_id: int, zone: str, ends_at: datetime) -> dict[str, object]:
    return {
        "session_id": session_id,
        "questionnaire": "cold",
        "state": "scheduled",
        "opens_at": _after(ends_at, zone, 90, time(10, 0)),
        "closes_at": _after(ends_at, zone, 120, time(23, 59)),
        "withheld": False,
        "scrubbed": False,
        "wal_turns": 0,
    }


def _after(ends_at: datetime, zone: str, days: int, hour: time) -> datetime:
    day = ends_at.astimezone(ZoneInfo(zone)).date() + timedelta(days=days)
    return datetime.combine(day, hour, ZoneInfo(zone)).astimezone(UTC)
