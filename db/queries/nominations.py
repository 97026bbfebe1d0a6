"""Nominations, and what an organiser said of namesakes."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager

from db.models import NamesakeAnswer, Nomination, Person, Reference, ReferenceKind, Registration, TrainingSession
from db.queries.people import FICHE


class Known(NamedTuple):
    """Somebody who could be a person of a list."""

    id: int
    match_key: str
    corps_id: int | None
    phone: str | None
    corps: str | None


async def known_people(db: AsyncSession) -> Sequence[Known]:
    """Everybody with a name, in the order of their ids."""
    wanted = select(Person.id, Person.match_key, Person.corps_id, Person.phone, Reference.short_label)
    named = wanted.outerjoin(Reference, Reference.id == Person.corps_id).where(Person.match_key.is_not(None))
    rows = (await db.execute(named.order_by(Person.id))).all()
    return [Known(id, key or "", corps_id, phone, corps) for id, key, corps_id, phone, corps in rows]


async def of_session(db: AsyncSession, session_id: int) -> Sequence[Nomination]:
    """The nominations of a session with their people and what describes these, in order of nomination; read afresh."""
    wanted = select(Nomination).join(Nomination.person).where(Nomination.session_id == session_id)
    loaded = wanted.options(contains_eager(Nomination.person).options(*FICHE))
    return (await db.scalars(loaded.order_by(Nomination.id).execution_options(populate_existing=True))).all()


async def find(db: AsyncSession, session_id: int, person_id: int) -> Nomination | None:
    """One nomination."""
    wanted = select(Nomination).where(Nomination.session_id == session_id, Nomination.person_id == person_id)
    return (await db.scalars(wanted)).one_or_none()


async def session_of(db: AsyncSession, nomination_id: int) -> TrainingSession | None:
    """The session of a nomination."""
    wanted = select(TrainingSession).join(Nomination, Nomination.session_id == TrainingSession.id)
    return (await db.scalars(wanted.where(Nomination.id == nomination_id))).one_or_none()


async def sessions(db: AsyncSession, nomination_ids: Collection[int]) -> dict[int, TrainingSession]:
    """The same, of several, by nomination."""
    wanted = select(Nomination.id, TrainingSession).join(TrainingSession, Nomination.session_id == TrainingSession.id)
    return dict((await db.execute(wanted.where(Nomination.id.in_(nomination_ids)))).all())


async def latest_of(db: AsyncSession, person_id: int) -> int | None:
    """The last nomination (id) of somebody."""
    return await db.scalar(select(func.max(Nomination.id)).where(Nomination.person_id == person_id))


async def is_nominated(db: AsyncSession, session_id: int, person_id: int) -> bool:
    """Whether a list, or an organiser, put somebody forward for a session."""
    return await find(db, session_id, person_id) is not None


async def registrations(db: AsyncSession, session_id: int) -> dict[int, Registration]:
    """The registrations of a session by person, whoever put them forward; read afresh."""
    wanted = select(Registration).where(Registration.session_id == session_id)
    return {one.person_id: one for one in await db.scalars(wanted.execution_options(populate_existing=True))}


async def phones(db: AsyncSession) -> dict[int, str]:
    """The telephones that lists gave, by person; the last one of each."""
    wanted = select(Nomination.person_id, Nomination.phone).where(Nomination.phone.is_not(None))
    return {person_id: phone for person_id, phone in await db.execute(wanted.order_by(Nomination.id)) if phone}


async def phones_of(db: AsyncSession, person_id: int) -> Sequence[str]:
    """The telephones that lists gave of somebody."""
    wanted = select(Nomination.phone).where(Nomination.person_id == person_id, Nomination.phone.is_not(None))
    return [phone for phone in await db.scalars(wanted.order_by(Nomination.id)) if phone]


async def sessions_of(db: AsyncSession, person_id: int) -> set[int]:
    """The sessions (ids) that somebody was put forward for."""
    return set(await db.scalars(select(Nomination.session_id).where(Nomination.person_id == person_id)))


async def told(db: AsyncSession, person_id: int, now: datetime) -> None:
    """Somebody knows of all their nominations."""
    theirs = update(Nomination).where(Nomination.person_id == person_id, Nomination.told_at.is_(None))
    await db.execute(theirs.values(told_at=now))


async def forget_phone(db: AsyncSession, person_id: int) -> None:
    """What lists said of this person's telephone."""
    theirs = update(Nomination).where(Nomination.person_id == person_id, Nomination.phone.is_not(None))
    await db.execute(theirs.values(phone=None))


async def of_person(db: AsyncSession, person_id: int) -> Sequence[tuple[Nomination, str]]:
    """By which lists somebody was put forward, with the session's code, by time."""
    wanted = select(Nomination, TrainingSession.code).join(TrainingSession, TrainingSession.id == Nomination.session_id)
    theirs = wanted.where(Nomination.person_id == person_id).order_by(Nomination.nominated_at, Nomination.id)
    return [(nomination, code) for nomination, code in (await db.execute(theirs)).all()]


async def people(db: AsyncSession, ids: Sequence[int], *, lock: bool = False) -> dict[int, Person]:
    """People by id with what describes them; locked in the order of their ids if they are about to be seated."""
    wanted = select(Person).where(Person.id.in_(ids)).order_by(Person.id).options(*FICHE)
    if lock:
        wanted = wanted.with_for_update(key_share=True)
    found = await db.scalars(wanted.execution_options(populate_existing=True))
    return {person.id: person for person in found}


async def corps(db: AsyncSession) -> Sequence[Reference]:
    """The corps of the list, without those that somebody proposed."""
    wanted = select(Reference).where(Reference.kind == ReferenceKind.CORPS, Reference.proposed.is_(False))
    return (await db.scalars(wanted.order_by(Reference.position, Reference.id))).all()


async def answers(db: AsyncSession, upload_id: int) -> dict[tuple[int, str], bool]:
    """What was said of namesakes, by line and by the other."""
    wanted = select(NamesakeAnswer).where(NamesakeAnswer.upload_id == upload_id)
    return {(one.line, one.other): one.same for one in await db.scalars(wanted)}
