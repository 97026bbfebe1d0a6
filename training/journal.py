"""The action log: one row for each changing use case, in its transaction. Never for an evaluation's answers."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Action


def record(
    db: AsyncSession,
    actor_id: int | None,
    verb: str,
    subject: str,
    subject_id: int | None,
    *,
    now: datetime,
    **details: object,
) -> None:
    """Note that `actor_id` (None: the programme itself or the command line) did `verb` to a subject.

    `details` must be JSON and hold no personal data beyond identifiers.
    """
    db.add(Action(at=now, actor_id=actor_id, verb=verb, subject=subject, subject_id=subject_id, details=details))
