"""Announcements: who is in an audience, and what must be known of those people before anything is sent."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, not_, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Announcement,
    Attendance,
    AudienceTerm,
    Civility,
    Dimension,
    Intention,
    Person,
    Reference,
    ReferenceKind,
    Registration,
    Seat,
    SessionState,
    Standing,
    TrainingSession,
)


@dataclass(frozen=True)
class Criteria:
    """Conditions that somebody must all meet; an empty one is none. Within one, any value will do.

    `states` are names of `STATES`. `terms` are the rows behind the words of a public.
    """

    sessions: Collection[int] = ()
    states: Collection[str] = ()
    areas: Collection[int] = ()
    terms: Sequence[AudienceTerm] | None = None
    corps: Collection[int] = ()
    institutions: Collection[int] = ()
    regions: Collection[int] = ()
    excluded: Collection[int] = ()
    corps_of_terms: Collection[int] = field(default=())
    functions_of_terms: Collection[int] = field(default=())


async def locked(db: AsyncSession, announcement_id: int) -> Announcement | None:
    """The announcement, locked until the end of the transaction and read afresh."""
    wanted = select(Announcement).where(Announcement.id == announcement_id).with_for_update(key_share=True)
    return (await db.scalars(wanted.execution_options(populate_existing=True))).one_or_none()


async def audience(db: AsyncSession, criteria: Criteria) -> tuple[int, int]:
    """How many people who meet these criteria can be reached, and how many cannot."""
    reached = func.count().filter(reachable())
    statement = people(criteria).with_only_columns(reached, func.count() - reached)
    found = (await db.execute(statement)).one()
    return int(found[0]), int(found[1])


async def without(
    db: AsyncSession, criteria: Criteria, column: ColumnElement[str | None], limit: int
) -> tuple[Sequence[Person], int]:
    """Reachable people of an audience whose `column` is blank, by name; at most `limit`, and how many in all."""
    wanted = people(criteria).where(reachable(), not_(filled(column)))
    total = await db.scalar(wanted.with_only_columns(func.count()))
    named = wanted.order_by(Person.last_name, Person.first_name, Person.id).limit(limit)
    return (await db.scalars(named)).all(), int(total or 0)


def filled(column: ColumnElement[str | None]) -> ColumnElement[bool]:
    """Whether a column of a person says something."""
    return func.coalesce(func.trim(column), "") != ""


async def references(db: AsyncSession, kind: ReferenceKind) -> Sequence[tuple[int, str]]:
    """Every entry of a list that organisers have taken over: id and label."""
    wanted = select(Reference.id, Reference.label).where(Reference.kind == kind, Reference.proposed.is_(False))
    return [(int(found[0]), str(found[1])) for found in (await db.execute(wanted)).all()]


async def sessions(db: AsyncSession, ids: Collection[int]) -> Sequence[TrainingSession]:
    """These sessions, the earliest first."""
    wanted = select(TrainingSession).where(TrainingSession.id.in_(ids)).order_by(TrainingSession.starts_at)
    return (await db.scalars(wanted)).all()


def people(criteria: Criteria) -> Select[Person]:
    """Verified people who meet the criteria, each once. A cancelled or draft session has no people."""
    conditions = [Person.standing == Standing.VERIFIED, Person.id.not_in(criteria.excluded)]
    if criteria.sessions or criteria.states:
        conditions.append(_stands(criteria))
    if criteria.areas:
        in_area = TrainingSession.area_id.in_(criteria.areas)
        conditions.append(_registered(and_(in_area, Registration.seat == Seat.SEATED)))
    if criteria.terms is not None:
        conditions.append(or_(false(), *(_means(term, criteria) for term in criteria.terms)))  # no meaning: nobody
    for column, ids in (
        (Person.corps_id, criteria.corps),
        (Person.institution_id, criteria.institutions),
        (Person.region_id, criteria.regions),
    ):
        if ids:
            conditions.append(column.in_(ids))
    return select(Person).where(*conditions)


def reachable() -> ColumnElement[bool]:
    """Whether a message can reach a person."""
    return Person.telegram_id.is_not(None) & Person.reachable.is_(True)


def _stands(criteria: Criteria) -> ColumnElement[bool]:
    states = or_(*(STATES[name] for name in criteria.states or ("seated",)))
    where = and_(states, Registration.session_id.in_(criteria.sessions)) if criteria.sessions else states
    return _registered(where)


def _registered(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    happening = TrainingSession.state.not_in((SessionState.DRAFT, SessionState.CANCELLED))
    theirs = and_(Registration.person_id == Person.id, TrainingSession.id == Registration.session_id)
    return exists(select(Registration.id).where(theirs, happening, condition).correlate(Person))


def _was_there(*, present: bool) -> ColumnElement[bool]:
    mine = and_(Attendance.session_id == Registration.session_id, Attendance.person_id == Registration.person_id)
    return exists(select(Attendance.day).where(mine, Attendance.present.is_(present)).correlate(Registration))


_SEATED = Registration.seat == Seat.SEATED
STATES: dict[str, ColumnElement[bool]] = {
    "seated": _SEATED,
    "silent": and_(_SEATED, Registration.intention == Intention.UNKNOWN),
    "confirmed": and_(_SEATED, Registration.intention == Intention.CONFIRMED),
    "waiting": Registration.seat == Seat.WAITING,
    "present": _was_there(present=True),
    "absent": and_(_was_there(present=False), ~_was_there(present=True)),
}
"""How somebody stands to a session: seated without an answer is silent; absent is marked so, and present never."""


def _means(term: AudienceTerm, criteria: Criteria) -> ColumnElement[bool]:
    match term.dimension:
        case Dimension.ANYONE:
            return true()
        case Dimension.CORPS:
            return Person.corps_id.in_(criteria.corps_of_terms)
        case Dimension.FUNCTION:
            return Person.function_id.in_(criteria.functions_of_terms)
        case Dimension.JUDICIAL_POLICE:
            return Person.judicial_police_officer.is_(True)
        case Dimension.SEX:
            return Person.civility == Civility(term.value)
