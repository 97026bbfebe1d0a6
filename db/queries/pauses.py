"""The one pause that all processes share. Times are on the database's clock."""

import enum

from sqlalchemy import ColumnElement, CursorResult, Update, delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.machine_time import machine_time
from db.models import DeliveryPause
from db.queries.upsert import insert_once

THE_ONE = 1


class PauseReason(enum.StrEnum):
    """Why nobody sends."""

    TOO_FAST = "too_fast"
    TOKEN_REFUSED = "token_refused"


def no_pause() -> ColumnElement[bool]:
    """For a WHERE clause: nobody is asked to wait now."""
    return ~exists(select(DeliveryPause.id).where(DeliveryPause.until_machine > machine_time()))


async def paused(db: AsyncSession) -> bool:
    """Whether everybody waits now."""
    return not await db.scalar(select(no_pause()))


async def pause(db: AsyncSession, seconds: float, reason: PauseReason) -> bool:
    """Let nobody send for `seconds` (a longer pause in force stays); whether the reason is news."""
    until = machine_time(seconds)
    if await insert_once(db, DeliveryPause, id=THE_ONE, until_machine=until, reason=reason):
        return True
    await db.execute(_change(DeliveryPause.until_machine < until).values(until_machine=until))
    changed = await db.execute(_change(DeliveryPause.reason != reason).values(reason=reason))
    assert isinstance(changed, CursorResult)
    return bool(changed.rowcount)


async def lift(db: AsyncSession) -> None:
    """Something was sent: a pause that is over is forgotten, and with it the trouble that caused it."""
    over = DeliveryPause.until_machine <= machine_time()
    await db.execute(delete(DeliveryPause).where(over), execution_options={"synchronize_session": False})


async def token_refused(db: AsyncSession) -> bool:
    """Whether Telegram refused the token and nothing was sent since: health is red."""
    return await db.scalar(select(DeliveryPause.reason)) == PauseReason.TOKEN_REFUSED


def _change(condition: ColumnElement[bool]) -> Update:
    return update(DeliveryPause).where(condition).execution_options(synchronize_session=False)
