"""Owe, don't send: a message is a row written with the change that causes it."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Lane, OutboxMessage
from db.queries.upsert import insert_new, insert_once
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
) -> bool:
    """Owe `notice` to a person from `due_at` on (programme time); after `expires_at` it is never sent.

    `key` makes it unique: owing the same key again changes nothing. Whether it was not owed before.
    """
    return await insert_once(db, OutboxMessage, key=key, **_row(person_id, notice, lane, due_at, expires_at))


async def owe_group(
    db: AsyncSession,
    group_id: int,
    notice: Notice,
    *,
    key: str,
    due_at: datetime,
    expires_at: datetime | None = None,
    lane: Lane = Lane.PERSONAL,
) -> None:
    """Owe `notice` to a group of organisers (its chat's id); else as `owe`."""
    row = _row(None, notice, lane, due_at, expires_at) | {"group_id": group_id}
    await insert_once(db, OutboxMessage, key=key, **row)


async def owe_all(
    db: AsyncSession,
    notices: Mapping[int, Notice],
    *,
    key: str,
    due_at: datetime,
    expires_at: datetime | None = None,
    lane: Lane = Lane.PERSONAL,
) -> None:
    """Owe each person (by id) their notice, in one statement, under the key `<key>:<person>`; else as `owe`.

    For the people of a session: a few hundred at most.
    """
    rows = [
        {"key": f"{key}:{person_id}"} | _row(person_id, notice, lane, due_at, expires_at)
        for person_id, notice in notices.items()
    ]
    if rows:
        await insert_new(db, OutboxMessage, rows)


def _row(
    person_id: int | None, notice: Notice, lane: Lane, due_at: datetime, expires_at: datetime | None
) -> dict[str, object]:
    what = {"person_id": person_id, "kind": notice.kind, "payload": notice.pack(), "lane": int(lane)}
    return what | {"due_at": due_at, "expires_at": expires_at}
