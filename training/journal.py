"""The action log: one row for each changing use case, in its transaction. Never for an evaluation's answers."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import insert
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


async def record_all(
    db: AsyncSession,
    actor_id: int,
    verb: str,
    subject: str,
    subject_id: int,
    details: Iterable[Mapping[str, object]],
    *,
    now: datetime,
) -> None:
    """As `record`, a row for each of `details`, all in one statement."""
    what = {"at": now, "actor_id": actor_id, "verb": verb, "subject": subject, "subject_id": subject_id}
    await db.execute(insert(Action), [what | {"details": dict(each)} for each in details])
