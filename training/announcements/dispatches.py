"""A dispatch under way and its end: followed, paused, taken up again, stopped, closed, reported."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Dispatch, DispatchKind, DispatchState, OutboxState, Person
from db.queries import dispatches as queries
from training import access, journal
from training.errors import Gone


@dataclass(frozen=True)
class Named:
    """Somebody of a report."""

    person_id: int
    first_name: str
    last_name: str


@dataclass(frozen=True)
class Report:
    """What became of a dispatch: `total` is the sum of the other counts, `left` are still to be sent."""

    announcement_id: int
    dispatch_id: int
    kind: DispatchKind
    state: DispatchState
    total: int
    delivered: int
    unreachable: int
    failed: int
    uncertain: int
    left: int
    unreachable_people: tuple[Named, ...] = ()
    uncertain_people: tuple[Named, ...] = ()


async def latest(db: AsyncSession, actor: Person, announcement_id: int) -> Dispatch:
    """The latest dispatch of an announcement. Raises Forbidden, Gone (nothing of it has left)."""
    await access.organiser(db, actor)
    found = await queries.of(db, announcement_id)
    if found is None:
        raise Gone("announcement")
    return found


async def follow(db: AsyncSession, actor: Person, announcement_id: int, message_id: int, shown: str) -> None:
    """Its progress is shown in this message of its author's chat, whose text (HTML) is `shown` now."""
    found = await locked(db, actor, (await latest(db, actor, announcement_id)).id)
    if actor.id == found.shown_to_id:
        found.progress_message_id, found.progress_shown = message_id, shown


async def report(db: AsyncSession, actor: Person, announcement_id: int) -> Report:
    """What became of it so far, with the names to call. Raises Forbidden, Gone."""
    return await summary(db, await latest(db, actor, announcement_id))


async def summary(db: AsyncSession, dispatch: Dispatch) -> Report:
    """The report, for the programme itself: whoever calls this has already been let in."""
    found = await queries.counts(db, dispatch.id)
    left = sum(found.get(state, 0) for state in queries.UNSETTLED)
    delivered, unreachable, uncertain = (
        found.get(state, 0) for state in (OutboxState.SENT, OutboxState.UNREACHABLE, OutboxState.UNCERTAIN)
    )
    total = sum(found.values())
    return Report(
        announcement_id=dispatch.announcement_id,
        dispatch_id=dispatch.id,
        kind=dispatch.kind,
        state=dispatch.state,
        total=total,
        delivered=delivered,
        unreachable=unreachable,
        failed=total - delivered - unreachable - uncertain - left,
        uncertain=uncertain,
        left=left,
        unreachable_people=await _names(db, dispatch.id, OutboxState.UNREACHABLE),
        uncertain_people=await _names(db, dispatch.id, OutboxState.UNCERTAIN),
    )


async def finish_if_settled(db: AsyncSession, dispatch_id: int, *, now: datetime) -> bool:
    """Close a dispatch that has nothing left to send; whether this closed it."""
    found = await queries.locked(db, dispatch_id)
    if found is None or found.state is not DispatchState.RUNNING:
        return False
    counted = await queries.counts(db, dispatch_id)
    if any(counted.get(state) for state in queries.UNSETTLED):
        return False
    found.state, found.ended_at = DispatchState.DONE, now
    journal.record(db, None, "announcement_finished", "announcement", found.announcement_id, now=now)
    return True


async def locked(db: AsyncSession, actor: Person, dispatch_id: int) -> Dispatch:
    """A dispatch, read afresh, that nobody else changes before the end. Raises Forbidden, Gone."""
    await access.organiser(db, actor)
    found = await queries.locked(db, dispatch_id)
    if found is None:
        raise Gone("announcement")
    return found


async def _names(db: AsyncSession, dispatch_id: int, state: OutboxState) -> tuple[Named, ...]:
    people = await queries.recipients(db, dispatch_id, (state,))
    return tuple(Named(one.id, one.first_name or "", one.last_name or "") for one in people)
