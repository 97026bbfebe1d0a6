"""The announcements there are, the latest first, and how each of them stands."""

import enum
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Announcement, AnnouncementState, Dispatch, DispatchState, Person
from db.queries import audiences
from training import access


class Standing(enum.StrEnum):
    """How far an announcement is, in one word."""

    DRAFT = "draft"
    AWAITING = "awaiting"
    SCHEDULED = "scheduled"
    HELD = "held"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    STOPPED = "stopped"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Listed:
    """One page of them, and how many there are in all."""

    lines: tuple[tuple[Announcement, Standing], ...]
    total: int


async def latest(db: AsyncSession, actor: Person | None, *, limit: int, offset: int = 0) -> Listed:
    """Raises Forbidden."""
    await access.organiser(db, actor)
    found, total = await audiences.latest(db, limit, offset)
    return Listed(tuple((each, standing(each, way)) for each, way in found), total)


def standing(announcement: Announcement, way: Dispatch | None) -> Standing:
    """`way` is the latest through its recipients; None before it leaves."""
    if announcement.state is not AnnouncementState.OUT:
        return Standing(announcement.state.value)
    if way is None:
        return Standing.DONE
    return Standing.STOPPED if way.state is DispatchState.CANCELLED else Standing(way.state.value)
