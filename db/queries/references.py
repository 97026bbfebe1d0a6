"""The editable lists, and what the words of the programme's file mean."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import AudienceTerm, Reference, ReferenceKind

TERMS = select(AudienceTerm).order_by(AudienceTerm.id)
LABELS = select(Reference.id, Reference.label).where(Reference.id.in_(bindparam("entries", expanding=True)))


async def terms(db: AsyncSession) -> Sequence[AudienceTerm]:
    """The whole table of meanings: a few dozen rows."""
    return (await db.scalars(TERMS)).all()


async def labels(db: AsyncSession, entries: Sequence[int]) -> dict[int, str]:
    """The labels of some entries of the lists, by id."""
    rows = await db.execute(LABELS, {"entries": entries})
    return dict(rows.all())


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
