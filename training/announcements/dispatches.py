"""A dispatch under way and its end: followed, paused, taken up again, stopped, closed."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Announcement, Dispatch, DispatchKind, DispatchState, OutboxState, Person
from db.queries import announcements, reports
from db.queries import dispatches as queries
from training import access, groups, journal
from training.errors import Gone
from training.notices import DispatchEnded

PAUSABLE = (DispatchState.RUNNING, DispatchState.PAUSED)


async def latest(db: AsyncSession, actor: Person, announcement_id: int, kind: DispatchKind | None = None) -> Dispatch:
    """The latest dispatch of an announcement, of one kind or of any. Raises Forbidden, Gone (nothing has left)."""
    await access.organiser(db, actor)
    found = await queries.of(db, announcement_id, kind)
    if found is None:
        raise Gone("announcement")
    return found


async def follow(db: AsyncSession, actor: Person, dispatch_id: int, message_id: int, shown: str) -> bool:
    """Its progress is about to be shown in this message of its author's chat, with this text (HTML).

    False, and nothing changes, for a colleague, or when it has ended: a report does not change any more. To be followed
    by `shown_once`, after the message was edited. Raises Forbidden, Gone.
    """
    found = await locked(db, actor, dispatch_id)
    if actor.id != found.shown_to_id or found.state not in PAUSABLE:
        return False
    found.progress_message_id, found.progress_shown = message_id, shown
    return True


async def shown_once(db: AsyncSession, dispatch_id: int, message_id: int) -> None:
    """Somebody edited this message besides the one who keeps the line: what it says now is unknown, so say it again.

    The two edits may have crossed: the older text would stay, in place of the report.
    """
    await queries.doubt_line(db, dispatch_id, message_id)


async def leave_line(db: AsyncSession, person: Person | None, message_id: int) -> None:
    """This message of somebody's chat shows another page from now on."""
    if person is not None:
        await queries.forget_line(db, person.id, message_id)


async def is_settled(db: AsyncSession, dispatch_id: int) -> bool:
    """Whether nothing of it is left to send, or on its way."""
    counted = await reports.counts(db, dispatch_id)
    return not any(counted.get(state) for state in queries.UNSETTLED)


async def finish_if_settled(db: AsyncSession, dispatch_id: int, *, now: datetime) -> bool:
    """Close a dispatch that has nothing left to send, and let the organisers' group know; whether this closed it."""
    found = await queries.locked(db, dispatch_id)
    if found is None or found.state is not DispatchState.RUNNING:
        return False
    if not await is_settled(db, dispatch_id):
        return False
    found.state, found.ended_at = DispatchState.DONE, now
    journal.record(db, None, "announcement_finished", "announcement", found.announcement_id, now=now)
    key = f"dispatch_ended:{found.id}:{found.resumed_at.timestamp() if found.resumed_at else 0:.0f}"
    await groups.tell(db, DispatchEnded(found.id), key=key, now=now)
    return True


async def pause(db: AsyncSession, actor: Person, dispatch_id: int, *, now: datetime) -> bool:
    """Nothing more of it is claimed from now on; whether it was under way. Raises Forbidden, Gone."""
    found = await locked(db, actor, dispatch_id)
    if found.state is not DispatchState.RUNNING:
        return False
    await _stop(db, found, DispatchState.PAUSED, OutboxState.HELD)
    journal.record(db, actor.id, "announcement_paused", "announcement", found.announcement_id, now=now)
    return True


async def pause_itself(db: AsyncSession, dispatch_id: int, because: str, *, now: datetime) -> bool:
    """The programme pauses what goes wrong; whether it was under way."""
    found = await queries.locked(db, dispatch_id)
    if found is None or found.state is not DispatchState.RUNNING:
        return False
    await _stop(db, found, DispatchState.PAUSED, OutboxState.HELD)
    found.paused_because = because
    journal.record(db, None, "announcement_paused", "announcement", found.announcement_id, now=now, because=because)
    return True


async def resume(db: AsyncSession, actor: Person, dispatch_id: int, *, now: datetime) -> bool:
    """Go on where it was paused; whether it was. Raises Forbidden, Gone."""
    found = await locked(db, actor, dispatch_id)
    if found.state is not DispatchState.PAUSED:
        return False
    found.state, found.paused_because, found.resumed_at = DispatchState.RUNNING, None, now
    await queries.move(db, found.id, (OutboxState.HELD,), OutboxState.PENDING)
    journal.record(db, actor.id, "announcement_resumed", "announcement", found.announcement_id, now=now)
    return True


