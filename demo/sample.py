"""The sample programme, its dates placed around today: one session begins on a Monday, nine to fifteen days ahead."""

import csv
import io
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).parent
SHOWN = "1.04"
"""The session of the demonstration: five days, from a Monday, for the police and the gendarmerie."""
PLACES = 13
"""Its places here: the registered participant and twelve others fill it, so that the next person waits."""
SOONEST = 9


def programme(today: date) -> bytes:
    """The 63 activities as a csv file, every date moved by the same number of weeks."""
    rows = _rows(HERE / "activities.csv")
    shown = next(row for row in rows if row["code"].endswith(SHOWN))
    shift = _monday_after(today) - date.fromisoformat(shown["debut"])
    shown["places"] = str(PLACES)
    for row in rows:
        for column in ("debut", "fin"):
            row[column] = (date.fromisoformat(row[column]) + shift).isoformat()
    return _written(rows)


def people() -> list[dict[str, str]]:
    """Two hundred invented people."""
    return _rows(HERE / "people.csv")


def _monday_after(today: date) -> date:
    soonest = today + timedelta(days=SOONEST)
    return soonest + timedelta(days=-soonest.weekday() % 7)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _written(rows: list[dict[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()
