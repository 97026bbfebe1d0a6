"""Files that organisers send, kept between the dry run and the confirmation: the last one of each organiser."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, Upload
from db.queries import uploads as queries
from training import access, text
from training.errors import Gone, TrainingError

MAX_BYTES = 5 * 1024 * 1024
MAX_NAME = 100
MAX_ID = 2**31 - 1
"""Numbers are drawn: SQLite gives the number of a deleted row again, and an old button would import another file."""


@dataclass
class FileTooBig(TrainingError):
    """A file beyond the limit; both in bytes."""

    size: int
    limit: int


async def keep_upload(db: AsyncSession, actor: Person | None, name: str, content: bytes, *, now: datetime) -> Upload:
    """Keep a file, in place of this organiser's former one. Raises Forbidden or FileTooBig."""
    known = await access.organiser(db, actor)
    if len(content) > MAX_BYTES:
        raise FileTooBig(len(content), MAX_BYTES)
    await queries.forget_of(db, known.id)
    number = 1 + secrets.randbelow(MAX_ID)
    kept = Upload(
        id=number, person_id=known.id, name=text.cut(text.tidy(name), MAX_NAME), content=content, created_at=now
    )
    db.add(kept)
    await db.flush()
    return kept


async def upload(db: AsyncSession, actor: Person | None, upload_id: int) -> Upload:
    """This organiser's own file, locked. Raises Forbidden, or Gone once it is imported, replaced or another's."""
    known = await access.organiser(db, actor)
    kept = await queries.lock(db, upload_id)
    if kept is None or kept.person_id != known.id:
        raise Gone("upload")
    return kept


async def discard(db: AsyncSession, actor: Person | None, upload_id: int) -> None:
    """« Annuler »: forget this organiser's own file. Raises Forbidden, or Gone as `upload` does."""
    kept = await upload(db, actor, upload_id)
    await queries.forget(db, kept.id)
