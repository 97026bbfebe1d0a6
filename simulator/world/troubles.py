"""Troubles that a control causes: the network, the clock, lost answers, refusals."""

from dataclasses import asdict
from typing import Any, Literal

from simulator.clock import instant
from simulator.errors import Impossible
from simulator.model import JSON, Fault
from simulator.world.state import State
from simulator.world.views import marks_view


class Troubles(State):
    """Everything that a control can do to the surroundings."""

    async def network(self, state: Literal["up", "cut"]) -> JSON:
        """Cut the network (the Bot API closes connections without an answer, updates wait) or mend it."""
        self.set_network(up=state == "up")
        return {"network": state}

    async def fault(
        self,
        method: str,
        kind: Literal["lose_answer", "refuse"],
        times: int = 1,
        *,
        code: int = 500,
        description: str = "Internal Server Error",
        parameters: dict[str, Any] | None = None,
    ) -> JSON:
        """Spoil the next calls of a method.

        lose_answer: the call takes effect, then the connection is closed without an answer.
        refuse: the call has no effect and is answered with this code, description and parameters.
        """
        if times < 1:
            raise Impossible("a fault happens at least once")
        self.faults.append(Fault(method.lower(), kind, times, code, description, parameters))
        return {}

    def next_fault(self, method: str) -> Fault | None:
        """The fault of this call, counted; None for a call that goes well."""
        found = next((fault for fault in self.faults if fault.method == method.lower()), None)
        if found is not None:
            found.times -= 1
            self.faults = [fault for fault in self.faults if fault.times > 0]
        return found

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
