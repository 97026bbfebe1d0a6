"""`python -m benchmarks.transport`: what sending one message costs the client, ours and its peers'.

The client is alone on one core, a fixed-answer server on the other; each measurement is a process of its own; the
rounds are interleaved, so that a slow minute of the machine is nobody's alone.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path

from benchmarks import answers, machine
from benchmarks.clients import CHAT
from benchmarks.figures import Case, Figures, ratio, table
from bot import loop

CLIENTS = ("stock", "ours", "ours uvloop", "ours raw uvloop", "aiogram", "aiogram uvloop", "grammY")
SHAPES = ("line", "page")
WIRES = ("plain", "tls")
COLUMNS = ("wire", "shape", "in_flight", "client")
CONTENT = {"chat": CHAT, "line": answers.LINE, "page": answers.PAGE, "keyboard": answers.keyboard()}


def main(arguments: Sequence[str]) -> int:
    asked = _parser().parse_args(arguments)
    machine.stand_aside()
    figures = Figures("transport", COLUMNS)
    clients = figures.present(asked.clients)
    loop.run(_measure(asked, clients, figures))
    if asked.json:
        figures.save(asked.json)
    print(report(figures))
    return 0


def report(figures: Figures) -> str:
    """A table for each wire and shape: ms of processor time a message, its ratio to ours, messages a second."""
    cases = figures.as_json()["cases"]
    parts = figures.notes()
    for wire, shape in product(WIRES, SHAPES):
        found = {(c["client"], c["in_flight"]): c["median"] for c in cases if (c["wire"], c["shape"]) == (wire, shape)}
        if found:
            parts.append(f"{wire}, a {shape}: ms of CPU a message (ratio to ours on uvloop), messages/s\n")
            parts.append(_one_table(found))
    return "\n\n".join(parts)


def _one_table(found: dict[tuple[str, str], dict[str, float]]) -> str:
    clients = list(dict.fromkeys(client for client, _ in found))
    levels = list(dict.fromkeys(level for _, level in found))
    rows = [[client, *(_cell(found, client, level) for level in levels)] for client in clients]
    return table(["client", *(f"{level} in flight" for level in levels)], rows)


def _cell(found: dict[tuple[str, str], dict[str, float]], client: str, level: str) -> str:
    here = found[client, level]
    base = found.get(("ours uvloop", level), here)
    return f"{here['cpu_ms']:.3f} ({ratio(here['cpu_ms'], base['cpu_ms'])}), {here['per_second']:.0f}/s"


async def _measure(asked: argparse.Namespace, clients: Sequence[str], figures: Figures) -> None:
    with tempfile.TemporaryDirectory() as folder:
        pem = machine.certificate(Path(folder))
        async with answers.serving() as plain, answers.serving(machine.server_context(pem)) as secure:
            urls = {"plain": plain.url, "tls": secure.url}
            for number, case in enumerate(_cases(asked, clients), start=1):
                print(f"\r{number}", end="", file=sys.stderr, flush=True)
                figures.add(case, **await _one(case, urls[case[0]], asked.messages, pem))
    print(file=sys.stderr)


def _cases(asked: argparse.Namespace, clients: Sequence[str]) -> Iterator[Case]:
    """Every case once, then every case again: the clients of a case follow one another."""
    levels = [str(each) for each in asked.in_flight]
    for _ in range(asked.rounds):
        yield from product(asked.wires, asked.shapes, levels, clients)


async def _one(case: Case, url: str, messages: int, pem: Path) -> dict[str, float]:
    wire, shape, in_flight, name = case
    trust = {"SSL_CERT_FILE": str(pem), "NODE_EXTRA_CA_CERTS": str(pem)} if wire == "tls" else {}
    if name == "grammY":
        told = (url, answers.TOKEN, shape, in_flight, str(messages), json.dumps(CONTENT))
        program = machine.node("client.mjs", *told, **trust)
    else:
        program = machine.python("benchmarks.clients", name, url, shape, in_flight, str(messages), **trust)
    async with asyncio.timeout(machine.PATIENCE * 10):
        measured: dict[str, float] = json.loads(await machine.output(program))
    return measured


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.transport", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--messages", type=int, default=2000, help="messages of one measurement")
    parser.add_argument("--in-flight", type=int, nargs="+", default=[1, 16, 64])
    parser.add_argument("--clients", nargs="+", choices=CLIENTS, default=CLIENTS)
    parser.add_argument("--shapes", nargs="+", choices=SHAPES, default=SHAPES)
    parser.add_argument("--wires", nargs="+", choices=WIRES, default=WIRES)
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep every value there")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
