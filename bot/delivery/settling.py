"""What follows from an outcome: the row's next state and, in the same transaction, whom or what else it touches."""

import random
from datetime import datetime
from typing import assert_never

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.outcomes import (
    Moved,
    NeverLeft,
    OurBug,
    Outcome,
    Sent,
    TokenRefused,
    TooFast,
    Unknown,
    Unreachable,
)
from db.models import OutboxState
from db.queries import outbox, pauses
from db.queries.outbox import UNANSWERED, Claimed, Settlement
from db.queries.pauses import PauseReason
from training import reachability
from training.notices import NOTICES

log = structlog.get_logger(__name__)

RETRIED_KINDS = frozenset(kind for kind, notice in NOTICES.items() if notice.retry_uncertain)
FIRST_BACKOFF, LONGEST_BACKOFF = 2.0, 300.0
CIRCUIT_OPEN_FOR = 60.0
"""Seconds that everything waits after Telegram refused the token."""


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
        case OurBug(reason):
            return Settlement(OutboxState.FAILED, error=reason)
        case _:
            assert_never(outcome)


def _in_doubt(row: Claimed, reason: str, chance: float) -> Settlement:
    error = f"{UNANSWERED}: {reason}"
    if row.kind in RETRIED_KINDS and not row.doubted:
        return Settlement(OutboxState.PENDING, error=error, retry_in=backoff(row.attempt, chance))
    return Settlement(OutboxState.UNCERTAIN, error=error)


async def settle(db: AsyncSession, row: Claimed, chat_id: int, outcome: Outcome, *, now: datetime) -> bool:
    """Write an outcome and what follows from it; False when the row was no longer ours (what follows stays true)."""
    await _follow(db, row, chat_id, outcome, now)
    # Not for secrets: only to keep workers from trying again all at once.
    written = await outbox.settle(db, row, settlement(row, outcome, chance=random.random()), now=now)
    if not written:
        log.warning("settled_by_another", outbox=row.id, attempt=row.attempt, outcome=type(outcome).__name__)
    return written


async def _follow(db: AsyncSession, row: Claimed, chat_id: int, outcome: Outcome, now: datetime) -> None:
    match outcome:
        case Sent():
            await pauses.lift(db)
        case TooFast(seconds):
            await pauses.pause(db, seconds, PauseReason.TOO_FAST)
            log.warning("paused", seconds=seconds)
        case TokenRefused():
            if await pauses.pause(db, CIRCUIT_OPEN_FOR, PauseReason.TOKEN_REFUSED):
                log.error("token_refused", pause_seconds=CIRCUIT_OPEN_FOR)
        case Unreachable():
            await reachability.lost(db, chat_id, now=now)
        case Moved(new_chat_id):
            await reachability.moved(db, chat_id, new_chat_id, now=now)
        case OurBug(reason):
            log.error("message_refused", outbox=row.id, kind=row.kind, reason=reason)
        case NeverLeft(reason) | Unknown(reason):
            log.warning("send_failed", outbox=row.id, outcome=type(outcome).__name__, reason=reason)
        case _:
            assert_never(outcome)
