"""`python -m benchmarks.pace`: an announcement against a server that enforces 30 messages a second, strictly.

Any thirty-first message within a second is refused (429, wait a second). What counts: accepted messages a second from
the first to the last, refusals, and how long an answer to somebody waits in the middle of it.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import product
from pathlib import Path

from benchmarks import answers, machine, owed
from benchmarks.answers import LINE, TOKEN, FixedAnswers
from benchmarks.figures import Case, Figures, cells, percentile, table
from bot import loop
from bot.settings import PER_SECOND
from tests import databases

OURS = ("ours PostgreSQL", "ours PostgreSQL, 3 workers", "ours SQLite")
PEERS = ("AIORateLimiter", "grammY throttler", "sleep")
COLUMNS = ("latency_ms", "replies_per_second", "sender")
LIMIT = 30
REFUSED = json.dumps(
    {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
).encode()
REFUSAL = b"HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (
    len(REFUSED),
    REFUSED,
)


class Strict(FixedAnswers):
    """Takes LIMIT messages in any second, and not one more."""

    def __init__(self, latency: float) -> None:
        super().__init__()
        self.latency = latency
        self.accepted: list[float] = []
        self.refusals = 0
        self._window: deque[float] = deque()

    def answer(self, method: str, body: bytes) -> bytes | None:
        if method != "sendMessage":
            return super().answer(method, body)
        now = asyncio.get_running_loop().time()
        while self._window and self._window[0] <= now - 1:
            self._window.popleft()
        if len(self._window) >= LIMIT:
            self.refusals += 1
            return REFUSAL
        self._window.append(now)
        self.accepted.append(now)
        return answers.SENT_LINE

    @property
    def per_second(self) -> float:
        return (len(self.accepted) - 1) / (self.accepted[-1] - self.accepted[0])


def main(arguments: Sequence[str]) -> int:
    asked = _parser().parse_args(arguments)
    machine.stand_aside()
    figures = Figures("pace", COLUMNS)
    senders = figures.present(asked.senders)
    with ExitStack() as stack:
        engines: dict[str, databases.Engine] = {"sqlite": stack.enter_context(_sqlite())}
        engines["postgresql"] = stack.enter_context(databases.postgresql())
        for case in _cases(asked, senders):
            figures.add(case, **_one(case, asked, engines))
    if asked.json:
        figures.save(asked.json)
    print(report(figures))
    return 0


def report(figures: Figures) -> str:
    cases = figures.as_json()["cases"]
    measures = ("per_second", "refusals", "reply_p50_ms", "reply_p99_ms")
    rows = [[*(case[name] for name in COLUMNS), *cells(case["median"], measures, ".1f")] for case in cases]
    return "\n\n".join([*figures.notes(), table([*COLUMNS, *measures], rows)])


def _cases(asked: argparse.Namespace, senders: Sequence[str]) -> Iterator[Case]:
    ours = [name for name in senders if name in OURS]
    latencies = [str(each) for each in asked.latencies]
    once = [*product(latencies, ["0"], senders), *product(latencies[:1], map(str, asked.replies), ours)]
    for _ in range(asked.rounds):
        yield from once


def _one(case: Case, asked: argparse.Namespace, engines: dict[str, databases.Engine]) -> dict[str, float]:
    latency, replies, sender = case
    if sender in PEERS:
        return loop.run(_peer(sender, float(latency) / 1000, asked.messages))
    with engines["sqlite" if "SQLite" in sender else "postgresql"].fresh() as url:
        workers = 3 if "3 workers" in sender else 1
        return loop.run(_ours(url, workers, float(latency) / 1000, float(replies), asked))


async def _peer(name: str, latency: float, messages: int) -> dict[str, float]:
    async with answers.serving(fixed=Strict(latency)) as strict:
        assert isinstance(strict, Strict)
        if name == "grammY throttler":
            program = machine.node("throttled.mjs", strict.url, TOKEN, str(messages), LINE)
        else:
            program = machine.python("benchmarks.naive", name, strict.url, str(messages))
        await machine.output(program)
        return {"per_second": strict.per_second, "refusals": strict.refusals}


async def _ours(url: str, workers: int, latency: float, a_second: float, asked: argparse.Namespace) -> dict[str, float]:
    """With answers, the announcement is as long as they need."""
    answered = asked.answered if a_second else 0
    messages = round(answered / a_second * LIMIT) if answered else asked.messages
    await owed.owe(url, messages)
    async with answers.serving(fixed=Strict(latency)) as strict:
        assert isinstance(strict, Strict)
        each = [strict.url, url, str(asked.rate), str(messages), "0"]
        programs = [[*each, str(answered), str(a_second or 1)], *[each] * (workers - 1)]
        printed = await asyncio.gather(*(machine.output(machine.python("benchmarks.sender", *one)) for one in programs))
        measured = {"per_second": strict.per_second, "refusals": float(strict.refusals)}
    waits = json.loads(printed[0].splitlines()[-1])["waits"]
    if waits:
        measured |= {"reply_p50_ms": percentile(waits, 0.5), "reply_p99_ms": percentile(waits, 0.99)}
    return measured


@contextmanager
def _sqlite() -> Iterator[databases.Engine]:
    with tempfile.TemporaryDirectory() as folder:
        yield databases.SQLite(Path(folder))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pace", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--messages", type=int, default=600)
    parser.add_argument("--answered", type=int, default=200, help="answers of one measurement of their waits")
    parser.add_argument("--rate", type=float, default=PER_SECOND, help="MESSAGES_PER_SECOND of ours")
    parser.add_argument("--latencies", type=int, nargs="+", default=[0, 50], help="ms before each answer of the server")
    parser.add_argument("--replies", type=float, nargs="*", default=[1, 5], help="answers a second in the middle of it")
    parser.add_argument("--senders", nargs="+", choices=(*OURS, *PEERS), default=(*OURS, *PEERS))
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep every value there")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
