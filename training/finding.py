"""The session that a button or link points to, or Gone."""

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import SessionState, TrainingSession
from db.queries import programme
from training.errors import Gone


async def session(db: AsyncSession, session_id: int) -> TrainingSession:
    """A session, whatever its state. Raises Gone."""
    return _there(await programme.find(db, session_id))


async def locked_session(db: AsyncSession, session_id: int) -> TrainingSession:
    """The same, locked until the end of the transaction and read afresh. Raises Gone."""
    return _there(await programme.lock_session(db, session_id))


async def locked_published(db: AsyncSession, session_id: int) -> TrainingSession:
    """The same; a draft is Gone."""
    found = await locked_session(db, session_id)
    if found.state is SessionState.DRAFT:
        raise Gone("session")
    return found


def _there(found: TrainingSession | None) -> TrainingSession:
    if found is None:
        raise Gone("session")
    return found
