"""What is owed, from claim to settlement.

pending -> claimed -> sending (committed just before HTTP) -> sent | pending again | failed | unreachable | uncertain;
pending -> cancelled | expired. A lease that is over: claimed is pending again, sending is uncertain.

`now`, `due_at` and `expires_at` are programme time; leases, retries and pauses are on the database's clock. A ticket
names one claim of one worker, `<worker>:<number>`, and is never used twice: with the attempt it is the fence.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Update, and_, case, exists, func, literal, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.machine_time import machine_time
from db.models import OutboxMessage, OutboxState, Person
from db.queries.pauses import no_pause

UNANSWERED = "unanswered"
"""How `last_error` begins once an answer was lost: such a message is not tried a third time."""


@dataclass(frozen=True, eq=False)
class Claimed:
    """A message that its claimer alone may send. `chat_id` is the person's at that time, None without one."""

    id: int
    key: str
    person_id: int
    kind: str
    payload: dict[str, Any]
    announcement_id: int | None
    lane: int
    due_at: datetime
    expires_at: datetime | None
    attempt: int
    ticket: str
    last_error: str | None
    chat_id: int | None

    @property
    def doubted(self) -> bool:
        """Whether an earlier try may have been delivered."""
        return (self.last_error or "").startswith(UNANSWERED)


@dataclass(frozen=True)
class Settlement:
    """What becomes of a claimed message.

    `retry_in` (seconds) and `due_at` (instead of the present one) are for PENDING only; `free`: this attempt does not
    count, since Telegram never took it.
    """

    state: OutboxState
    message_id: int | None = None
    error: str | None = None
    retry_in: float = 0.0
    free: bool = False
    due_at: datetime | None = None


@dataclass(frozen=True)
class Released:
    """How many leases of dead workers ran out: of messages that never left, and of those that perhaps did."""

    unsent: int
    in_doubt: int


async def claim(db: AsyncSession, ticket: str, *, now: datetime, limit: int, lease: float) -> list[Claimed]:
    """Take up to `limit` messages that are due, personal ones first, for `lease` seconds; none during a pause.

    One message a person, and none while another of theirs is in hand: a hundred to one chat delay nobody else.
    """
    first = and_(_due(OutboxMessage, now), no_pause(), ~_behind_another(now))
    taken = _change_picked(_picked(first, limit)).values(
        state=OutboxState.CLAIMED,
        claimed_by=ticket,
        lease_machine=machine_time(lease),
        attempt=OutboxMessage.attempt + 1,
    )
    rows = (await db.execute(taken.returning(*_CLAIMED))).mappings().all()
    chats = await _chats(db, {row["person_id"] for row in rows})
    found = (Claimed(**row, chat_id=chats.get(row["person_id"])) for row in rows)
    return sorted(found, key=lambda one: (one.lane, one.due_at, one.id))


async def begin_sending(db: AsyncSession, rows: Sequence[Claimed], *, lease: float) -> set[int]:
    """Mark as on their way, for `lease` more seconds; gives the ids of those that are still ours to send."""
    if not rows:
        return set()
    still_ours = or_(*(_fence(row, OutboxState.CLAIMED) for row in rows))
    begun = _change(still_ours).values(state=OutboxState.SENDING, lease_machine=machine_time(lease))
    return set((await db.execute(begun.returning(OutboxMessage.id))).scalars())


async def renew(db: AsyncSession, row: Claimed, *, lease: float) -> bool:
    """Stay on our way for `lease` seconds from now; False when the message is no longer this claimer's."""
    held = _change(_fence(row, OutboxState.SENDING)).values(lease_machine=machine_time(lease))
    return await _count(db, held) == 1


async def settle(db: AsyncSession, row: Claimed, what: Settlement, *, now: datetime) -> bool:
    """Write what became of a message; False, and nothing is written, when it is no longer this claimer's."""
    again = what.state is OutboxState.PENDING
    values = {
        "state": what.state,
        "claimed_by": None,
        "lease_machine": None,
        "message_id": what.message_id,
        "last_error": _error(row, what),
        "next_attempt_machine": machine_time(what.retry_in) if again and what.retry_in else None,
        "settled_at": None if again else now,
        "attempt": OutboxMessage.attempt - int(what.free),
        "due_at": what.due_at or OutboxMessage.due_at,
    }
    return await _count(db, _change(_fence(row, OutboxState.CLAIMED, OutboxState.SENDING)).values(**values)) == 1


async def give_back(db: AsyncSession, owner: str) -> int:
    """A worker (or one ticket of it) lets go of what it claimed and did not begin to send; how many."""
    mine = OutboxMessage.claimed_by.startswith(owner, autoescape=True)
    claimed = and_(OutboxMessage.state == OutboxState.CLAIMED, mine)
    return await _count(db, _change(claimed).values(**_UNCLAIMED, attempt=OutboxMessage.attempt - 1))


