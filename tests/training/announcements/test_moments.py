"""Moments as people type them, in the zone of the venue."""

from datetime import UTC, datetime, time

import pytest

from training.announcements.moments import At, Before, parse, presets

NOW = datetime(2026, 3, 2, 11, 30, 20, tzinfo=UTC)
PARIS = "Europe/Paris"


def at(*when: int) -> At:
    return At(datetime(*when, tzinfo=UTC))  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("12/03/2026 à 9 h 30", at(2026, 3, 12, 8, 30)),
        ("12/03/2026 9h30", at(2026, 3, 12, 8, 30)),
        ("2026-03-12 09:30", at(2026, 3, 12, 8, 30)),
        ("12 mars 2026 à 9 h", at(2026, 3, 12, 8)),
        ("jeudi 12 mars 2026, à 9h", at(2026, 3, 12, 8)),
        ("1er avril 2026 à 9 h", at(2026, 4, 1, 7)),
        ("Demain à 8 h", at(2026, 3, 3, 7)),
        ("aujourd’hui à 17 h", at(2026, 3, 2, 16)),
        ("J-3", Before(3, time(10))),
        ("j – 3 à 14 h 15", Before(3, time(14, 15))),
        ("12/03/2026", None),
        ("12/03/2026 à 25 h", None),
        ("31/02/2026 à 9 h", None),
        ("J-3 à midi", None),
        ("17 h", None),
        ("bientôt", None),
        ("", None),
        ("9" * 4000 + " h", None),
    ],
)
def test_what_is_typed(typed: str, meant: At | Before | None) -> None:
    assert parse(typed, PARIS, NOW) == meant


def test_only_moments_ahead_are_offered() -> None:
    assert presets(NOW, PARIS) == {
        "hour": datetime(2026, 3, 2, 12, 30, tzinfo=UTC),
        "evening": datetime(2026, 3, 2, 16, tzinfo=UTC),
        "morning": datetime(2026, 3, 3, 7, tzinfo=UTC),
    }
    assert "evening" not in presets(NOW.replace(hour=16), PARIS)
