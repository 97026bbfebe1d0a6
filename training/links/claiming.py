"""Who opens a personal link proves that it is theirs before anything is shown; a forwarded one waits for an organiser.

What is asked: the last three digits of the telephone that the list gave, or the name where it gave none.
"""

import enum
import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, PersonalLink, Standing
from db.queries import identification, people
from db.queries import links as queries
from db.queries import nominations as nominations_queries
from training import access, journal, outbox
from training.errors import Gone
from training.links import issuing, joining
from training.nominations.matching import Traits, likeness
from training.notices import LinkBlocked
from training.people import Name, check_name, match_key

DIGITS = 3
"""Source: the team (three digits are remembered, and say nothing to who does not know the number)."""


class Proof(enum.StrEnum):
    PHONE = "phone"
    NAME = "name"


@dataclass(frozen=True)
class Asked:
    """What the link asks of who opened it."""

    link_id: int
    proof: Proof


@dataclass(frozen=True)
class Claimed:
    """The account is this person's."""

    person: Person


@dataclass(frozen=True)
class Wrong:
    """Not what was asked; how many tries are left."""

    asked: Asked
    left: int


@dataclass(frozen=True)
class Unusable:
    """The link lets nobody in, or not this account: blocked, used, ended, or the account of an organiser."""


async def ask(db: AsyncSession, person: Person, code: str, *, now: datetime) -> Asked | Unusable:
    """What somebody who read the notice is asked. An organiser who looks at a link does not use it up."""
    link = await issuing.find(db, code, now=now) if await _may_claim(db, person) else None
    if link is None:
        return Unusable()
    return Asked(link.id, await _proof(db, link))


async def answer(
    db: AsyncSession, person: Person, link_id: int, typed: str, *, now: datetime
) -> Claimed | Wrong | Unusable:
    """The right answer makes the account that of the link's person; too many wrong ones block it, and organisers know.

    Raises Gone for an account without a person.
    """
    nominee_id = await queries.person_of(db, link_id)
    await people.lock_several(db, [person.id] + ([nominee_id] if nominee_id else []))
    account = await people.lock(db, person.id)
    if account is None:
        raise Gone("person")
    link = await queries.lock(db, link_id)
    if link is None or not issuing.usable(link, now) or not await _may_claim(db, account):
        return Unusable()
    if not await _is_right(db, link, typed):
        return await _wrong(db, link, now)
    link.used_at = now
    nominee = link.person
    claimed = await joining.join(db, account, nominee, now=now)
    await nominations_queries.told(db, claimed.id, now)
    journal.record(db, claimed.id, "links.used", "person", claimed.id, now=now, link=link_id)
    return Claimed(claimed)


async def _wrong(db: AsyncSession, link: PersonalLink, now: datetime) -> Wrong | Unusable:
    link.wrong_answers += 1
    if not issuing.is_blocked(link):
        return Wrong(Asked(link.id, await _proof(db, link)), issuing.TRIES - link.wrong_answers)
    journal.record(db, None, "links.blocked", "person", link.person_id, now=now, link=link.id)
    notices = dict.fromkeys(await identification.organisers(db), LinkBlocked(link.id))
    await outbox.owe_all(db, notices, key=f"link_blocked:{link.id}", due_at=now)
    return Unusable()


async def _may_claim(db: AsyncSession, person: Person) -> bool:
    return person.standing is not Standing.REFUSED and not await access.roles(db, person)


async def _proof(db: AsyncSession, link: PersonalLink) -> Proof:
    return Proof.PHONE if await nominations_queries.phones_of(db, link.person_id) else Proof.NAME


async def _is_right(db: AsyncSession, link: PersonalLink, typed: str) -> bool:
    phones = await nominations_queries.phones_of(db, link.person_id)
    if not phones:
        return _is_name(typed, link.person)
    digits = re.sub(r"^00(?=221)", "", re.sub(r"\D", "", typed))
    return len(digits) >= DIGITS and any(phone.endswith(digits) for phone in phones)


def _is_name(typed: str, person: Person) -> bool:
    """The name of the list, in any order, with or without accents, or another spelling of it."""
    name = check_name(typed)
    if not isinstance(name, Name):
        return False
    key = match_key(name.first, name.last)
    return likeness(Traits("typed", key), Traits("list", person.match_key or "")) > 0