async def cancel(db: AsyncSession, actor: Person, dispatch_id: int, *, now: datetime) -> bool:
    """What has not left stays, and nobody who joins later is reached; whether there was anything to stop.

    Raises Forbidden, Gone.
    """
    await access.organiser(db, actor)
    made = await db.get(Dispatch, dispatch_id)
    what = await announcements.locked(db, made.announcement_id) if made else None  # first, as a recall does
    found = await locked(db, actor, dispatch_id)
    if what is None or found.state not in PAUSABLE:
        return False
    await close(db, what, found, now=now)
    journal.record(db, actor.id, "announcement_stopped", "announcement", found.announcement_id, now=now)
    return True


async def close(db: AsyncSession, what: Announcement, found: Dispatch, *, now: datetime) -> None:
    """Nothing of a dispatch of this announcement leaves any more. Both must be locked."""
    await queries.move(db, found.id, (OutboxState.HELD,), OutboxState.CANCELLED, settled_at=now)
    await _stop(db, found, DispatchState.CANCELLED, OutboxState.CANCELLED)
    found.ended_at = now
    if found.kind is DispatchKind.SENDING:
        what.reaches_latecomers = False


async def retry_failed(db: AsyncSession, actor: Person, dispatch_id: int, *, now: datetime) -> int:
    """Send once more to those, and only those, where it failed; how many: none once it is recalled.

    Raises Forbidden, Gone.
    """
    return await _again(db, actor, dispatch_id, OutboxState.FAILED, "announcement_retried", now)


async def resend_uncertain(db: AsyncSession, actor: Person, dispatch_id: int, *, now: datetime) -> int:
    """Send once more to those who perhaps have it, twice for some; how many: none once it is recalled.

    Raises Forbidden, Gone.
    """
    return await _again(db, actor, dispatch_id, OutboxState.UNCERTAIN, "announcement_resent", now)


async def close_doubts(db: AsyncSession, actor: Person, dispatch_id: int, *, now: datetime) -> bool:
    """« Ne pas renvoyer »: what is uncertain stays so, and is asked about no more. Raises Forbidden, Gone."""
    found = await locked(db, actor, dispatch_id)
    if found.doubts_closed:
        return False
    found.doubts_closed = True
    journal.record(db, actor.id, "announcement_doubts_closed", "announcement", found.announcement_id, now=now)
    return True


async def _again(
    db: AsyncSession, actor: Person, dispatch_id: int, state: OutboxState, verb: str, now: datetime
) -> int:
    found = await locked(db, actor, dispatch_id)
    if found.kind is not DispatchKind.RECALL and await queries.of(db, found.announcement_id, DispatchKind.RECALL):
        return 0
    under_way = found.state is DispatchState.RUNNING and not await is_settled(db, dispatch_id)
    if under_way or found.state is DispatchState.PAUSED:  # its report is shown a moment before it is noted as done
        return 0
    fresh = {"attempt": 0, "settled_at": None, "last_error": None, "due_at": now}
    n = await queries.move(db, found.id, (state,), OutboxState.PENDING, **fresh)
    if n:
        found.state, found.ended_at, found.resumed_at = DispatchState.RUNNING, None, now
        journal.record(db, actor.id, verb, "announcement", found.announcement_id, now=now, recipients=n)
    return n


async def _stop(db: AsyncSession, found: Dispatch, state: DispatchState, messages: OutboxState) -> None:
    """Claimed messages are taken back too: their claimer finds them gone, just before it would send them."""
    found.state = state
    await queries.move(db, found.id, (OutboxState.PENDING, OutboxState.CLAIMED), messages, claimed_by=None)


async def locked(db: AsyncSession, actor: Person, dispatch_id: int) -> Dispatch:
    """A dispatch, read afresh, that nobody else changes before the end. Raises Forbidden, Gone."""
    await access.organiser(db, actor)
    found = await queries.locked(db, dispatch_id)
    if found is None:
        raise Gone("announcement")
    return found
