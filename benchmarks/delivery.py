"""`python -m benchmarks.delivery`: what a durable message costs our worker, beside bare loops that remember nothing.

Ours is claimed, checked, rendered, marked, sent and settled, on PostgreSQL, without any pace; memory is measured while
a million messages are owed, and while few are. The peers only send.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import answers, machine, owed
from benchmarks.answers import LINE, TOKEN
from benchmarks.clients import CHAT
from benchmarks.figures import Case, Figures, cells, table
from bot import loop
from tests import databases

OURS, MANY, FEW = "ours, durable", "ours, many owed", "ours, few owed"
PEERS = ("stock", "aiogram uvloop", "ours raw uvloop", "grammY")
COLUMNS = ("sender",)
UNTHROTTLED = "1000000"
IN_FLIGHT = 64


def main(arguments: Sequence[str]) -> int:
    asked = _parser().parse_args(arguments)
    machine.stand_aside()
    figures = Figures("delivery", COLUMNS)
    once = [(name,) for name in (OURS, *figures.present(PEERS), MANY, FEW)]
    with databases.postgresql() as engine:
        for case in once * asked.rounds:
            figures.add(case, **_one(case, asked, engine))
    if asked.json:
        figures.save(asked.json)
    print(report(figures))
    return 0


def report(figures: Figures) -> str:
    measures = ("cpu_ms", "per_second", "memory_mb")
    cases = figures.as_json()["cases"]
    rows = [[case["sender"], *cells(case["median"], measures, ".3g")] for case in cases]
    return "\n\n".join([*figures.notes(), table([*COLUMNS, *measures], rows)])


def _one(case: Case, asked: argparse.Namespace, engine: databases.Engine) -> dict[str, float]:
    if case[0] in PEERS:
        return loop.run(_peer(case[0], asked.messages))
    with engine.fresh() as url:
        if case[0] == OURS:
            return loop.run(_ours(url, asked.messages + asked.messages // 2, asked.messages))
        found = loop.run(_ours(url, asked.many if case[0] == MANY else asked.messages, asked.messages // 2))
        return {"memory_mb": found["memory_mb"]}


async def _ours(url: str, people: int, messages: int) -> dict[str, float]:
    await owed.owe(url, people)
    async with answers.serving() as fixed:
        told = [fixed.url, url, UNTHROTTLED, str(messages), str(messages // 2)]
        found = json.loads((await machine.output(machine.python("benchmarks.sender", *told))).splitlines()[-1])
    return {name: found[name] for name in ("cpu_ms", "per_second", "memory_mb")}


async def _peer(name: str, messages: int) -> dict[str, float]:
    async with answers.serving() as fixed:
        told = [fixed.url, "line", str(IN_FLIGHT), str(messages)]
        if name == "grammY":
            content = json.dumps({"chat": CHAT, "line": LINE, "page": "", "keyboard": {}})
            program = machine.node("client.mjs", fixed.url, TOKEN, *told[1:], content)
        else:
            program = machine.python("benchmarks.clients", name, *told)
        found: dict[str, float] = json.loads(await machine.output(program))
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.delivery", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--many", type=int, default=1_000_000, help="messages owed while memory is measured")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep every value there")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
