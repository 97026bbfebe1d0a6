"""Troubles that a control causes: the network, the clock, the webhook's patience, failures of the Bot API."""

import asyncio
from dataclasses import asdict
from typing import Any, Literal

from simulator.clock import instant
from simulator.errors import Impossible
from simulator.model import JSON
from simulator.wire.faults import ANY_METHOD, DOWNLOAD, LONGEST_SLOWNESS, TAKES_EFFECT, Fault, FaultKind
from simulator.world.state import State
from simulator.world.views import marks_view

NetworkState = Literal["up", "cut", "refused"]


class Troubles(State):
    """Everything that a control can do to the surroundings."""

    _mending: asyncio.TimerHandle | None = None

    async def network(self, state: NetworkState, seconds: float | None = None) -> JSON:
        """Mend the network or spoil it, for so many seconds or until it is mended.

        cut: the Bot API closes connections without an answer, updates wait.
        refused: nothing listens any more, not even the control: hence `seconds`, at most 300.
        """
        if self._mending is not None:
            self._mending.cancel()
        if state == "refused" and (seconds is None or self.door is None):
            raise Impossible("connections can be refused only where they are served, and for some seconds")
        if state != "up" and seconds is not None:
            if not 0 < seconds <= LONGEST_SLOWNESS:
                raise Impossible(f"seconds are more than 0, at most {LONGEST_SLOWNESS:g}")
            loop = asyncio.get_running_loop()
            self._mending = loop.call_later(seconds, lambda: self.background(self.network("up")))
        if self.door is not None:
            await (self.door.shut() if state == "refused" else self.door.open())
        self.set_network(up=state == "up")
        return {"network": state}

    async def fault(
        self,
        method: str,
        kind: FaultKind,
        times: int | None = 1,
        *,
        chat: int | str | None = None,
        code: int | None = None,
        description: str | None = None,
        parameters: dict[str, Any] | None = None,
        retry_after: int | None = None,
        seconds: float = 1,
        accepted: bool = False,
    ) -> JSON:
        """Spoil the next calls of a method (`*`: of any; `download`: of files); `times` null: until cleared.

        refuse: answered with this code, description and parameters (500 Internal Server Error by default).
        flood: answered 429, with `retry_after` or without.
        unauthorized: answered 401, as when the token was revoked.
        html: answered with a gateway's page and this code (502 by default); `accepted`: the call took effect.
        truncate: takes effect, half of the JSON comes.
        slow: takes effect, the answer comes after `seconds`.
        drop: no effect, the connection is closed without an answer.
        lose_answer: takes effect, the connection is closed without an answer.
        """
        if times is not None and times < 1:
            raise Impossible("a fault happens at least once")
        if not self.knows_method(method):
            raise Impossible(f"no method is called {method!r}")
        if not 0 <= seconds <= LONGEST_SLOWNESS:
            raise Impossible(f"seconds are at most {LONGEST_SLOWNESS:g}")
        usual_code, words, extra = _usual(kind, retry_after)
        fault = Fault(
            method=method.lower(),
            kind=kind,
            times=times,
            chat=None if chat is None else str(chat),
            code=code or usual_code,
            description=description or words,
            parameters=parameters or extra,
            seconds=seconds,
            accepted=accepted or kind in TAKES_EFFECT,
        )
        self.faults.waiting.append(fault)
        return fault.view()

    def knows_method(self, method: str) -> bool:
        """Whether a fault can name it."""
        known = {name.lower() for name in self.method_names} | {ANY_METHOD, DOWNLOAD}
        return not self.method_names or method.lower() in known

    async def clear_faults(self) -> JSON:
        """Let every call go well from now on."""
        self.faults.waiting.clear()
        return {}

    async def webhook_pace(self, longest_pause: float | None) -> JSON:
        """Bound the pauses between two tries of a webhook, in seconds; null: as Telegram does, up to two minutes."""
        if longest_pause is not None and longest_pause <= 0:
            raise Impossible("a pause lasts some time")
        self.webhook.longest_pause = longest_pause
        self.webhook.retry_now()
        return {"longest_pause": longest_pause}

    async def set_rates(self, **limits: float | None) -> JSON:
        """Change limits of new messages, named as in `Pace`; null switches one off."""
        try:
            self.rates.change(limits)
        except ValueError as wrong:
            raise Impossible(str(wrong)) from None
        return asdict(self.rates.pace)

    async def move_clock(
        self,
        *,
        at: str | None = None,
        advance: float | None = None,
        mark: str | None = None,
        reset: bool = False,
    ) -> JSON:
        """Move programme time: to an ISO 8601 instant, by seconds, to a mark, or back to machine time."""
        if sum((at is not None, advance is not None, mark is not None, reset)) != 1:
            raise Impossible("the clock moves by exactly one of at, advance, mark, reset")
        if at is not None:
            self.clock.set(instant(at))
        elif advance is not None:
            self.clock.advance(advance)
        elif mark is not None:
            self.clock.go_to(mark)
        else:
            self.clock.reset()
        self.touch_pulse()
        return self.clock.view()

    async def set_marks(self, marks: list[dict[str, str]]) -> list[JSON]:
        """Replace the named instants; each is {"name", "at": ISO 8601}."""
        if any(set(mark) != {"name", "at"} for mark in marks):
            raise Impossible("a mark has a name and an instant, at")
        self.clock.marks = {mark["name"]: instant(mark["at"]) for mark in marks}
        self.touch_all()
        return marks_view(self)


def _usual(kind: FaultKind, retry_after: int | None) -> tuple[int, str, JSON | None]:
    """The code, the description and the parameters that a kind of failure has at Telegram."""
    if kind == "flood" and retry_after is not None:
        return 429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after}
    usual = {"flood": (429, "Too Many Requests"), "unauthorized": (401, "Unauthorized"), "html": (502, "Bad Gateway")}
    return (*usual.get(kind, (500, "Internal Server Error")), None)
