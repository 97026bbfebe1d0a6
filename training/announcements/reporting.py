"""What became of a dispatch: counted at every moment, explained at its end, with the names to call."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Announcement, Dispatch, DispatchKind, DispatchState, OutboxState, Person
from db.queries import dispatches as queries
from db.queries import reports
from db.queries.reports import Line
from training import journal
from training.announcements import acknowledgement, dispatches

MANY = 20
"""Messages that must have been tried before a share of them says anything."""
MOST_LOST = 0.2
"""The share of lost messages above which a dispatch pauses itself. Source: the team."""
IN_A_ROW = 5
"""So many lost messages, one after another, and nothing in between, pause it as well."""
OPEN = (DispatchState.RUNNING, DispatchState.PAUSED)


@dataclass(frozen=True)
class Named:
    """Somebody of a report; `state` is None in a list of those who have not acknowledged."""

    person_id: int
    first_name: str
    last_name: str
    phone: str | None = None
    state: OutboxState | None = None


@dataclass(frozen=True)
class Speed:
    """Messages a second since it began or last went on; when it will be done if it stays so (UTC)."""

    per_second: float
    ends_at: datetime


@dataclass(frozen=True)
class Report:
    """What became of a dispatch: `total` is the sum of the counts from `delivered` to `left`, which are still to go.

    `dropped`: they were not to go any more (it was stopped, they came too late). `acknowledged`: None where it is not
    asked for. `in_doubt`: so many others perhaps have the announcement, which a correction or a recall cannot touch.
    """

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
    dropped: int = 0
    speed: Speed | None = None
    paused_because: str | None = None
    doubts_closed: bool = False
    acknowledged: int | None = None
    asked_to_acknowledge: int = 0
    in_doubt: int = 0
    errors: dict[str, int] = field(default_factory=dict)

    @property
    def under_way(self) -> bool:
        """Whether something of it may still be sent, now or when it is taken up again."""
        return self.state in OPEN and self.left > 0


async def report(db: AsyncSession, actor: Person, announcement_id: int, *, now: datetime) -> Report:
    """What became of its latest dispatch so far. Raises Forbidden, Gone."""
    return await summary(db, await dispatches.latest(db, actor, announcement_id), now=now)


async def report_of_sending(db: AsyncSession, actor: Person, announcement_id: int, *, now: datetime) -> Report:
    """What became of the sending itself, whatever followed. Raises Forbidden, Gone."""
    return await summary(db, await dispatches.latest(db, actor, announcement_id, DispatchKind.SENDING), now=now)


async def summary(db: AsyncSession, dispatch: Dispatch, *, now: datetime) -> Report:
    """The report, for the programme itself: whoever calls this has already been let in."""
    found = await reports.counts(db, dispatch.id)
    left = sum(found.get(state, 0) for state in queries.UNSETTLED)
    asked, read = await _acknowledged(db, dispatch)
    return Report(
        announcement_id=dispatch.announcement_id,
        dispatch_id=dispatch.id,
        kind=dispatch.kind,
        state=dispatch.state,
        total=sum(found.values()),
        delivered=found.get(OutboxState.SENT, 0),
        unreachable=found.get(OutboxState.UNREACHABLE, 0),
        failed=found.get(OutboxState.FAILED, 0),
        uncertain=found.get(OutboxState.UNCERTAIN, 0),
        left=left,
        dropped=found.get(OutboxState.CANCELLED, 0) + found.get(OutboxState.EXPIRED, 0),
        speed=await _speed(db, dispatch, left, now) if left and dispatch.state is DispatchState.RUNNING else None,
        paused_because=dispatch.paused_because,
        doubts_closed=dispatch.doubts_closed,
        acknowledged=read,
        asked_to_acknowledge=asked,
        in_doubt=await _in_doubt(db, dispatch),
        errors=await reports.errors(db, dispatch.id) if found.get(OutboxState.FAILED) else {},
    )


async def goes_wrong(db: AsyncSession, dispatch: Dispatch) -> str | None:
    """Why a dispatch should pause itself, in a word: `share` or `row` of lost messages; None while it goes well.

    What was lost before it was taken up again is not counted a second time.
    """
    tried = await reports.since(db, dispatch.id, _began(dispatch))
    if tried.tried >= MANY and tried.lost > MOST_LOST * tried.tried:
        return "share"
    last = await reports.latest(db, dispatch.id, _began(dispatch), IN_A_ROW)
    return "row" if len(last) == IN_A_ROW and all(state in reports.LOST for state in last) else None


async def to_call(db: AsyncSession, actor: Person, dispatch_id: int) -> list[Named]:
    """Whom it did not reach, and whom it perhaps did not, by name. Raises Forbidden, Gone."""
    found = await dispatches.locked(db, actor, dispatch_id)
    return [
        _named(person, state)
        for state in (OutboxState.UNREACHABLE, OutboxState.FAILED, OutboxState.UNCERTAIN)
        for person in await reports.people(db, found.id, (state,))
    ]


async def unread(db: AsyncSession, actor: Person, announcement_id: int, *, now: datetime) -> list[Named]:
    """The recipients who have not acknowledged, by name; that it was read is noted. Raises Forbidden, Gone."""
    journal.record(db, actor.id, "unread_list_read", "announcement", announcement_id, now=now)
    return [_named(person, None) for person in await acknowledgement.missing(db, actor, announcement_id)]


async def every_line(db: AsyncSession, actor: Person, dispatch_id: int, *, now: datetime) -> Sequence[Line]:
    """Everybody of a dispatch, for a file; that it was taken out is noted. Raises Forbidden, Gone."""
    found = await dispatches.locked(db, actor, dispatch_id)
    journal.record(db, actor.id, "announcement_report_taken", "announcement", found.announcement_id, now=now)
    return await reports.lines(db, found.id, found.announcement_id)


async def numbers(db: AsyncSession, dispatch: Dispatch) -> dict[str, object]:
    """What is kept of a dispatch whose messages are about to be forgotten."""
    asked, read = await _acknowledged(db, dispatch)
    states = {state.value: number for state, number in (await reports.counts(db, dispatch.id)).items()}
    return {"states": states, "asked": asked, "read": read or 0}


async def shown_to(db: AsyncSession, person: Person | None, dispatch_id: int) -> bool:
    """Whether its progress is drawn again and again for this person."""
    found = await db.get(Dispatch, dispatch_id)
    return person is not None and found is not None and found.shown_to_id == person.id


async def _speed(db: AsyncSession, dispatch: Dispatch, left: int, now: datetime) -> Speed | None:
    tried = await reports.since(db, dispatch.id, _began(dispatch))
    if tried.begun_at is None:
        return None
    seconds = (now - max(_began(dispatch), tried.begun_at)).total_seconds()
    per_second = tried.tried / max(seconds, 1.0)
    return Speed(per_second, now + timedelta(seconds=left / per_second))


def _began(dispatch: Dispatch) -> datetime:
    return dispatch.resumed_at or dispatch.started_at


async def _acknowledged(db: AsyncSession, dispatch: Dispatch) -> tuple[int, int | None]:
    """How many were asked to acknowledge, and how many have: none of either where it is not the sending."""
    announcement = await db.get(Announcement, dispatch.announcement_id)
    if announcement is None or not announcement.asks_acknowledgement or dispatch.kind is not DispatchKind.SENDING:
        return 0, None
    if dispatch.forgotten is not None:
        return int(dispatch.forgotten["asked"]), int(dispatch.forgotten["read"])
    return await acknowledgement.counts(db, announcement)


async def _in_doubt(db: AsyncSession, dispatch: Dispatch) -> int:
    if dispatch.kind is DispatchKind.SENDING:
        return 0
    sending = await queries.of(db, dispatch.announcement_id, DispatchKind.SENDING)
    return await queries.in_doubt(db, sending.id) if sending else 0


def _named(person: Person, state: OutboxState | None) -> Named:
    return Named(person.id, person.first_name or "", person.last_name or "", person.phone, state)
