"""What a worker has in hand, a batch at a time: on its way, held, settled, given back, or taken from the dead.

Each of these is one statement, whatever the number of messages. Only its owner changes a message: the fence is the
ticket with the attempt.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Double,
    FromClause,
    Integer,
    ScalarSelect,
    String,
    and_,
    case,
    false,
    func,
    select,
    true,
    type_coerce,
)
from sqlalchemy.ext.asyncio import AsyncSession

from db.machine_time import machine_time
from db.models import Dispatch, DispatchState, OutboxMessage, OutboxState
from db.queries.outbox import UNANSWERED, Claimed, change, change_picked, count, doubted, picked, state, unclaimed
from db.queries.pauses import no_pause
from db.queries.rowset import Columns, rowset
from db.types import UtcDateTime

Values = dict[str, Any]
CHAT_RESTS, GROUP_RESTS = 1.0, 3.0
"""Seconds between two messages to a person, and to a group (20 a minute). Source: Telegram's FAQ for bots."""


@dataclass(frozen=True)
class Settlement:
    """What becomes of a claimed message.

    `retry_in` (seconds) and `due_at` (instead of the present one) are for PENDING only; `free`: this attempt does not
    count, since Telegram never took it. What would be PENDING again stays where its dispatch was paused or stopped.
    """

    state: OutboxState
    message_id: int | None = None
    error: str | None = None
    retry_in: float | None = None
    free: bool = False
    due_at: datetime | None = None


@dataclass(frozen=True)
class Released:
    """How many leases of dead workers ran out: of messages that never left, and of those that perhaps did."""

    unsent: int
    in_doubt: int


async def begin_sending(db: AsyncSession, rows: Sequence[Claimed], *, lease: float) -> set[int]:
    """Mark as on their way, for `lease` more seconds; gives the ids of those that are still ours to send.

    None during a pause.
    """
    begun: Values = {"state": OutboxState.SENDING, "lease_machine": machine_time(lease)}
    return await _write(db, rows, {}, lambda _: begun, OutboxState.CLAIMED, if_=no_pause())


async def renew(db: AsyncSession, rows: Sequence[Claimed], *, lease: float) -> set[int]:
    """Stay on our way for `lease` seconds from now; gives the ids of those that are still ours."""
    return await _write(db, rows, {}, lambda _: {"lease_machine": machine_time(lease)}, OutboxState.SENDING)


async def settle(db: AsyncSession, settled: Sequence[tuple[Claimed, Settlement]], *, now: datetime) -> set[int]:
    """Write what became of messages; gives the ids of those that were still ours, the others stay as they are."""
    rows, ends = [row for row, _ in settled], [what for _, what in settled]
    columns: Columns = {
        "ends": (String(), [what.state.value for what in ends]),
        "message": (Integer(), [what.message_id for what in ends]),
        "error": (String(), [_error(row, what) for row, what in settled]),
        "wait": (Double(), [_rest(row, what) for row, what in settled]),
        "free": (Integer(), [int(what.free) for what in ends]),
        "due": (UtcDateTime(), [what.due_at for what in ends]),
    }
    return await _write(db, rows, columns, lambda given: _end(given, now), OutboxState.CLAIMED, OutboxState.SENDING)


async def give_back(db: AsyncSession, owner: str) -> int:
    """A worker, as `<name>:`, or one ticket of it lets go of what it claimed and did not begin to send; how many."""
    claimed_by = OutboxMessage.claimed_by
    mine = claimed_by.startswith(owner, autoescape=True) if owner.endswith(":") else claimed_by == owner
    claimed = and_(OutboxMessage.state == OutboxState.CLAIMED, mine)
    return await count(db, change(claimed).values(**unclaimed(), attempt=OutboxMessage.attempt - 1))


