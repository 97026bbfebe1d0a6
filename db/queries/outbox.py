"""What is owed, and claims of it; what follows a claim is `db.queries.in_hand`.

pending -> claimed -> sending (committed just before HTTP) -> sent | pending again | failed | unreachable | uncertain;
pending -> cancelled | expired. A lease that is over: claimed is pending again, sending is uncertain.

`now`, `due_at` and `expires_at` are programme time; leases, retries and pauses are on the database's clock. A ticket
names one claim of one worker, `<worker>:<number>`, and is never used twice: with the attempt it is the fence.
"""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Float,
    Integer,
    ScalarSelect,
    String,
    Update,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlalchemy.sql.dml import ReturningUpdate

from db.machine_time import machine_time
from db.models import OutboxMessage, OutboxState
from db.queries.pauses import no_pause
from db.types import UtcDateTime

Instant = ColumnElement[datetime]
UNANSWERED = "unanswered"
"""How `last_error` begins once an answer was lost: such a message is not tried a third time."""


@dataclass(frozen=True, eq=False)
class Claimed:
    """A message that its claimer alone may send, to a person or to a group."""

    id: int
    key: str
    person_id: int | None
    group_id: int | None
    kind: str
    payload: dict[str, Any]
    dispatch_id: int | None
    original_id: int | None
    lane: int
    due_at: datetime
    expires_at: datetime | None
    attempt: int
    ticket: str
    last_error: str | None

    @property
    def doubted(self) -> bool:
        """Whether an earlier try may have been delivered."""
        return (self.last_error or "").startswith(UNANSWERED)


async def claim(db: AsyncSession, ticket: str, *, now: datetime, limit: int, lease: float) -> list[Claimed]:
    """Take up to `limit` messages that are due, personal ones first, for `lease` seconds; none during a pause.

    One message to a chat, none while another of theirs is in hand, and none while the chat rests after the last one:
    a hundred to one chat delay nobody else.
    """
    if db.get_bind().dialect.name == "postgresql":
        await db.execute(IN_ORDER)
    rows = (await db.execute(CLAIM, {"now": now, "most": limit, "ticket": ticket, "lease": lease})).all()
    return sorted((Claimed(*row) for row in rows), key=lambda one: (one.lane, one.due_at, one.id))


async def give_up(db: AsyncSession, person_id: int, *, now: datetime) -> int:
    """Nothing reaches this person: what waits is cancelled, an announcement to them is unreachable; how many."""
    announced = OutboxMessage.dispatch_id.is_not(None)
    lost = case((announced, state(OutboxState.UNREACHABLE)), else_=state(OutboxState.CANCELLED))
    waiting = and_(OutboxMessage.person_id == person_id, OutboxMessage.state == OutboxState.PENDING)
    return await count(db, change(waiting).values(state=lost, settled_at=now))


async def give_up_group(db: AsyncSession, group_id: int, *, now: datetime) -> int:
    """The bot was put out of a group: what waits for it is unreachable; how many."""
    waiting = and_(OutboxMessage.group_id == group_id, OutboxMessage.state.in_(_WAITING))
    return await count(db, change(waiting).values(state=OutboxState.UNREACHABLE, settled_at=now))


async def move_group(db: AsyncSession, group_id: int, new_id: int) -> int:
    """A group has another id: every message that waits for it, or is in hand, goes to its new place; how many."""
    theirs = and_(OutboxMessage.group_id == group_id, OutboxMessage.state.in_((*_WAITING, *IN_HAND)))
    return await count(db, change(theirs).values(group_id=new_id))


async def prove(
    db: AsyncSession, outbox_id: int, person_id: int, *, now: datetime, message_id: int | None = None
) -> bool:
    """A press on this very message, `message_id`, proves that it arrived: what was in doubt is sent, for good."""
    in_doubt = or_(
        OutboxMessage.state == OutboxState.UNCERTAIN,
        and_(OutboxMessage.state.in_((OutboxState.PENDING, OutboxState.CLAIMED)), doubted()),
    )
    theirs = and_(OutboxMessage.id == outbox_id, OutboxMessage.person_id == person_id, in_doubt)
    values = unclaimed() | {"state": OutboxState.SENT, "settled_at": now, "message_id": message_id}
    return await count(db, change(theirs).values(**values)) == 1


