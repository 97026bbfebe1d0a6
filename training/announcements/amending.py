"""What was sent, corrected or taken back everywhere: a dispatch of its own over the messages that arrived."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Announcement,
    AnnouncementState,
    Content,
    Dispatch,
    DispatchKind,
    DispatchState,
    OutboxState,
    Person,
)
from db.queries import dispatches as queries
from db.queries import reports
from training import journal
from training.announcements import dispatches, drafting, objections
from training.announcements.drafting import Message
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


async def reach_of_correction(db: AsyncSession, actor: Person, announcement_id: int, html_text: str) -> Reach:
    """What this text would take the place of; nothing is changed. Raises what `correct` raises."""
    found = await _sent(db, actor, announcement_id)
    await _check(db, found, html_text)
    sending = await _sending(db, found)
    arrived = await reports.arrived(db, sending.id)
    return Reach(arrived.n, await queries.in_doubt(db, sending.id))


async def reach_of_recall(db: AsyncSession, actor: Person, announcement_id: int, *, now: datetime) -> Reach:
    """What a recall would delete at this moment; nothing is changed. Raises Forbidden, Gone, Stale."""
    sending = await _sending(db, await _sent(db, actor, announcement_id))
    young = await reports.arrived(db, sending.id, now - RECALL_WITHIN)
    everything = await reports.arrived(db, sending.id)
    until = young.first_at + RECALL_WITHIN if young.first_at else None
    return Reach(young.n, await queries.in_doubt(db, sending.id), everything.n - young.n, until)


async def amendable(db: AsyncSession, actor: Person, announcement_id: int) -> bool:
    """Whether it can be corrected, and a text can take the place of what arrived. Raises Forbidden, Gone."""
    try:
        found = await _sent(db, actor, announcement_id)
    except Stale:
        return False
    return found.content is not Content.LOCATION and not await queries.of(db, found.id, DispatchKind.RECALL)


async def correct(db: AsyncSession, actor: Person, announcement_id: int, html_text: str, *, now: datetime) -> Amending:
    """Put another text in place of the one that arrived, everywhere.

    Raises Forbidden, Gone, Stale (nothing of it arrived, it was recalled, or it is a place), Blank, TooLong,
    UnknownField, EmptyField.
    """
    found = await _sent(db, actor, announcement_id)
    await _check(db, found, html_text)
    await _still(db, found)
    found.text, found.version = html_text, found.version + 1
    return await _over_all(db, actor, found, DispatchKind.CORRECTION, html_text, now)


async def recall(db: AsyncSession, actor: Person, announcement_id: int, *, now: datetime) -> Amending:
    """Delete it everywhere, and send it to nobody any more; once more where a former recall did not reach.

    Raises Forbidden, Gone, Stale (nothing of it arrived, it is on its way, or everything is too old).
    """
    found = await _sent(db, actor, announcement_id)
    await _still(db, found)
    for kind in (DispatchKind.SENDING, DispatchKind.CORRECTION):
        for each in await queries.every(db, found.id, kind):
            if await queries.locked(db, each.id) and each.state is not DispatchState.DONE:
                await dispatches.close(db, found, each, now=now)
    found.reaches_latecomers = False
    return await _over_all(db, actor, found, DispatchKind.RECALL, None, now)


async def _sent(db: AsyncSession, actor: Person, announcement_id: int) -> Announcement:
    """An announcement whose last dispatch has nothing left to send, closed by now or not."""
    found = await drafting.locked(db, actor, announcement_id)
    last = await queries.of(db, found.id)
    if found.state is not AnnouncementState.OUT or last is None:
        raise Stale("announcement")
    if last.state is DispatchState.PAUSED:
        raise Stale("announcement")
    if last.state is DispatchState.RUNNING and not await dispatches.is_settled(db, last.id):
        raise Stale("announcement")
    return found


async def _still(db: AsyncSession, found: Announcement) -> None:
    """Nothing of its sending leaves as it was: what is claimed is taken back. Raises Stale while something leaves."""
    sending = await _sending(db, found)
    await queries.locked(db, sending.id)
    await queries.move(db, sending.id, (OutboxState.CLAIMED,), OutboxState.PENDING, claimed_by=None, lease_machine=None)
    if (await queries.counts(db, sending.id)).get(OutboxState.SENDING):
        raise Stale("announcement")


async def _check(db: AsyncSession, found: Announcement, html_text: str) -> None:
    """Before anything is changed: whoever catches the refusal keeps the text that was sent."""
    if found.content is Content.LOCATION or await queries.of(db, found.id, DispatchKind.RECALL):
        raise Stale("announcement")
    drafting.check(Message(html_text, found.content))
    await objections.refuse_blanks(db, found, html_text)


async def _sending(db: AsyncSession, found: Announcement) -> Dispatch:
    first = await queries.of(db, found.id, DispatchKind.SENDING)
    assert first is not None
    return first


async def _over_all(
    db: AsyncSession, actor: Person, found: Announcement, kind: DispatchKind, text: str | None, now: datetime
) -> Amending:
    first = await _sending(db, found)
    made = Dispatch(
        announcement_id=found.id, kind=kind, text=text, started_at=now, started_by_id=actor.id, shown_to_id=actor.id
    )
    db.add(made)
    await db.flush()
    notice = AnnouncementRecalled if kind is DispatchKind.RECALL else AnnouncementCorrected
    what = queries.Amendment(made.id, notice.kind, notice(made.id).pack(), now)
    oldest = now - RECALL_WITHIN if kind is DispatchKind.RECALL else None
    n = await queries.amend(db, first.id, what, sent_after=oldest)
    if n == 0:
        raise Stale("announcement")
    journal.record(db, actor.id, f"announcement_{kind.value}", "announcement", found.id, now=now, recipients=n)
    return Amending(made.id, n, await queries.in_doubt(db, first.id))
