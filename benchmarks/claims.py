"""`python -m benchmarks.claims`: what a claim costs, whatever is owed: 25 messages of 10³, 10⁵ and 10⁶ that are due."""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import product
from pathlib import Path

from benchmarks import owed
from benchmarks.figures import Figures, table
from bot import loop
from bot.clock import machine_now
from db.engine import Database
from db.queries import outbox
from tests import databases

COLUMNS = ("database", "owed")
AT_ONCE = 25
WARM_UP = 5


def main(arguments: Sequence[str]) -> int:
    asked = _parser().parse_args(arguments)
    figures = Figures("claims", COLUMNS)
    with tempfile.TemporaryDirectory() as folder, databases.postgresql() as postgresql:
        engines: dict[str, databases.Engine] = {"sqlite": databases.SQLite(Path(folder)), "postgresql": postgresql}
        for _, name, messages in product(range(asked.rounds), asked.databases, asked.owed):
            with engines[name].fresh() as url:
                figures.add((name, str(messages)), claim_ms=loop.run(_measure(url, messages, asked.claims)))
    if asked.json:
        figures.save(asked.json)
    cases = figures.as_json()["cases"]
    rows = [[case["database"], case["owed"], f"{case['median']['claim_ms']:.2f}"] for case in cases]
    print(table([*COLUMNS, "ms"], rows))
    return 0


async def _measure(url: str, messages: int, claims: int) -> float:
    """Milliseconds of a claim, from BEGIN to COMMIT: the median. Nothing is settled: what is in hand grows."""
    await owed.owe(url, messages)
    database = Database(url)
    took = list[float]()
    for number in range(WARM_UP + claims):
        begun = time.perf_counter()
        async with database.transaction() as db:
            await outbox.claim(db, f"bench:{number}", now=machine_now(), limit=AT_ONCE, lease=600)
        took.append(1000 * (time.perf_counter() - begun))
    await database.close()
    return statistics.median(took[WARM_UP:])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.claims", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--claims", type=int, default=30)
    parser.add_argument("--owed", type=int, nargs="+", default=[1000, 100_000, 1_000_000])
    parser.add_argument("--databases", nargs="+", choices=("postgresql", "sqlite"), default=("postgresql", "sqlite"))
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep every value there")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
