"""Another telephone or account: an organiser says that who asks to be let in is somebody who is known already.

The new account is that person's; the former one is nobody's. Nobody is bound by a name alone.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, Standing
from db.queries import conversation, people
from db.queries import nominations as queries
from training import access, journal, outbox
from training.errors import Gone, Stale
from training.links import joining
from training.nominations.matching import Index, Traits
from training.notices import AccountBound

MOST = 3
"""Known people who are shown beside somebody who asks."""


async def known(db: AsyncSession, actor: Person | None, applicant: Person) -> Sequence[Person]:
    """Who is probably the same person, the most alike first, with what describes them. Raises Forbidden."""
    await access.organiser(db, actor)
    phones, index = await queries.phones(db), Index()
    for one in await queries.known_people(db):
        if one.id != applicant.id:
            index.add(Traits(f"p{one.id}", one.match_key, one.corps_id, one.phone or phones.get(one.id)))
    mine = Traits("p0", applicant.match_key or "", applicant.corps_id, applicant.phone)
    ids = [int(one.ref[1:]) for one in index.probable(mine)][:MOST]
    found = await queries.people(db, ids)
    return [found[one] for one in ids]


async def bind(db: AsyncSession, actor: Person | None, applicant_id: int, known_id: int, *, now: datetime) -> Person:
    """The applicant's account is the known person's from now on, and they are told there; who they are.

    The account of somebody with a role is bound by an administrator only. Raises Forbidden, Gone, Stale (the applicant
    was let in or refused meanwhile).
    """
    by = await access.organiser(db, actor)
    await people.lock_several(db, {applicant_id, known_id})
    applicant, person = await people.lock(db, applicant_id), await people.lock(db, known_id)
    if applicant is None or person is None or applicant is person:
        raise Gone("applicant")
    if applicant.standing is not Standing.UNVERIFIED:
        raise Stale("applicant")
    if await access.roles(db, person):
        await access.administrator(db, by)
    if person.identified_at is None:
        bound = await joining.join(db, applicant, person, now=now)
    else:
        bound = await _take_over(db, applicant, person, now)
    journal.record(db, by.id, "account_bound", "person", bound.id, now=now)
    key = f"account_bound:{bound.id}:{now.timestamp()}"
    await outbox.owe(db, bound.id, AccountBound(), key=key, due_at=now)
    return bound


async def _take_over(db: AsyncSession, applicant: Person, person: Person, now: datetime) -> Person:
    account, phone = applicant.telegram_id, applicant.phone
    notice = (applicant.notice_version, applicant.notice_at)
    if person.telegram_id is not None:
        await conversation.forget_dialog(db, person.telegram_id)
        await conversation.forget_screen(db, person.telegram_id)
    applicant.telegram_id = None
    await db.flush()
    await joining.absorb(db, applicant, person, now)
    person.telegram_id, person.reachable, person.phone = account, True, phone or person.phone
    person.notice_version, person.notice_at = notice
    if person.standing is not Standing.REFUSED:
        person.standing = Standing.VERIFIED
    await db.flush()
    return person
