"""`python -m benchmarks.updates`: from the webhook's POST to the reply's call, ours and its peers'.

The bot is alone on one core; the load, the fixed answers and PostgreSQL share the other. Each measurement has a process
and a database of its own; the rounds are interleaved.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import product
from pathlib import Path

from benchmarks import answers, house, machine, people
from benchmarks.figures import Case, Figures, percentile, table
from benchmarks.load import SECRET, Load
from bot import logs, loop
from tests import databases

OURS, STOCK, AIOGRAM, GRAMMY = "ours", "stock webhook server", "aiogram", "grammY"
BOTS = (OURS, STOCK, AIOGRAM, GRAMMY)
ENGINES = ("sqlite", "postgresql")
FIGURES = ("with database", "no database", "statements", "start")
COLUMNS = ("figure", "database", "in_flight", "bot")
MODULES = {STOCK: "benchmarks.bots.stock", AIOGRAM: "benchmarks.bots.aiogram_bot", OURS: "benchmarks.bots.bare"}


def main(arguments: Sequence[str]) -> int:
    asked = _parser().parse_args(arguments)
    machine.stand_aside()
    logs.configure("ERROR")
    figures = Figures("updates", COLUMNS)
    bots = figures.present(asked.bots)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        engines: dict[str, databases.Engine] = {"sqlite": databases.SQLite(Path(folder))}
        if "postgresql" in asked.databases:
            engines["postgresql"] = stack.enter_context(databases.postgresql())
        for number, case in enumerate(_cases(asked, bots), start=1):
            print(f"\r{number} {', '.join(filter(None, case)):60}", end="", file=sys.stderr, flush=True)
            figures.add(case, **_one(case, asked, engines))
    print(file=sys.stderr)
    if asked.json:
        figures.save(asked.json)
    print(report(figures))
    return 0


def report(figures: Figures) -> str:
    """A table for each figure: the medians of the rounds."""
    cases = figures.as_json()["cases"]
    parts = figures.notes()
    for figure in FIGURES:
        found = [each for each in cases if each["figure"] == figure]
        if found:
            measures = list(found[0]["median"])
            rows = [
                [*(each[c] for c in COLUMNS[1:]), *(f"{each['median'][m]:.3g}" for m in measures)] for each in found
            ]
            parts += [f"{figure}:", table([*COLUMNS[1:], *measures], rows)]
    return "\n\n".join(parts)


def _cases(asked: argparse.Namespace, bots: Sequence[str]) -> Iterator[Case]:
    with_database = [name for name in bots if name != GRAMMY]
    levels = [str(each) for each in asked.in_flight]
    cases = {
        "with database": product(["with database"], asked.databases, levels[:1], with_database),
        "no database": product(["no database"], [""], levels, bots),
        "statements": product(["statements"], asked.databases, ["1", *levels[:1]], [OURS]),
        "start": product(["start"], ["sqlite"], [""], with_database),
    }
    once = [case for figure in asked.figures for case in cases[figure]]
    for _ in range(asked.rounds):
        yield from once


def _one(case: Case, asked: argparse.Namespace, engines: dict[str, databases.Engine]) -> dict[str, float]:
    figure, database, in_flight, bot = case
    if figure == "no database":
        return loop.run(_without_database(bot, int(in_flight), asked.updates))
    with engines[database].fresh() as url:
        if figure == "start":
            return loop.run(_start(bot, url))
        sessions = loop.run(people.settle(url, asked.people))
        if figure == "statements":
            return {"statements": loop.run(_statements(url, sessions, min(asked.updates, 400), int(in_flight)))}
        return loop.run(_with_database(bot, url, sessions, asked, int(in_flight)))


async def _with_database(
    bot: str, url: str, sessions: list[int], asked: argparse.Namespace, in_flight: int
) -> dict[str, float]:
    async with answers.serving() as fixed:
        port = machine.free_port()
        program = house.process("web", fixed.url, url, port) if bot == OURS else _peer(bot, fixed.url, port, url)
        async with machine.running(program) as process:
            await machine.accepting(port, process)
            load = Load(fixed, port, people.presses(sessions, asked.people))
            measured = await _cost(load, process.pid, asked.updates, in_flight)
            waits = [1000 * each for each in await load.open(asked.open_updates, asked.rate)]
            load.close()
            measured |= {"memory_mb": machine.memory_mb(process.pid)}
    return measured | {"p50_ms": percentile(waits, 0.5), "p99_ms": percentile(waits, 0.99)}


async def _without_database(bot: str, in_flight: int, updates: int) -> dict[str, float]:
    async with answers.serving() as fixed:
        port = machine.free_port()
        async with machine.running(_peer(bot, fixed.url, port)) as process:
            await machine.accepting(port, process)
            load = Load(fixed, port, people.lines())
            measured = await _cost(load, process.pid, updates, in_flight)
            load.close()
    return measured


async def _cost(load: Load, pid: int, updates: int, in_flight: int) -> dict[str, float]:
    """What an update costs the bot's process, after a warm-up of a quarter of them."""
    await load.closed(max(updates // 4, in_flight), in_flight)
    before = machine.cpu_seconds(pid)
    per_second = await load.closed(updates, in_flight)
    cpu = machine.cpu_seconds(pid) - before
    return {"cpu_ms": cpu / updates * 1000, "per_cpu_second": updates / max(cpu, 0.01), "per_second": per_second}


async def _statements(url: str, sessions: list[int], updates: int, in_flight: int) -> float:
    async with answers.serving() as fixed:
        return await house.statements(fixed, url, sessions, updates, in_flight)


async def _start(bot: str, url: str) -> dict[str, float]:
    """Seconds from the start of the process to its first getUpdates, and its memory one second later."""
    async with answers.serving() as fixed:
        program = house.process("run", fixed.url, url) if bot == OURS else _peer(bot, fixed.url, 0, url)
        start = asyncio.get_running_loop().time()
        async with machine.running(program) as process, asyncio.timeout(machine.PATIENCE):
            seconds = await fixed.polled - start
            await asyncio.sleep(1)
            memory = machine.memory_mb(process.pid)
            process.kill()  # its long poll is never answered: stopping in order would wait for it
            await process.wait()
    return {"seconds": seconds, "memory_mb": memory}


def _peer(bot: str, api: str, port: int, database: str | None = None) -> machine.Program:
    if bot == GRAMMY:
        return machine.node("webhook.mjs", api, answers.TOKEN, str(port), SECRET, answers.LINE)
    told = ["--api", api, "--port", str(port), "--secret", SECRET]
    return machine.python(MODULES[bot], *told, *(["--database", database] if database else []))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.updates", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--updates", type=int, default=2000, help="updates of one measurement of processor time")
    parser.add_argument("--open-updates", type=int, default=1000, help="updates of one measurement of waits")
    parser.add_argument("--rate", type=float, default=100, help="updates a second while waits are measured")
    parser.add_argument("--people", type=int, default=people.PEOPLE, help="more of them than updates in flight")
    parser.add_argument("--in-flight", type=int, nargs="+", default=[16, 256], help="the first one with a database")
    parser.add_argument("--bots", nargs="+", choices=BOTS, default=BOTS)
    parser.add_argument("--databases", nargs="+", choices=ENGINES, default=ENGINES)
    parser.add_argument("--figures", nargs="+", choices=FIGURES, default=FIGURES)
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep every value there")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
