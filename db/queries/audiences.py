"""What an audience is chosen from, and who it is in the end: lists, labels, names. `now` is programme time."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Select, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.models import (
    Announcement,
    Area,
    Dispatch,
    OutboxMessage,
    OutboxState,
    Person,
    Reference,
    ReferenceKind,
    SessionState,
    TrainingSession,
)
from db.queries.announcements import Criteria, people, reachable

HAS_PEOPLE = TrainingSession.state.not_in((SessionState.DRAFT, SessionState.CANCELLED))


async def sessions(db: AsyncSession, now: datetime, limit: int, offset: int) -> tuple[Sequence[TrainingSession], int]:
    """Sessions that have people: those under way and to come, the nearest first, then those that ended, the latest
    first. And how many in all.
    """
    over = TrainingSession.ends_at <= now
    order = (case((over, 1), else_=0), case((~over, TrainingSession.starts_at)), TrainingSession.starts_at.desc())
    wanted = select(TrainingSession).where(HAS_PEOPLE).order_by(*order, TrainingSession.id)
    total = await db.scalar(select(func.count()).select_from(TrainingSession).where(HAS_PEOPLE))
    return (await db.scalars(wanted.limit(limit).offset(offset))).all(), int(total or 0)


async def has_people(db: AsyncSession, session_id: int) -> bool:
    """Whether there is such a session, neither a draft nor cancelled."""
    wanted = select(TrainingSession.id).where(TrainingSession.id == session_id, HAS_PEOPLE)
    return await db.scalar(wanted) is not None


async def areas(db: AsyncSession) -> Sequence[Area]:
    """Every area, in the programme's order."""
    return (await db.scalars(select(Area).order_by(Area.number, Area.id))).all()


async def entries(db: AsyncSession, kind: ReferenceKind) -> Sequence[tuple[Reference, str]]:
    """A list in its order, without what people proposed; each with the label of the entry it hangs under, or ""."""
    parent = aliased(Reference)
    wanted = (
        select(Reference, func.coalesce(parent.label, ""))
        .outerjoin(parent, parent.id == Reference.parent_id)
        .where(Reference.kind == kind, Reference.proposed.is_(False))
        .order_by(parent.position, Reference.position, Reference.id)
    )
    return [(entry, above) for entry, above in (await db.execute(wanted)).all()]


async def short_labels(db: AsyncSession, ids: Collection[int]) -> dict[int, str]:
    """Entries of the lists, by their ids."""
    wanted = select(Reference.id, Reference.short_label).where(Reference.id.in_(ids))
    return {int(found[0]): str(found[1]) for found in (await db.execute(wanted)).all()}


async def by_name(db: AsyncSession, criteria: Criteria) -> Sequence[Person]:
    """The people who meet the criteria, by name."""
    return (await db.scalars(_named(people(criteria)))).all()


async def verified(db: AsyncSession, ids: Collection[int]) -> Sequence[Person]:
    """These people, if they were let in, by name."""
    return (await db.scalars(_named(people(Criteria()).where(Person.id.in_(ids))))).all()


async def rows(db: AsyncSession, criteria: Criteria) -> Sequence[tuple[str, str, str, str, bool]]:
    """An audience by name: first name, last name, corps, institution, whether a message can reach them."""
    corps, institution = aliased(Reference), aliased(Reference)
    wanted = (
        _named(people(criteria))
        .outerjoin(corps, corps.id == Person.corps_id)
        .outerjoin(institution, institution.id == Person.institution_id)
        .with_only_columns(Person.first_name, Person.last_name, corps.label, institution.label, reachable())
    )
    return [
        (first or "", last or "", its or "", where or "", bool(reached))
        for first, last, its, where, reached in (await db.execute(wanted)).all()
    ]


async def forms_of_address(db: AsyncSession, criteria: Criteria) -> Sequence[tuple[str, str, str]]:
    """How each person of an audience whom a message can reach is addressed, and their first and last name."""
    columns = (Person.form_of_address, Person.first_name, Person.last_name)
    wanted = people(criteria).where(reachable()).with_only_columns(*columns)
    return [(form or "", first or "", last or "") for form, first, last in (await db.execute(wanted)).all()]


async def forms_of_address_reached(db: AsyncSession, announcement_id: int) -> Sequence[tuple[str, str, str]]:
    """The same of each person whom an announcement has reached."""
    columns = (Person.form_of_address, Person.first_name, Person.last_name)
    wanted = (
        select(*columns)
        .join(OutboxMessage, OutboxMessage.person_id == Person.id)
        .join(Dispatch, Dispatch.id == OutboxMessage.dispatch_id)
        .where(Dispatch.announcement_id == announcement_id, OutboxMessage.state == OutboxState.SENT)
    )
    return [(form or "", first or "", last or "") for form, first, last in (await db.execute(wanted)).all()]


async def latest(
    db: AsyncSession, limit: int, offset: int
) -> tuple[Sequence[tuple[Announcement, Dispatch | None]], int]:
    """Announcements, the newest first, each with the latest way through its recipients; and how many in all."""
    total = await db.scalar(select(func.count()).select_from(Announcement))
    wanted = select(Announcement).order_by(Announcement.id.desc()).limit(limit).offset(offset)
    found = (await db.scalars(wanted)).all()
    ids = [each.id for each in found]
    ways = await db.scalars(select(Dispatch).where(Dispatch.announcement_id.in_(ids)).order_by(Dispatch.id))
    last = {way.announcement_id: way for way in ways}
    return [(each, last.get(each.id)) for each in found], int(total or 0)


def _named(wanted: Select[Person]) -> Select[Person]:
    return wanted.order_by(Person.last_name, Person.first_name, Person.id)
