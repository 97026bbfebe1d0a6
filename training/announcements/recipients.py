"""An audience, resolved to the people it means today."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Dimension, Person, ReferenceKind, SessionState
from db.queries import announcements as queries
from db.queries import references
from db.queries.announcements import Criteria
from training import text
from training.announcements.audience import Audience


@dataclass(frozen=True)
class Recipients:
    """How many people it would be sent to, and how many more nothing can reach."""

    n: int
    unreachable: int


async def criteria(db: AsyncSession, audience: Audience) -> Criteria:
    """The audience as conditions of a query; the words of publics are looked up in the table of their meanings."""
    words = {text.fold(word) for word in audience.publics}
    terms = [term for term in await references.terms(db) if text.fold(term.term) in words] if words else None
    wanted = {
        term.dimension: {text.fold(t.value) for t in terms or () if t.dimension is term.dimension}
        for term in terms or ()
    }
    corps = await queries.references(db, ReferenceKind.CORPS) if Dimension.CORPS in wanted else ()
    functions = await queries.references(db, ReferenceKind.FUNCTION) if Dimension.FUNCTION in wanted else ()
    parts = wanted.get(Dimension.FUNCTION, set())
    return Criteria(
        sessions=audience.sessions,
        states=tuple(state.value for state in audience.states),
        areas=audience.areas,
        terms=terms,
        corps=audience.corps,
        institutions=audience.institutions,
        regions=audience.regions,
        excluded=audience.excluded,
        corps_of_terms=tuple(id for id, label in corps if text.fold(label) in wanted[Dimension.CORPS]),
        functions_of_terms=tuple(id for id, label in functions if any(part in text.fold(label) for part in parts)),
    )


async def left(db: AsyncSession, audience: Audience, people: Collection[int]) -> set[int]:
    """Those of these people (ids) whom it does not mean any more, where it means the people of sessions.

    Nobody while one of its sessions is cancelled: this may be the announcement that tells them.
    """
    sessions = await queries.sessions(db, audience.sessions) if audience.sessions else ()
    if not sessions or any(each.state is SessionState.CANCELLED for each in sessions):
        return set()
    theirs = queries.people(await criteria(db, audience)).where(Person.id.in_(people))
    return set(people) - set(await db.scalars(theirs.with_only_columns(Person.id)))


async def count(db: AsyncSession, audience: Audience) -> Recipients:
    """How many people it means now."""
    return Recipients(*await queries.audience(db, await criteria(db, audience)))
