"""Personal links: the way in of one person whom a list put forward, handed to them by whoever knows them.

The code is shown once, where it is made; only its hash is kept. A new link ends the one before.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, PersonalLink
from db.queries import links as queries
from db.queries import people
from training import access, codes, journal
from training.errors import Gone, Stale

LIFETIME = timedelta(days=60)
"""How long a link can be used. Source: the team (lists come a month before a session, or later)."""
TRIES = 3
"""Wrong answers to what a link asks, after which it is blocked: one in 330 of chance to guess three digits."""


@dataclass(frozen=True)
class Issued:
    """A link and its code, which cannot be read again."""

    person: Person
    link: PersonalLink
    code: str


async def issue(db: AsyncSession, actor: Person | None, person_ids: Collection[int], *, now: datetime) -> list[Issued]:
    """A link for each of these people who has no account yet, in the order of the names; what they had ends.

    Raises Forbidden.
    """
    by = await access.organiser(db, actor)
    await people.lock_several(db, person_ids)
    found = list(await queries.without_account(db, person_ids))
    await queries.revoke(db, [one.id for one in found], now)
    made = []
    for person in found:
        code = codes.new(codes.PERSONAL)
        link = PersonalLink(
            person_id=person.id,
            person=person,
            code_hash=codes.digest(code),
            issued_at=now,
            issued_by_id=by.id,
            expires_at=now + LIFETIME,
        )
        db.add(link)
        made.append(Issued(person, link, code))
        journal.record(db, by.id, "links.issued", "person", person.id, now=now)
    await db.flush()
    return made


async def issue_one(db: AsyncSession, actor: Person | None, person_id: int, *, now: datetime) -> Issued:
    """One link. Raises Forbidden, Gone, or Stale for somebody who has an account already."""
    await access.organiser(db, actor)
    if await people.lock(db, person_id) is None:
        raise Gone("person")
    made = await issue(db, actor, [person_id], now=now)
    if not made:
        raise Stale("person")
    return made[0]


async def revoke(db: AsyncSession, actor: Person | None, person_id: int, *, now: datetime) -> bool:
    """The link of somebody lets nobody in from now on; whether there was one. Raises Forbidden."""
    by = await access.organiser(db, actor)
    await people.lock(db, person_id)
    ended = await queries.revoke(db, [person_id], now)
    if ended:
        journal.record(db, by.id, "links.revoked", "person", person_id, now=now)
    return bool(ended)


async def find(db: AsyncSession, code: str, *, now: datetime) -> PersonalLink | None:
    """The link of a code, if it can be used at `now`; that it was opened is noted, and by whom is not."""
    link = await queries.by_hash(db, codes.digest(code))
    if link is None or not usable(link, now):
        return None
    link.opened_at = link.opened_at or now
    return link


def usable(link: PersonalLink, now: datetime) -> bool:
    """Whether it lets its person in at `now`; the person must be loaded."""
    return is_in_force(link, now) and link.person.telegram_id is None


def is_in_force(link: PersonalLink, now: datetime) -> bool:
    """Whether it was neither used nor withdrawn, is not blocked, and its time is not over."""
    ended = link.used_at is not None or link.revoked_at is not None or link.expires_at <= now
    return not ended and not is_blocked(link)


def is_blocked(link: PersonalLink) -> bool:
    """Whether too many wrong answers were given to it."""
    return link.wrong_answers >= TRIES
