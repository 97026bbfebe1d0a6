"""What follows from an outcome: the row's next state and, in the same transaction, whom or what else it touches."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.outcomes import (
    Moved,
    NeverLeft,
    NotBegun,
    NotChanged,
    OurBug,
    Outcome,
    Sent,
    TokenRefused,
    TooFast,
    Unknown,
    Unreachable,
)
from bot.house import House
from db.models import OutboxState
from db.queries import in_hand, pauses
from db.queries.in_hand import Settlement
from db.queries.outbox import UNANSWERED, Claimed
from db.queries.pauses import PauseReason
from training import groups, reachability
from training.notices import NOTICES

log = structlog.get_logger(__name__)

RETRIED_KINDS = frozenset(kind for kind, notice in NOTICES.items() if notice.retry_uncertain)
FIRST_BACKOFF, LONGEST_BACKOFF = 2.0, 300.0
SETTLE_AGAIN = (0.5, 1.0, 2.0)
"""Seconds before each new try to write outcomes that the database did not take; after that they are in doubt."""
CIRCUIT_OPEN_FOR = 60.0
"""Seconds that everything waits after Telegram refused the token."""


@dataclass(frozen=True)
class End:
    """What became of a row's call, in this chat."""

    row: Claimed
    chat_id: int
    outcome: Outcome

    @property
    def touches_others(self) -> bool:
        """Whether more than the row follows: such a one is settled in a transaction of its own."""
        return isinstance(self.outcome, TooFast | TokenRefused | Unreachable | Moved)


def backoff(attempt: int, chance: float) -> float:
    """Seconds before try `attempt` + 1: doubled each time; `chance` in [0, 1) spreads it over its second half."""
    longest = min(FIRST_BACKOFF * 2.0 ** min(attempt - 1, 16), LONGEST_BACKOFF)
    return longest * (0.5 + chance / 2)


def settlement(row: Claimed, outcome: Outcome, *, chance: float) -> Settlement:
    """The next state of a row after one attempt."""
    match outcome:
        case Sent(message_id):
            return Settlement(OutboxState.SENT, message_id=message_id)
        case NeverLeft(reason):
            return Settlement(OutboxState.PENDING, error=reason, retry_in=backoff(row.attempt, chance))
        case NotBegun():
            return Settlement(OutboxState.PENDING, error=row.last_error, free=True)
        case Unknown(reason):
            return _in_doubt(row, reason, chance)
        case TooFast():
            return Settlement(OutboxState.PENDING, error="too fast", free=True)
        case Unreachable(reason):
            return Settlement(OutboxState.UNREACHABLE, error=reason)
        case Moved():
            return Settlement(OutboxState.PENDING, error="chat moved", free=True)
        case TokenRefused():
            return Settlement(OutboxState.PENDING, error="token refused", free=True)
        case NotChanged(reason) | OurBug(reason):
            return Settlement(OutboxState.FAILED, error=reason)
        case _:
            assert_never(outcome)


def _in_doubt(row: Claimed, reason: str, chance: float) -> Settlement:
    error = f"{UNANSWERED}: {reason}"
    if row.kind in RETRIED_KINDS and not row.doubted:
        return Settlement(OutboxState.PENDING, error=error, retry_in=backoff(row.attempt, chance))
    return Settlement(OutboxState.UNCERTAIN, error=error)


async def write(house: House, ends: Sequence[End]) -> None:
    """Settle in a transaction; where the database fails, again and again, for as long as the messages are held."""
    for wait in (*SETTLE_AGAIN, None):
        try:
            async with house.database.transaction() as db:
                await settle(db, ends, now=house.clock.now())
            return
        except Exception:
            log.exception("not_settled", messages=len(ends), again_in=wait)
        if wait is not None:
            await asyncio.sleep(wait)


async def settle(db: AsyncSession, ends: Sequence[End], *, now: datetime) -> None:
    """Write outcomes and what follows from them; a row that is no longer ours stays, what follows stays true."""
    for end in ends:
        await _follow(db, end, now)
    if any(isinstance(end.outcome, Sent) for end in ends):
        await pauses.lift(db)
    # Not for secrets: only to keep workers from trying again all at once.
    settled = [(end.row, settlement(end.row, end.outcome, chance=random.random())) for end in ends]
    written = await in_hand.settle(db, settled, now=now)
    for end in ends:
        if end.row.id not in written:
            outcome = type(end.outcome).__name__
            log.warning("settled_by_another", outbox=end.row.id, attempt=end.row.attempt, outcome=outcome)


async def _follow(db: AsyncSession, end: End, now: datetime) -> None:
    match end.outcome:
        case Sent() | NotBegun():
            return
        case TooFast(seconds):
            await slow_down(db, seconds)
        case TokenRefused():
            if await pauses.pause(db, CIRCUIT_OPEN_FOR, PauseReason.TOKEN_REFUSED):
                log.error("token_refused", pause_seconds=CIRCUIT_OPEN_FOR)
        case Unreachable():
            lost = reachability.lost if end.row.group_id is None else groups.forget
            await lost(db, end.chat_id, now=now)
        case Moved(new_chat_id):
            moved = reachability.moved if end.row.group_id is None else groups.moved
            await moved(db, end.chat_id, new_chat_id, now=now)
        case OurBug(reason):
            log.error("message_refused", outbox=end.row.id, kind=end.row.kind, reason=reason)
        case NeverLeft(reason) | Unknown(reason) | NotChanged(reason):
            log.warning("send_failed", outbox=end.row.id, outcome=type(end.outcome).__name__, reason=reason)
        case _:
            assert_never(end.outcome)


async def slow_down(db: AsyncSession, seconds: float) -> None:
    """Telegram asks to wait: nobody sends for so long, whichever process was told."""
    await pauses.pause(db, seconds, PauseReason.TOO_FAST)
    log.warning("paused", seconds=seconds)
