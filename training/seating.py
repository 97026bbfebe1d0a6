"""What a request for a seat leads to: the gates in their order, as a pure function of what was counted."""

import enum
from dataclasses import dataclass
from datetime import datetime

from db.models import Seat, SessionState, TrainingSession, WithdrawalReason

OFFERED = (WithdrawalReason.OFFER_DECLINED, WithdrawalReason.OFFER_EXPIRED)


class Refusal(enum.StrEnum):
    """Why somebody cannot register, in the order in which the gates are passed."""

    NOT_OPEN = "not_open"
    STARTED = "started"
    WRONG_PUBLIC = "wrong_public"
    OVERLAP = "overlap"


@dataclass(frozen=True)
class Seated:
    """A seat is theirs."""


@dataclass(frozen=True)
class Requested:
    """A seat is kept for them until an organiser has decided."""


@dataclass(frozen=True)
class Waitlisted:
    """They wait; `rank` counts from 1. `quota_full`: there are seats, but none left for their corps or function."""

    rank: int
    quota_full: bool = False


@dataclass(frozen=True)
class AlreadyIn:
    """They were registered before; `rank` is None for who has a seat. Nothing changed."""

    seat: Seat
    rank: int | None


@dataclass(frozen=True)
class Refused:
    """Nothing changed. `other` is the session whose dates overlap, for OVERLAP only."""

    reason: Refusal
    other: TrainingSession | None = None


Verdict = Seated | Requested | Waitlisted | AlreadyIn | Refused


@dataclass(frozen=True)
class Seating:
    """All that the decision depends on, counted under the locks. `held` seats are offered to some of those who wait.

    `seated` counts those who asked for a seat, too. `ahead` of them are so many of those who wait, whose quota leaves
    them a seat; `quota_full`: theirs leaves them none. `left_an_offer`: they declined one, or let it pass, and were
    told that they may go on waiting.
    """

    state: SessionState
    starts_at: datetime
    capacity: int
    seated: int
    held: int
    waiting: int
    ahead: int
    for_their_public: bool
    needs_approval: bool = False
    quota_full: bool = False
    seat: Seat | None = None
    rank: int | None = None
    left_an_offer: bool = False
    overlapping: TrainingSession | None = None


def decide(seating: Seating, now: datetime) -> Verdict:
    """What a request for a seat leads to. While somebody waits, a newcomer waits too: nobody jumps the line."""
    if seating.seat not in (None, Seat.WITHDRAWN):
        return AlreadyIn(seating.seat, seating.rank)
    refusal = _refusal(seating, now)
    if refusal is not None:
        return Refused(refusal, seating.overlapping if refusal is Refusal.OVERLAP else None)
    is_left = seating.seated + seating.held < seating.capacity
    if is_left and seating.ahead == 0 and not seating.quota_full and seating.state is SessionState.OPEN:
        return Requested() if seating.needs_approval else Seated()
    return Waitlisted(seating.waiting + 1, quota_full=is_left and seating.quota_full)


def _refusal(seating: Seating, now: datetime) -> Refusal | None:
    goes_on = seating.state is SessionState.CLOSED and seating.left_an_offer
    if seating.state is not SessionState.OPEN and not goes_on:
        return Refusal.NOT_OPEN
    if seating.starts_at <= now:
        return Refusal.STARTED
    if not seating.for_their_public:
        return Refusal.WRONG_PUBLIC
    return Refusal.OVERLAP if seating.overlapping else None