IN_HAND = (OutboxState.CLAIMED, OutboxState.SENDING)
_WAITING = (OutboxState.PENDING, OutboxState.HELD)
_CLAIMED = [
    OutboxMessage.__table__.c[{"ticket": "claimed_by"}.get(field.name, field.name)].label(field.name)
    for field in fields(Claimed)
]


def unclaimed() -> dict[str, Any]:
    """The values of a message that is nobody's, and pending."""
    return {"state": OutboxState.PENDING, "claimed_by": None, "lease_machine": None}


def picked(condition: ColumnElement[bool], limit: ColumnElement[int] | None = None) -> CTE:
    """The rows to change, first ones first. PostgreSQL passes over what another process holds; SQLite is alone."""
    return (
        select(OutboxMessage.id)
        .where(condition)
        .order_by(OutboxMessage.lane, OutboxMessage.due_at, OutboxMessage.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("picked")
    )


def _due(row: type[OutboxMessage], now: Instant) -> ColumnElement[bool]:
    waited = or_(row.next_attempt_machine.is_(None), row.next_attempt_machine <= machine_time())
    return and_(_is(row, OutboxState.PENDING), row.due_at <= now, waited)


def _first_of_chat(now: Instant) -> ColumnElement[bool]:
    """Whether the same chat has no message in hand, none that is due before this one, and does not rest.

    Written as values, not as EXISTS: PostgreSQL would make joins of those, over everything that is owed.
    """
    other = aliased(OutboxMessage)
    here, there = (tuple_(row.lane, row.due_at, row.id) for row in (OutboxMessage, other))
    stands = (
        other.state.in_([state(each, inline=True) for each in IN_HAND]),
        and_(_due(other, now), there < here),
        and_(_is(other, OutboxState.SENT), other.next_attempt_machine > machine_time()),
    )
    of_person = [_found(other, OutboxMessage.person_id == other.person_id, one) for one in stands]
    of_group = [_found(other, OutboxMessage.group_id == other.group_id, one) for one in stands]
    return and_(*(one.is_(None) for one in (*of_person, *of_group)))


def _found(other: type[OutboxMessage], same: ColumnElement[bool], stands: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(other.id).where(same, stands).limit(1).correlate(OutboxMessage).scalar_subquery()


def _is(row: type[OutboxMessage], wanted: OutboxState) -> ColumnElement[bool]:
    """Written into the statement: an index of the rows in one state serves no parameter."""
    return row.state == state(wanted, inline=True)


def change_picked(picked: CTE) -> Update:
    return change(OutboxMessage.id.in_(select(picked.c.id)))


def change(condition: ColumnElement[bool]) -> Update:
    return update(OutboxMessage).where(condition).execution_options(synchronize_session=False)


def doubted() -> ColumnElement[bool]:
    """Whether an earlier try may have been delivered."""
    return func.coalesce(OutboxMessage.last_error, "").startswith(UNANSWERED)


def state(wanted: OutboxState, *, inline: bool = False) -> ColumnElement[OutboxState]:
    return literal(wanted, OutboxMessage.__table__.c.state.type, literal_execute=inline)


async def count(db: AsyncSession, change: Update) -> int:
    """Make a change; how many rows it met."""
    # Not `rowcount`: SQLite's driver says -1 after WITH ... UPDATE.
    return len((await db.execute(change.returning(OutboxMessage.id))).all())


def _claim() -> ReturningUpdate[Any]:
    now = bindparam("now", type_=UtcDateTime())
    first = and_(_due(OutboxMessage, now), no_pause(), _first_of_chat(now))
    taken = change_picked(picked(first, bindparam("most", type_=Integer()))).values(
        state=OutboxState.CLAIMED,
        claimed_by=bindparam("ticket", type_=String()),
        lease_machine=machine_time(bindparam("lease", type_=Float())),
        attempt=OutboxMessage.attempt + 1,
    )
    return taken.returning(*_CLAIMED)


CLAIM = _claim()
"""Made once: every worker asks several times a second, whatever is owed, and to build it costs more than to run it."""
IN_ORDER = select(func.set_config("enable_sort", "off", True))
"""Lets PostgreSQL walk the index, which has the order, and stop at the limit, for the rest of the transaction.

Right after a large announcement was written it has no statistics of it, takes what is due for a few rows, and sorts
them all: 1 s for 10⁵, against 10 ms.
"""
