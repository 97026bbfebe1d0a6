"""How many new messages the bot may send: Telegram's documented limits, on machine time."""

import math
from collections import deque
from dataclasses import asdict, dataclass

from simulator.errors import Refused


@dataclass(slots=True)
class Pace:
    """The limits in force; `None` switches one off. Unit: messages, per second or per minute as named."""

    overall_per_second: int | None = 30
    chat_per_second: float | None = 1
    chat_burst: int = 3
    group_per_minute: int | None = 20


class Rates:
    """Counts what was sent and refuses what is too fast, with a `retry_after` after which it really works."""

    def __init__(self) -> None:
        self.pace = Pace()
        self._overall: deque[float] = deque()
        self._groups: dict[int, deque[float]] = {}
        self._credits: dict[int, tuple[float, float]] = {}  # chat: credits left, and when that was

    def change(self, limits: dict[str, float | None]) -> None:
        """Change limits by their names in `Pace`. Raises ValueError for what is not a limit."""
        pace = asdict(self.pace)
        for name, value in limits.items():
            if name not in pace or (value is None and name == "chat_burst"):
                raise ValueError(f"{name}={value!r} is not a rate")
            if value is not None and (value <= 0 or (name != "chat_per_second" and value != int(value))):
                raise ValueError(f"{name}={value!r} is not a rate")
            pace[name] = value if value is None or name == "chat_per_second" else int(value)
        self.pace = Pace(**pace)

    def take(self, chat_id: int, now: float, count: int = 1) -> None:
        """Count so many messages to this chat at this second. Raises Refused (429) without counting any.

        An album or a batch passes when its first message would: its other messages are owed to the seconds after.
        """
        group = self._groups.setdefault(chat_id, deque()) if chat_id < 0 else deque[float]()
        wait = max(
            _window_wait(self._overall, self.pace.overall_per_second, 1, now),
            _window_wait(group, self.pace.group_per_minute, 60, now) if chat_id < 0 else self._chat_wait(chat_id, now),
        )
        if wait > 0:
            seconds = max(math.ceil(wait), 1)
            raise Refused(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})
        self._overall.extend([now] * count)
        group.extend([now] * count)
        self._spend(chat_id, now, count)

    def _chat_wait(self, chat_id: int, now: float) -> float:
        if self.pace.chat_per_second is None:
            return 0
        return (1 - self._credit(chat_id, now)) / self.pace.chat_per_second

    def _credit(self, chat_id: int, now: float) -> float:
        credit, since = self._credits.get(chat_id, (float(self.pace.chat_burst), now))
        return min(credit + (now - since) * (self.pace.chat_per_second or 0), self.pace.chat_burst)

    def _spend(self, chat_id: int, now: float, count: int) -> None:
        if chat_id > 0 and self.pace.chat_per_second is not None:
            self._credits[chat_id] = (self._credit(chat_id, now) - count, now)


def _window_wait(sent: deque[float], limit: int | None, seconds: float, now: float) -> float:
    """Seconds until one more fits in the sliding window: zero when it fits now."""
    while sent and sent[0] <= now - seconds:
        sent.popleft()
    if limit is None or len(sent) < limit:
        return 0
    return sent[len(sent) - limit] + seconds - now
