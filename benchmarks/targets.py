"""`python -m benchmarks.targets FILE...`: the figures to reach, beside those of the JSON files that the runs left."""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import pace
from benchmarks.figures import table

Median = Callable[..., float]
TRANSPORT = "`python -m benchmarks.transport`"
UPDATES = "`python -m benchmarks.updates`"
DELIVERY = "`python -m benchmarks.delivery`"
PACE = "`python -m benchmarks.pace`"
CLAIMS = "`python -m benchmarks.claims`"
REMINDERS = "`python -m benchmarks.reminders`"


class NotMeasured(LookupError):
    """No file has this figure: the peer was skipped, or only a part was run."""


@dataclass(frozen=True)
class Target:
    """`measured` looks its figure up; it is met up to `bound`, or from `bound` on when `at_least`."""

    what: str
    command: str
    bound: float
    unit: str
    measured: Callable[[Median], float]
    at_least: bool = False

    def row(self, median: Median) -> list[str]:
        goal = f"{'≥' if self.at_least else '≤'} {self.bound:g} {self.unit}"
        try:
            found = self.measured(median)
        except NotMeasured:
            return [self.what, self.command, goal, "–", "not measured"]
        met = found >= self.bound if self.at_least else found <= self.bound
        return [self.what, self.command, goal, f"{found:.3g} {self.unit}", "met" if met else "**missed**"]


def _message(median: Median) -> float:
    return median("cpu_ms", wire="plain", shape="line", in_flight="16", client="ours uvloop")


def _straight(median: Median) -> float:
    return median("cpu_ms", figure="no database", in_flight="16", bot="ours")


def _ratio(peer: str, database: str) -> Callable[[Median], float]:
    def ratio(median: Median) -> float:
        ours, theirs = (
            median("per_cpu_second", figure="with database", database=database, bot=bot) for bot in ("ours", peer)
        )
        return ours / theirs

    return ratio


def _p99(database: str) -> Callable[[Median], float]:
    return _ours("p99_ms", "with database", database=database)


def _ours(measure: str, figure: str, **more: str) -> Callable[[Median], float]:
    return lambda median: median(measure, figure=figure, bot="ours", **more)


def _durable(measure: str) -> Callable[[Median], float]:
    return lambda median: median(measure, sender="ours, durable")


def _to_bare_loop(median: Median) -> float:
    return median("cpu_ms", sender="ours, durable") / median("cpu_ms", sender="aiogram uvloop")


def _more_memory(median: Median) -> float:
    return median("memory_mb", sender="ours, many owed") - median("memory_mb", sender="ours, few owed")


def _paced(measure: str, sender: str, latency: str = "0", replies: str = "0") -> Callable[[Median], float]:
    return lambda median: median(measure, sender=sender, latency_ms=latency, replies_per_second=replies)


def _tick(median: Median) -> float:
    return median("tick_ms", database="postgresql", registrations="1000000")


def _grown(measure: str, database: str, among: str) -> Callable[[Median], float]:
    """Among a million to among a thousand; `among` names the part of the case that grows."""

    def ratio(median: Median) -> float:
        few, many = (median(measure, **{"database": database, among: number}) for number in ("1000", "1000000"))
        return many / few

    return ratio


TARGETS = (
    Target("CPU per message, result object, a line, 16 in flight", TRANSPORT, 0.21, "ms", _message),
    Target("CPU from webhook to reply, no database, 16 in flight", UPDATES, 0.50, "ms", _straight),
    *(
        Target(f"updates per CPU-second to {short}'s, {database}", UPDATES, bound, "×", _ratio(peer, database), True)
        for peer, short, bound in (("stock webhook server", "the stock library", 3), ("aiogram", "aiogram", 1))
        for database in ("postgresql", "sqlite")
    ),
    Target("p99 at 100 updates/s, PostgreSQL", UPDATES, 100, "ms", _p99("postgresql")),
    Target("p99 at 100 updates/s, SQLite", UPDATES, 150, "ms", _p99("sqlite")),
    *(
        Target(
            f"statements per update, PostgreSQL, {level} in flight",
            UPDATES,
            6,
            "",
            _ours("statements", "statements", database="postgresql", in_flight=level),
        )
        for level in ("1", "16")
    ),
    Target("start to first getUpdates, SQLite", UPDATES, 1, "s", _ours("seconds", "start")),
    Target("memory of the one-process mode, SQLite", UPDATES, 100, "MB", _ours("memory_mb", "start")),
    Target("CPU per durable message, claim to settlement, PostgreSQL", DELIVERY, 0.20, "ms", _durable("cpu_ms")),
    Target("the same, to aiogram's bare loop", DELIVERY, 1, "×", _to_bare_loop),
    Target("durable messages a second, one worker", DELIVERY, 2000, "/s", _durable("per_second"), True),
    Target("memory with a million owed, more than with few", DELIVERY, 30, "MB", _more_memory),
    *(
        target
        for sender in pace.OURS
        for latency in ("0", "50")
        for target in (
            Target(f"{sender}, {latency} ms away", PACE, 29, "/s", _paced("per_second", sender, latency), True),
            Target(f"{sender}, {latency} ms away, refusals", PACE, 0, "", _paced("refusals", sender, latency)),
        )
    ),
    *(
        Target(
            f"{sender}, {rate} replies a second: p99 of their wait",
            PACE,
            bound,
            "ms",
            _paced("reply_p99_ms", sender, replies=f"{rate:.1f}"),
        )
        for sender in pace.OURS
        for rate, bound in ((1, 50), (5, 100))
    ),
    *(
        Target(f"{what} among 10⁶ to one among 10³, {database}", command, 1.5, "×", _grown(measure, database, among))
        for what, command, measure, among in (
            ("a claim", CLAIMS, "claim_ms", "owed"),
            ("a tick of reminders", REMINDERS, "tick_ms", "registrations"),
        )
        for database in ("postgresql", "sqlite")
    ),
    Target("a tick that owes 100 reminders among 10⁶, postgresql", REMINDERS, 20, "ms", _tick),
)


def median_of(cases: Sequence[dict[str, Any]]) -> Median:
    """Looks a median up by measure and parts of its case. It raises NotMeasured."""

    def median(measure: str, **parts: str) -> float:
        for case in cases:
            if all(case.get(name) == value for name, value in parts.items()) and measure in case["median"]:
                return float(case["median"][measure])
        raise NotMeasured(measure)

    return median


def main(files: Sequence[str]) -> int:
    cases = [case for file in files for case in json.loads(Path(file).read_text())["cases"]]
    median = median_of(cases)
    rows = [target.row(median) for target in TARGETS]
    print(table(["what", "command", "to reach", "measured", ""], rows))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
