"""Two clocks: the machine's, which never moves, and the programme's, which a control moves."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from simulator.errors import Impossible

FURTHEST = timedelta(days=100 * 365)  # from machine time, so that every instant can be written

Instant = Callable[[], datetime]


def system_time() -> datetime:
    """The machine's time, in UTC."""
    return datetime.now(UTC)


class Clock:
    """Programme time is machine time plus an offset. Marks are named instants of programme time."""

    def __init__(self, machine: Instant = system_time) -> None:
        self.machine = machine
        self.offset = timedelta()
        self.marks: dict[str, datetime] = {}

    def now(self) -> datetime:
        """Programme time, in UTC."""
        return self.machine() + self.offset

    def set(self, at: datetime) -> None:
        """Make it this instant of programme time now; the clock goes on from there."""
        self._move(at - self.machine())

    def advance(self, seconds: float) -> None:
        """Move programme time by so many seconds (backwards when negative)."""
        try:
            self._move(self.offset + timedelta(seconds=seconds))
        except OverflowError:
            raise Impossible(f"{seconds} s from here is out of reach") from None

    def _move(self, offset: timedelta) -> None:
        if abs(offset) > FURTHEST:
            raise Impossible("this instant is out of reach")
        self.offset = offset

    def go_to(self, mark: str) -> None:
        """Move to a named instant. Raises Impossible when nothing has this name."""
        if mark not in self.marks:
            raise Impossible(f"no mark is called {mark!r}", marks=list(self.marks))
        self.set(self.marks[mark])

    def reset(self) -> None:
        """Back to machine time."""
        self.offset = timedelta()

    def view(self) -> dict[str, Any]:
        """What `GET /sim/clock` answers."""
        seconds = self.offset.total_seconds()
        return {"now": self.now().isoformat(), "offset": seconds, "moved": bool(seconds)}


def instant(value: object) -> datetime:
    """Read an ISO 8601 instant with its offset from UTC. Raises Impossible when it is not one."""
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        raise Impossible(f"{value!r} is not an ISO 8601 instant") from None
    if at.tzinfo is None:
        raise Impossible(f"{value!r} has no offset from UTC")
    return at.astimezone(UTC)
