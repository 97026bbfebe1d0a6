"""Quiet hours: what would arrive at night or during the Friday prayer is shifted, never dropped. Source: the team."""

from datetime import UTC, datetime, time, timedelta

from training.calendar import instant, local

EVENING, MORNING = time(20), time(7)
FRIDAY = 4
PRAYER_BEGINS, PRAYER_ENDS = time(13), time(15)


def shift(at: datetime, zone: str) -> datetime:
    """`at`, or the end of the quiet hours it falls in, in UTC. `zone` is an IANA name.

    Quiet are 20 h to 7 h and, on Fridays, 13 h to 15 h, on the clocks of `zone`; their last instant is not.
    """
    there = local(at, zone)
    hour = there.time()
    if hour >= EVENING:
        return instant(there.date() + timedelta(days=1), MORNING, zone)
    if hour < MORNING:
        return instant(there.date(), MORNING, zone)
    if there.weekday() == FRIDAY and PRAYER_BEGINS <= hour < PRAYER_ENDS:
        return instant(there.date(), PRAYER_ENDS, zone)
    return at.astimezone(UTC)


def shift_before(at: datetime, zone: str, latest: datetime) -> datetime:
    """As `shift`, but `at` itself where the quiet hours do not end before `latest`: at night rather than too late."""
    shifted = shift(at, zone)
    return shifted if shifted < latest else at.astimezone(UTC)


def waking(at: datetime, span: timedelta, zone: str) -> datetime:
    """The instant, in UTC, when `span` has passed since `at` on a clock that stands still during the quiet hours."""
    begun = shift(at, zone)
    ends = _falls_quiet(begun, zone)
    if begun + span <= ends:
        return begun + span
    return waking(ends, span - (ends - begun), zone)


def _falls_quiet(at: datetime, zone: str) -> datetime:
    """When the next quiet hours begin after `at`, which is outside them."""
    there = local(at, zone)
    day = there.date()
    if day.weekday() == FRIDAY and there.time() < PRAYER_BEGINS:
        return instant(day, PRAYER_BEGINS, zone)
    return instant(day, EVENING, zone)
