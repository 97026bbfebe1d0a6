"""Owe, don't send: a message is a row written with the change that causes it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Lane, OutboxMessage
from db.queries.upsert import insert_once
from training.notices import Notice


async def owe(
    db: AsyncSession,
    person_id: int,
    notice: Notice,
    *,
    key: str,
    due_at: datetime,
    expires_at: datetime | None = None,
    lane: Lane = Lane.PERSONAL,
) -> None:
    """Owe `notice` to a person from `due_at` on (programme time); after `expires_at` it is never sent.

    `key` makes it unique: owing the same key again changes nothing.
    """
    await insert_once(
        db,
        OutboxMessage,
        key=key,
        person_id=person_id,
        kind=notice.kind,
        payload=notice.pack(),
        lane=int(lane),
        due_at=due_at,
        expires_at=expires_at,
    )
