"""What one transaction costs among few rows and among many, on both databases: the command of such a benchmark."""

import argparse
import tempfile
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from benchmarks.figures import Figures, table
from bot import loop
from tests import databases


@dataclass(frozen=True)
class Growth:
    """`among`: what there is more and more of; `repeated`: how often is measured; both name an option.

    `measure` gives the median in milliseconds, from the address of an empty database, how many there are, how often.
    """

    name: str
    figure: str
    among: str
    repeated: str
    measure: Callable[[str, int, int], Coroutine[Any, Any, float]]

    def main(self, arguments: Sequence[str], about: str | None) -> int:
        """Run the command, which `about` describes."""
        asked = vars(self._parser(about).parse_args(arguments))
        figures = Figures(self.name, ("database", self.among))
        with tempfile.TemporaryDirectory() as folder, databases.postgresql() as postgresql:
            engines: dict[str, databases.Engine] = {"sqlite": databases.SQLite(Path(folder)), "postgresql": postgresql}
            for _, name, number in product(range(asked["rounds"]), asked["databases"], asked[self.among]):
                with engines[name].fresh() as url:
                    took = loop.run(self.measure(url, number, asked[self.repeated]))
                figures.add((name, str(number)), **{self.figure: took})
        if asked["json"]:
            figures.save(asked["json"])
        cases = figures.as_json()["cases"]
        rows = [[case["database"], case[self.among], f"{case['median'][self.figure]:.2f}"] for case in cases]
        print(table(["database", self.among, "ms"], rows))
        return 0

    def _parser(self, about: str | None) -> argparse.ArgumentParser:
        engines = ("postgresql", "sqlite")
        parser = argparse.ArgumentParser(prog=f"python -m benchmarks.{self.name}", description=about)
        parser.add_argument("--rounds", type=int, default=5)
        parser.add_argument(f"--{self.repeated}", type=int, default=30)
        parser.add_argument(f"--{self.among}", type=int, nargs="+", default=[1000, 100_000, 1_000_000])
        parser.add_argument("--databases", nargs="+", choices=engines, default=engines)
        parser.add_argument("--json", type=Path, metavar="FILE", help="keep every value there")
        return parser
