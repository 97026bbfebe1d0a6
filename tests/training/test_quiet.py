"""Quiet hours shift what would arrive in them, on the clocks of the venue."""

from datetime import UTC, datetime, timedelta

import pytest

from training.quiet import shift, shift_before, waking

MONDAY, FRIDAY = "2026-10-05", "2026-10-09"


@pytest.mark.parametrize(
    ("at", "shifted"),
    [
        (f"{MONDAY} 19:59", f"{MONDAY} 19:59"),
        (f"{MONDAY} 20:00", "2026-10-06 07:00"),
        (f"{MONDAY} 23:30", "2026-10-06 07:00"),
        ("2026-10-06 00:00", "2026-10-06 07:00"),
        ("2026-10-06 06:59", "2026-10-06 07:00"),
        ("2026-10-06 07:00", "2026-10-06 07:00"),
        (f"{MONDAY} 14:00", f"{MONDAY} 14:00"),
        (f"{FRIDAY} 12:59", f"{FRIDAY} 12:59"),
        (f"{FRIDAY} 13:00", f"{FRIDAY} 15:00"),
        (f"{FRIDAY} 14:59", f"{FRIDAY} 15:00"),
        (f"{FRIDAY} 15:00", f"{FRIDAY} 15:00"),
        ("2026-12-31 21:00", "2027-01-01 07:00"),
    ],
)
def test_in_dakar(at: str, shifted: str) -> None:
    there = datetime.fromisoformat(at).replace(tzinfo=UTC)  # Dakar is on UTC
    assert shift(there, "Africa/Dakar") == datetime.fromisoformat(shifted).replace(tzinfo=UTC)


def test_the_clocks_of_the_venue_count() -> None:
    at = datetime(2026, 10, 5, 19, 30, tzinfo=UTC)
    assert shift(at, "Africa/Dakar") == at
    assert shift(at, "Europe/Paris") == datetime(2026, 10, 6, 5, tzinfo=UTC)


@pytest.mark.parametrize(("latest", "due"), [("07:01", "07:00"), ("07:00", "03:00"), ("06:30", "03:00")])
def test_what_cannot_wait_for_their_end_is_not_shifted(latest: str, due: str) -> None:
    night, last, wanted = (
        datetime.fromisoformat(f"{MONDAY} {hour}").replace(tzinfo=UTC) for hour in ("03:00", latest, due)
    )
    assert shift_before(night, "Africa/Dakar", last) == wanted


@pytest.mark.parametrize(
    ("at", "hours", "then"),
    [
        (f"{MONDAY} 08:00", 4, f"{MONDAY} 12:00"),
        (f"{MONDAY} 08:00", 12, f"{MONDAY} 20:00"),
        (f"{MONDAY} 08:00", 13, "2026-10-06 08:00"),
        (f"{MONDAY} 08:00", 24, "2026-10-06 19:00"),
        (f"{MONDAY} 22:00", 4, "2026-10-06 11:00"),
        (f"{FRIDAY} 11:00", 4, f"{FRIDAY} 17:00"),
        (f"{FRIDAY} 14:00", 1, f"{FRIDAY} 16:00"),
        ("2026-10-08 19:00", 24, "2026-10-10 19:00"),
    ],
)
def test_only_waking_hours_count(at: str, hours: int, then: str) -> None:
    """13 of them a day, 11 on a Friday."""
    begun, wanted = (datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (at, then))
    assert waking(begun, timedelta(hours=hours), "Africa/Dakar") == wanted
