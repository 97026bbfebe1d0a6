"""Files that organisers sent."""

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Upload


async def lock(db: AsyncSession, upload_id: int) -> Upload | None:
    """A file, locked: of two confirmations at once, the second finds nothing."""
    wanted = select(Upload).where(Upload.id == upload_id).with_for_update()
    return (await db.scalars(wanted.execution_options(populate_existing=True))).one_or_none()


async def forget(db: AsyncSession, upload_id: int) -> None:
    await db.execute(delete(Upload).where(Upload.id == upload_id))


async def forget_of(db: AsyncSession, person_id: int) -> None:
    """Delete whatever this person had sent."""
    await db.execute(delete(Upload).where(Upload.person_id == person_id))