async def release_overdue(db: AsyncSession, retried_kinds: Collection[str], *, now: datetime) -> Released:
    """Undo the claims whose lease is over.

    What was only claimed was never on the wire and is pending again. What was being sent is uncertain; the kinds of
    `retried_kinds` are pending once more instead, the first time, unless their dispatch was paused or stopped.
    """
    over = OutboxMessage.lease_machine < machine_time()
    unsent = change_picked(picked(and_(OutboxMessage.state == OutboxState.CLAIMED, over)))
    released = await count(db, unsent.values(**unclaimed()))
    running = func.coalesce(_dispatch_state() == DispatchState.RUNNING, true())
    once_more = and_(OutboxMessage.kind.in_(retried_kinds), ~doubted(), running)
    in_doubt = change_picked(picked(and_(OutboxMessage.state == OutboxState.SENDING, over))).values(
        **unclaimed()
        | {
            "state": case((once_more, state(OutboxState.PENDING)), else_=state(OutboxState.UNCERTAIN)),
            "settled_at": case((once_more, None), else_=now),
            "last_error": UNANSWERED,
        }
    )
    return Released(released, await count(db, in_doubt))


async def _write(
    db: AsyncSession,
    rows: Sequence[Claimed],
    more: Columns,
    values: Callable[[FromClause], Values],
    *of: OutboxState,
    if_: ColumnElement[bool] | None = None,
) -> set[int]:
    """Change those of these rows that are still their claimer's, for this very attempt, and in one of these states."""
    if not rows:
        return set()
    columns: Columns = {
        "id": (Integer(), [row.id for row in rows]),
        "ticket": (String(), [row.ticket for row in rows]),
        "attempt": (Integer(), [row.attempt for row in rows]),
    }
    given = rowset(db, {**columns, **more})
    allowed = true() if if_ is None else if_
    written = change(and_(_fence(given), OutboxMessage.state.in_(of), allowed)).values(**values(given))
    return set((await db.execute(written.returning(OutboxMessage.id))).scalars())


def _fence(given: FromClause) -> ColumnElement[bool]:
    mine = and_(OutboxMessage.claimed_by == given.c.ticket, OutboxMessage.attempt == given.c.attempt)
    return and_(OutboxMessage.id == given.c.id, mine)


def _end(given: FromClause, now: datetime) -> Values:
    again = given.c.ends.in_((OutboxState.PENDING.value, OutboxState.HELD.value))
    ends = type_coerce(given.c.ends, OutboxMessage.__table__.c.state.type)
    stopped = and_(again, _dispatch_state() == DispatchState.CANCELLED)
    paused = and_(again, _dispatch_state() == DispatchState.PAUSED)
    in_doubt = func.coalesce(given.c.error, "").startswith(UNANSWERED)
    return {
        "state": case(
            (and_(stopped, in_doubt), state(OutboxState.UNCERTAIN)),
            (stopped, state(OutboxState.CANCELLED)),
            (paused, state(OutboxState.HELD)),
            else_=ends,
        ),
        "claimed_by": None,
        "lease_machine": None,
        "message_id": given.c.message,
        "last_error": given.c.error,
        "next_attempt_machine": case((given.c.wait.is_(None), None), else_=machine_time(given.c.wait)),
        "settled_at": case((and_(again, ~func.coalesce(stopped, false())), None), else_=now),
        "attempt": OutboxMessage.attempt - given.c.free,
        "due_at": func.coalesce(given.c.due, OutboxMessage.due_at),
    }


def _dispatch_state() -> ScalarSelect[DispatchState]:
    """That of the message's dispatch, as it is now: an organiser may have paused or stopped it meanwhile."""
    mine = select(Dispatch.state).where(Dispatch.id == OutboxMessage.dispatch_id)
    return mine.correlate(OutboxMessage).scalar_subquery()


def _rest(row: Claimed, what: Settlement) -> float | None:
    """Seconds until the next try of this message, or until the next message to this chat."""
    if what.state is OutboxState.SENT:
        return CHAT_RESTS if row.group_id is None else GROUP_RESTS
    return what.retry_in if what.state is OutboxState.PENDING else None


def _error(row: Claimed, what: Settlement) -> str | None:
    """A doubt is remembered for as long as the message is tried."""
    to_go = what.state in (OutboxState.PENDING, OutboxState.HELD)
    if to_go and row.doubted and not (what.error or "").startswith(UNANSWERED):
        return f"{UNANSWERED}; {what.error}"
    return what.error
