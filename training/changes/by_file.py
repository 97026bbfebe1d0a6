"""What the programme's file changes of a session that people are in: told like any other change.

Begun before the sessions are written and ended once all are: two sessions of one file may change places. The people
and the sessions must be locked.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import ChangeKind, SessionChange, TrainingSession
from db.queries import changes as queries
from db.queries import people
from training.calendar import half_days
from training.changes import common, moving
from training.errors import Stale
from training.notices import SessionAltered
from training.waiting_line import ahead

DAYS = ("first_day", "last_day", "opens", "closes")
PLACE = ("venue", "town")


@dataclass(frozen=True)
class Begun:
    """A session about to be written, and what it was before."""

    session: TrainingSession
    change: SessionChange


async def lock_people(db: AsyncSession, session_ids: Collection[int]) -> dict[int, list[int]]:
    """Lock who has a seat in these sessions, by session: their calendars stay as they are."""
    found = {session_id: list(await queries.people(db, session_id, moving.SEATS)) for session_id in session_ids}
    await people.lock_several(db, {one for those in found.values() for one in those})
    return found


async def check_people(db: AsyncSession, locked: Mapping[int, list[int]]) -> None:
    """Once the sessions are locked, too: somebody who has just registered was not locked. Raises Stale."""
    for session_id, known in locked.items():
        if list(await queries.people(db, session_id, moving.SEATS)) != known:
            raise Stale("session")


async def begin(
    db: AsyncSession, by_id: int | None, session: TrainingSession, values: Mapping[str, Any], *, now: datetime
) -> Begun | None:
    """Keep what it is, where these values change its days, hours or place and somebody has to be told; else None."""
    there = TrainingSession(**{name: values[name] for name in DAYS})
    moved = set(half_days(there)) != set(half_days(session))
    altered = any(getattr(session, name) != values[name] for name in (*DAYS, *PLACE))
    if not altered or not ahead(session, now) or values["starts_at"] <= now:
        return None
    if not await queries.people(db, session.id, common.CONCERNED):
        return None
    kind = ChangeKind.MOVED if moved else ChangeKind.ALTERED
    return Begun(session, common.note(db, by_id, session, kind, now))


async def end(db: AsyncSession, by_id: int | None, begun: Begun, *, now: datetime) -> int:
    """Tell everybody; how many. Who is elsewhere on the new days keeps that seat and leaves this one."""
    session, change = begun.session, begun.change
    await common.follow(db, session, now=now)
    if change.kind is ChangeKind.ALTERED:
        return await common.tell(db, session, change, SessionAltered, now=now)
    lost = await moving.elsewhere(db, session, session)
    return await moving.carry_out(db, by_id, session, change, lost, now=now)
