"""What is over and has to be forgotten. `now` and `before` are programme time."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, CursorResult, ScalarSelect, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Base,
    Dialog,
    Nomination,
    Person,
    Registration,
    Replacement,
    ReplacementState,
    RoleGrant,
    Screen,
    Seat,
    TrainingSession,
    Upload,
)


async def forget_dialogs(db: AsyncSession, now: datetime) -> int:
    """Questions that nobody answered in time, with the answers given before them."""
    return await _forget(db, Dialog, Dialog.expires_at <= now)


async def forget_uploads(db: AsyncSession, before: datetime) -> int:
    """Files that nobody imported."""
    return await _forget(db, Upload, Upload.created_at < before)


async def forget_strangers_screens(db: AsyncSession) -> int:
    """Screens of chats that are nobody's any more."""
    return await _forget(db, Screen, ~exists().where(Person.telegram_id == Screen.chat_id))


async def forget_proposals(db: AsyncSession, now: datetime) -> int:
    """Replacements of sessions that have started, which nobody decided: what was written of somebody."""
    begun = select(TrainingSession.id).where(TrainingSession.starts_at <= now)
    over = update(Replacement).where(Replacement.line.is_not(None), Replacement.session_id.in_(begun))
    result = await db.execute(over.values(line=None, state=ReplacementState.VOID))
    assert isinstance(result, CursorResult)
    return result.rowcount


async def links_over(db: AsyncSession, before: datetime) -> Sequence[int]:
    """People (ids) with a Telegram account or a telephone whose last session ended before `before`, locked.

    A telephone that only a list gave counts as well. Without a session it is their arrival that counts. Whoever holds
    a role is left out, and whoever is locked: they are about to do something.
    """
    listed = exists().where(Nomination.person_id == Person.id, Nomination.phone.is_not(None))
    linked = or_(Person.telegram_id.is_not(None), Person.phone.is_not(None), listed)
    no_role = ~exists().where(RoleGrant.person_id == Person.id)
    wanted = select(Person.id).where(linked, no_role, func.coalesce(_last_session(), Person.created_at) < before)
    locked = wanted.order_by(Person.id).with_for_update(of=Person, key_share=True, skip_locked=True)
    return (await db.scalars(locked)).all()


def _last_session() -> ScalarSelect[datetime]:
    """When the last session that the person did not withdraw from ends or ended."""
    theirs = (Registration.person_id == Person.id) & (Registration.seat != Seat.WITHDRAWN)
    wanted = select(func.max(TrainingSession.ends_at)).join(Registration, Registration.session_id == TrainingSession.id)
    return wanted.where(theirs).correlate(Person).scalar_subquery()


async def _forget(db: AsyncSession, table: type[Base], over: ColumnElement[bool]) -> int:
    result = await db.execute(delete(table).where(over).execution_options(synchronize_session=False))
    assert isinstance(result, CursorResult)
    return result.rowcount
