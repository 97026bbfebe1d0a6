"""The editable lists, and what the words of the programme's file mean."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Integer, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.models import AudienceTerm, Dimension, Reference, ReferenceKind

CORPS, FUNCTION = aliased(Reference), aliased(Reference)
MEANINGS = (
    select(AudienceTerm.term, AudienceTerm.dimension, AudienceTerm.value, CORPS.label, FUNCTION.label)
    .select_from(AudienceTerm)
    .outerjoin(CORPS, CORPS.id == bindparam("corps", type_=Integer))
    .outerjoin(FUNCTION, FUNCTION.id == bindparam("function", type_=Integer))
    .order_by(AudienceTerm.id)
)
"""Made once, as every card of a session needs it."""


class Meaning(NamedTuple):
    """One of the things that a word of the programme's file means."""

    term: str
    dimension: Dimension
    value: str


class Meanings(NamedTuple):
    """The whole table of meanings (a few dozen), and the labels of one corps and one function, empty for none."""

    terms: list[Meaning]
    corps: str = ""
    function: str = ""


async def terms(db: AsyncSession) -> Sequence[AudienceTerm]:
    """The whole table of meanings: a few dozen rows."""
    return (await db.scalars(select(AudienceTerm).order_by(AudienceTerm.id))).all()


async def meanings(db: AsyncSession, corps_id: int | None, function_id: int | None) -> Meanings:
    """What decides of somebody's publics, in one statement."""
    rows = (await db.execute(MEANINGS, {"corps": corps_id, "function": function_id})).all()
    found = [Meaning(*row[:3]) for row in rows]
    return Meanings(found, rows[0][3] or "", rows[0][4] or "") if rows else Meanings(found)


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
