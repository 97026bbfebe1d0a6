"""What was measured: values of several rounds, their medians, as JSON and as tables."""

import json
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import machine

Case = tuple[str, ...]


class Figures:
    """Values by case and measure, one for each round. `columns` name the parts of a case."""

    def __init__(self, benchmark: str, columns: Sequence[str]) -> None:
        self.benchmark = benchmark
        self.columns = tuple(columns)
        self.machine = machine.facts()
        self.skipped: dict[str, str] = {}
        self._values: dict[Case, dict[str, list[float]]] = {}

    def present(self, names: Sequence[str]) -> list[str]:
        """Those that can be measured here; why the others cannot is kept."""
        self.skipped = {name: why for name in names if (why := machine.missing(name))}
        return [name for name in names if name not in self.skipped]

    def notes(self) -> list[str]:
        """A line for each that is skipped."""
        return [f"- {name} is skipped: {why}" for name, why in self.skipped.items()]

    def add(self, case: Case, **measures: float) -> None:
        """One round's values of a case."""
        for measure, value in measures.items():
            self._values.setdefault(case, {}).setdefault(measure, []).append(round(value, 4))

    def as_json(self) -> dict[str, Any]:
        """Everything; `median` beside the values of the rounds."""
        return {
            "benchmark": self.benchmark,
            "machine": self.machine,
            "skipped": self.skipped,
            "cases": [dict(zip(self.columns, case, strict=True)) | _summary(m) for case, m in self._values.items()],
        }

    def save(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(self.as_json(), indent=1, ensure_ascii=False) + "\n")


def _summary(measures: dict[str, list[float]]) -> dict[str, Any]:
    return {"median": {name: statistics.median(values) for name, values in measures.items()}, "rounds": measures}


def cells(median: Mapping[str, float], measures: Sequence[str], form: str) -> list[str]:
    """The medians of a case as text; blank where a measure was not taken."""
    return [format(median[name], form) if name in median else "" for name in measures]


def percentile(values: Sequence[float], part: float) -> float:
    """The value below which this part (0 to 1) of the values lies: the nearest one that was measured."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(part * len(ordered)))]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def ratio(value: float, base: float) -> str:
    return f"{value / base:.2f}" if base else "–"
