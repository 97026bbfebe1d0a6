"""An account becomes that of somebody whom a list put forward: their row, or the one of who was known already.

The people are locked; sessions are locked here, in the order of their ids.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Intention, Nomination, Person, Registration, Seat, Standing
from db.queries import links, merging, programme
from db.queries import nominations as queries
from db.queries import registration as registrations
from training import journal
from training.waiting_line import ahead, offer_free_seats, overlapping


async def join(db: AsyncSession, account: Person, nominee: Person, *, now: datetime) -> Person:
    """Make this account the nominee's; who they are from now on.

    Somebody without a record becomes the nominee, whose record waits to be checked; somebody identified stays who they
    are, and what the list gave the nominee is theirs.
    """
    if account.identified_at is not None:
        await absorb(db, nominee, account, now)
        if account.standing is Standing.UNVERIFIED:
            account.standing = Standing.VERIFIED
        return account
    telegram_id, notice = account.telegram_id, (account.notice_version, account.notice_at)
    language, account.telegram_id = account.language, None
    await db.flush()
    await merging.repoint(db, account.id, nominee.id)
    await merging.forget(db, account.id)
    db.expunge(account)
    nominee.telegram_id, nominee.language, nominee.reachable = telegram_id, language, True
    nominee.notice_version, nominee.notice_at = notice
    await db.flush()
    return nominee


async def absorb(db: AsyncSession, gone: Person, stays: Person, now: datetime) -> None:
    """`gone` turns out to be `stays`: registrations, nominations, presences and all that points to them are theirs."""
    mine = {each.session_id: each for each in await registrations.of_person(db, stays.id)}
    theirs = {each.session_id: each for each in await registrations.of_person(db, gone.id)}
    for session_id in sorted(theirs):
        await _hand_over(db, theirs[session_id], mine.get(session_id), stays, now)
    await _nominations(db, gone, stays)
    await links.revoke(db, [gone.id, stays.id], now)
    await merging.drop_marks_of_both(db, gone.id, stays.id)
    await merging.repoint(db, gone.id, stays.id)
    journal.record(db, stays.id, "person.joined", "person", stays.id, now=now, was=gone.id)
    await merging.forget(db, gone.id)
    db.expunge(gone)


async def _hand_over(
    db: AsyncSession, theirs: Registration, mine: Registration | None, stays: Person, now: datetime
) -> None:
    """One registration. Of two, the better seat stays; a seat on days when they have another becomes a wait."""
    session = await programme.lock_session(db, theirs.session_id)
    assert session is not None
    if mine is None:
        theirs.person_id, kept = stays.id, theirs
    else:
        kept = await _one_of_two(db, theirs, mine)
    await db.flush()
    taken = kept.seat in (Seat.SEATED, Seat.REQUESTED)
    if taken and await overlapping(db, stays.id, session) is not None:
        here = await registrations.position(db, session.id, stays.id, now)
        kept.seat, kept.intention, kept.place_in_line = Seat.WAITING, Intention.UNKNOWN, here.last + 1 if here else 1
    kept.changed_at = now
    reason = {"reason": kept.withdrawal_reason.value} if kept.withdrawal_reason else {}
    journal.record(db, stays.id, f"registration.{kept.seat.value}", "session", session.id, now=now, **reason)
    await db.flush()
    if ahead(session, now):
        await offer_free_seats(db, session, now=now)


async def _one_of_two(db: AsyncSession, theirs: Registration, mine: Registration) -> Registration:
    """Their own row stays, with the better of the two seats: one that is taken, else a place in the line."""
    order = (Seat.SEATED, Seat.REQUESTED, Seat.WAITING, Seat.WITHDRAWN)
    await merging.hand_over_history(db, theirs, mine)
    await db.delete(theirs)
    await db.flush()
    if order.index(theirs.seat) < order.index(mine.seat):
        mine.seat, mine.intention, mine.place_in_line = theirs.seat, theirs.intention, theirs.place_in_line
        mine.withdrawal_reason = theirs.withdrawal_reason
    return mine


async def _nominations(db: AsyncSession, gone: Person, stays: Person) -> None:
    mine: dict[int, Nomination] = {each.session_id: each for each, _ in await queries.of_person(db, stays.id)}
    for theirs, _ in await queries.of_person(db, gone.id):
        if (same := mine.get(theirs.session_id)) is None:
            theirs.person_id = stays.id
        else:
            same.keys = [*same.keys, *theirs.keys]
            same.phone = same.phone or theirs.phone
            await db.delete(theirs)
    await db.flush()
