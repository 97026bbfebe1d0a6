"""The record of the bot's calls, for tests and for the curious."""

from collections import deque
from itertools import islice
from typing import Any

from simulator.clock import Clock
from simulator.model import JSON

KEPT = 20_000


class Calls:
    """The newest calls, numbered from 1; the bot's token is in none of them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._count = 0
        self._kept: deque[JSON] = deque(maxlen=KEPT)

    def add(self, method: str, parameters: JSON, status: int, answer: Any) -> None:
        """Record a call and what was answered; `status` is the HTTP code."""
        self._count += 1
        self._kept.append(
            {
                "n": self._count,
                "at": self._clock.now().isoformat(),
                "machine_at": self._clock.machine().isoformat(),
                "method": method,
                "parameters": parameters,
                "status": status,
                "answer": answer,
            }
        )

    def since(self, number: int) -> list[JSON]:
        """The calls after this number, oldest first."""
        newer = min(max(self._count - number, 0), len(self._kept))
        return list(islice(self._kept, len(self._kept) - newer, None))

    def clear(self) -> None:
        """Forget them; the numbers go on."""
        self._kept.clear()
