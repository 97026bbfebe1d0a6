"""What was sent is changed or taken back everywhere: a dispatch of its own over the messages that arrived."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Announcement, AnnouncementState, Dispatch, DispatchKind, DispatchState, OutboxState, Person
from db.queries import dispatches as queries
from db.queries import reports
from training import journal
from training.announcements import dispatches, drafting
from training.errors import Stale
from training.notices import AnnouncementCorrected, AnnouncementRecalled

RECALL_WITHIN = timedelta(hours=48)
"""Telegram deletes no older message. Source: Bot API, deleteMessage."""


@dataclass(frozen=True)
class Amending:
    """It goes to the `n` people whose message arrived; `uncertain`: to so many others it cannot, since nobody knows."""

    dispatch_id: int
    n: int
    uncertain: int


@dataclass(frozen=True)
class Reach:
    """What a correction, or a recall before `until` (UTC), would touch: `n` messages. Out of its reach: `uncertain`, of
    which nobody knows, and `too_old`, which Telegram deletes no more.
    """

    n: int
    uncertain: int
    too_old: int = 0
    until: datetime | None = None


async def reach_of_recall(db: AsyncSession, actor: Person, announcement_id: int, *, now: datetime) -> Reach:
    """What a recall would delete at this moment; nothing is changed. Raises Forbidden, Gone, Stale."""
    sending = await sending_of(db, await sent(db, actor, announcement_id))
    young = await reports.arrived(db, sending.id, now - RECALL_WITHIN)
    everything = await reports.arrived(db, sending.id)
    until = young.first_at + RECALL_WITHIN if young.first_at else None
    return Reach(young.n, await queries.in_doubt(db, sending.id), everything.n - young.n, until)


async def recall(db: AsyncSession, actor: Person, announcement_id: int, *, now: datetime) -> Amending:
    """Delete it everywhere, and send it to nobody any more; once more where a former recall did not reach.

    Raises Forbidden, Gone, Stale (nothing of it arrived, it is on its way, or everything is too old).
    """
    found = await sent(db, actor, announcement_id)
    await still(db, found)
    for kind in (DispatchKind.SENDING, DispatchKind.CORRECTION):
        for each in await queries.every(db, found.id, kind):
            if await queries.locked(db, each.id) and each.state is not DispatchState.DONE:
                await dispatches.close(db, found, each, now=now)
    found.reaches_latecomers = False
    made = Dispatch(announcement_id=found.id, kind=DispatchKind.RECALL, started_at=now, started_by_id=actor.id)
    return await over_all(db, actor, found, made, now=now)


async def sent(db: AsyncSession, actor: Person, announcement_id: int) -> Announcement:
    """An announcement, locked, whose last dispatch has nothing left to send, closed by now or not.

    Raises Forbidden, Gone, Stale.
    """
    found = await drafting.locked(db, actor, announcement_id)
    last = await queries.of(db, found.id)
    if found.state is not AnnouncementState.OUT or last is None:
        raise Stale("announcement")
    if last.state in (DispatchState.PAUSED, DispatchState.AWAITING):
        raise Stale("announcement")
    if last.state is DispatchState.RUNNING and not await dispatches.is_settled(db, last.id):
        raise Stale("announcement")
    return found


async def still(db: AsyncSession, found: Announcement) -> None:
    """Nothing of its sending leaves as it was: what is claimed is taken back. Raises Stale while something leaves."""
    sending = await sending_of(db, found)
    await queries.locked(db, sending.id)
    await queries.move(db, sending.id, (OutboxState.CLAIMED,), OutboxState.PENDING, claimed_by=None, lease_machine=None)
    if (await reports.counts(db, sending.id)).get(OutboxState.SENDING):
        raise Stale("announcement")


async def sending_of(db: AsyncSession, found: Announcement) -> Dispatch:
    """The dispatch that brought it to its recipients, of an announcement that has left."""
    first = await queries.of(db, found.id, DispatchKind.SENDING)
    assert first is not None
    return first


async def over_all(db: AsyncSession, actor: Person, found: Announcement, made: Dispatch, *, now: datetime) -> Amending:
    """Owe this correction or recall for each message that arrived; `actor` follows it. Raises Stale where none has."""
    first = await sending_of(db, found)
    made.state, made.started_at, made.shown_to_id = DispatchState.RUNNING, now, actor.id
    db.add(made)
    await db.flush()
    recall = made.kind is DispatchKind.RECALL
    notice = AnnouncementRecalled if recall else AnnouncementCorrected
    what = queries.Amendment(made.id, notice.kind, notice(made.id).pack(), now)
    n = await queries.amend(db, first.id, what, sent_after=now - RECALL_WITHIN if recall else None)
    if n == 0:
        raise Stale("announcement")
    journal.record(db, actor.id, f"announcement_{made.kind.value}", "announcement", found.id, now=now, recipients=n)
    return Amending(made.id, n, await queries.in_doubt(db, first.id))
