"""The editable lists, and what the words of the programme's file mean."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import AudienceTerm, Reference, ReferenceKind


async def terms(db: AsyncSession) -> Sequence[AudienceTerm]:
    """The whole table of meanings: a few dozen rows."""
    return (await db.scalars(select(AudienceTerm).order_by(AudienceTerm.id))).all()


async def entries(db: AsyncSession, kind: ReferenceKind, parent_id: int | None, proposed: bool) -> Sequence[Reference]:
    """A list in its order: under `parent_id` (None: under any), with what people proposed only if asked for."""
    wanted = select(Reference).where(Reference.kind == kind)
    if parent_id is not None:
        wanted = wanted.where(Reference.parent_id == parent_id)
    if not proposed:
        wanted = wanted.where(Reference.proposed.is_(False))
    return (await db.scalars(wanted.order_by(Reference.proposed, Reference.position, Reference.id))).all()


async def is_empty(db: AsyncSession, table: type[Reference] | type[AudienceTerm]) -> bool:
    """Whether nothing was ever put into one of the two tables."""
    return (await db.execute(select(table.id).limit(1))).first() is None