async def release_overdue(db: AsyncSession, retried_kinds: Collection[str], *, now: datetime) -> Released:
    """Undo the claims whose lease is over.

    What was only claimed was never on the wire and is pending again. What was being sent is uncertain; the kinds of
    `retried_kinds` are pending once more instead, the first time.
    """
    over = OutboxMessage.lease_machine < machine_time()
    unsent = _change_picked(_picked(and_(OutboxMessage.state == OutboxState.CLAIMED, over)))
    released = await _count(db, unsent.values(**_UNCLAIMED))
    once_more = and_(OutboxMessage.kind.in_(retried_kinds), ~_doubted())
    in_doubt = _change_picked(_picked(and_(OutboxMessage.state == OutboxState.SENDING, over))).values(
        **_UNCLAIMED
        | {
            "state": case((once_more, _state(OutboxState.PENDING)), else_=_state(OutboxState.UNCERTAIN)),
            "settled_at": case((once_more, None), else_=now),
            "last_error": UNANSWERED,
        }
    )
    return Released(released, await _count(db, in_doubt))


async def give_up(db: AsyncSession, person_id: int, *, now: datetime) -> int:
    """Nothing reaches this person: what waits is cancelled, an announcement to them is unreachable; how many."""
    announced = OutboxMessage.announcement_id.is_not(None)
    lost = case((announced, _state(OutboxState.UNREACHABLE)), else_=_state(OutboxState.CANCELLED))
    waiting = and_(OutboxMessage.person_id == person_id, OutboxMessage.state == OutboxState.PENDING)
    return await _count(db, _change(waiting).values(state=lost, settled_at=now))


async def prove(db: AsyncSession, outbox_id: int, person_id: int, *, now: datetime) -> bool:
    """A press on this very message proves that it arrived: what was in doubt is sent, and not tried again."""
    in_doubt = or_(
        OutboxMessage.state == OutboxState.UNCERTAIN,
        and_(OutboxMessage.state.in_((OutboxState.PENDING, OutboxState.CLAIMED)), _doubted()),
    )
    theirs = and_(OutboxMessage.id == outbox_id, OutboxMessage.person_id == person_id, in_doubt)
    values = _UNCLAIMED | {"state": OutboxState.SENT, "settled_at": now}
    return await _count(db, _change(theirs).values(**values)) == 1


_CLAIMED = [
    OutboxMessage.__table__.c[{"ticket": "claimed_by"}.get(field.name, field.name)].label(field.name)
    for field in fields(Claimed)
    if field.name != "chat_id"
]
_UNCLAIMED: dict[str, Any] = {"state": OutboxState.PENDING, "claimed_by": None, "lease_machine": None}


def _picked(condition: ColumnElement[bool], limit: int | None = None) -> CTE:
    """The rows to change, first ones first. PostgreSQL passes over what another process holds; SQLite is alone."""
    return (
        select(OutboxMessage.id)
        .where(condition)
        .order_by(OutboxMessage.lane, OutboxMessage.due_at, OutboxMessage.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("picked")
    )


def _due(row: type[OutboxMessage], now: datetime) -> ColumnElement[bool]:
    waited = or_(row.next_attempt_machine.is_(None), row.next_attempt_machine <= machine_time())
    return and_(row.state == OutboxState.PENDING, row.due_at <= now, waited)


def _behind_another(now: datetime) -> ColumnElement[bool]:
    """Whether the same person has a message in hand, or one that is due before this one."""
    other = aliased(OutboxMessage)
    in_hand = other.state.in_((OutboxState.CLAIMED, OutboxState.SENDING))
    sooner = tuple_(other.lane, other.due_at, other.id) < tuple_(
        OutboxMessage.lane, OutboxMessage.due_at, OutboxMessage.id
    )
    theirs = other.person_id == OutboxMessage.person_id
    return exists(select(other.id).where(theirs, or_(in_hand, and_(_due(other, now), sooner)))).correlate(OutboxMessage)


def _change_picked(picked: CTE) -> Update:
    return _change(OutboxMessage.id.in_(select(picked.c.id)))


def _change(condition: ColumnElement[bool]) -> Update:
    return update(OutboxMessage).where(condition).execution_options(synchronize_session=False)


def _fence(row: Claimed, *states: OutboxState) -> ColumnElement[bool]:
    """Only the claimer, and only for this very attempt."""
    mine = and_(OutboxMessage.claimed_by == row.ticket, OutboxMessage.attempt == row.attempt)
    return and_(OutboxMessage.id == row.id, mine, OutboxMessage.state.in_(states))


def _doubted() -> ColumnElement[bool]:
    return func.coalesce(OutboxMessage.last_error, "").startswith(UNANSWERED)


def _state(state: OutboxState) -> ColumnElement[OutboxState]:
    return literal(state, OutboxMessage.__table__.c.state.type)


def _error(row: Claimed, what: Settlement) -> str | None:
    """A doubt is remembered for as long as the message is tried."""
    if what.state is OutboxState.PENDING and row.doubted and not (what.error or "").startswith(UNANSWERED):
        return f"{UNANSWERED}; {what.error}"
    return what.error


async def _chats(db: AsyncSession, people: set[int]) -> dict[int, int]:
    statement = select(Person.id, Person.telegram_id).where(Person.id.in_(people))
    return {person_id: chat_id for person_id, chat_id in await db.execute(statement) if chat_id is not None}


async def _count(db: AsyncSession, change: Update) -> int:
    # Not `rowcount`: SQLite's driver says -1 after WITH ... UPDATE.
    return len((await db.execute(change.returning(OutboxMessage.id))).all())
