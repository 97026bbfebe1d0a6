"""Practical notes of a session and its place on the map: what to bring, where to come in. Organisers write them."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, TrainingSession
from training import access, finding, journal

MAX_TEXT = 400
"""Characters: they are read on one page, with the session's place."""


async def session_to_note(db: AsyncSession, actor: Person | None, session_id: int) -> TrainingSession:
    """The session that notes are written for. Raises Forbidden, Gone."""
    await access.organiser(db, actor)
    return await finding.session(db, session_id)


async def write(
    db: AsyncSession, actor: Person | None, session_id: int, text: str, *, now: datetime
) -> TrainingSession:
    """These notes in place of any other; "" for none. Nobody is told. Raises Forbidden, Gone."""
    by = await access.organiser(db, actor)
    session = await finding.locked_session(db, session_id)
    session.practical = text
    journal.record(db, by.id, "practical_written", "session", session.id, now=now)
    return session


async def place(
    db: AsyncSession, actor: Person | None, session_id: int, point: tuple[float, float] | None, *, now: datetime
) -> TrainingSession:
    """Where it is, in degrees of latitude and longitude; None for nowhere. Raises Forbidden, Gone."""
    by = await access.organiser(db, actor)
    session = await finding.locked_session(db, session_id)
    session.latitude, session.longitude = point or (None, None)
    journal.record(db, by.id, "practical_placed", "session", session.id, now=now, placed=point is not None)
    return session
