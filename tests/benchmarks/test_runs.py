"""Every benchmark runs, leaves its JSON, and its figures can be looked up. Nothing here is timed."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks import machine, pace, targets, updates
from benchmarks.figures import percentile

ROOT = Path(__file__).parents[2]


def run(module: str, file: Path, *options: str) -> dict[str, Any]:
    """Run a benchmark in a process of its own, as it pins itself to a core; gives what it left."""
    command = [sys.executable, "-m", module, "--rounds", "1", "--json", str(file), *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(file.read_text())
    for name, why in found["skipped"].items():
        assert f"{name} is skipped: {why}" in done.stdout
    return found


def positive(found: dict[str, Any]) -> bool:
    return all(value >= 0 for case in found["cases"] for values in case["rounds"].values() for value in values)


def test_transport(tmp_path: Path) -> None:
    clients = {"stock", "ours raw uvloop", "aiogram uvloop", "grammY"}
    small = ("--messages", "8", "--in-flight", "4", "--shapes", "page", "--wires", "tls", "--clients", *clients)
    found = run("benchmarks.transport", tmp_path / "transport.json", *small)
    assert {case["client"] for case in found["cases"]} | set(found["skipped"]) == clients
    assert all(set(case["median"]) == {"cpu_ms", "per_second"} for case in found["cases"])
    assert positive(found)


SMALL = ("--updates", "8", "--open-updates", "8", "--people", "16", "--in-flight", "4", "--databases", "sqlite")


def test_updates_with_database(tmp_path: Path) -> None:
    found = run("benchmarks.updates", tmp_path / "updates.json", *SMALL, "--figures", "with database")
    assert {case["bot"] for case in found["cases"]} | set(found["skipped"]) >= set(updates.BOTS) - {updates.GRAMMY}
    assert targets.median_of(found["cases"])("p99_ms", figure="with database", bot="ours") > 0
    assert positive(found)


def test_the_other_figures(tmp_path: Path) -> None:
    some = ("--bots", "ours", "grammY", "--figures", "no database", "statements", "start")
    found = run("benchmarks.updates", tmp_path / "updates.json", *SMALL, *some)
    median = targets.median_of(found["cases"])
    assert median("cpu_ms", figure="no database", bot="ours") >= 0
    assert median("statements", figure="statements", in_flight="1") > 1
    assert median("memory_mb", figure="start", bot="ours") > 10
    assert {case["bot"] for case in found["cases"]} | set(found["skipped"]) == {"ours", "grammY"}


def test_delivery(tmp_path: Path) -> None:
    found = run("benchmarks.delivery", tmp_path / "delivery.json", "--messages", "40", "--many", "200")
    durable = next(case for case in found["cases"] if case["sender"] == "ours, durable")
    assert set(durable["median"]) == {"cpu_ms", "per_second", "memory_mb"}
    assert {case["sender"] for case in found["cases"]} >= {"ours, many owed", "ours, few owed", "stock"}
    assert positive(found)


def test_pace(tmp_path: Path) -> None:
    senders = {"ours PostgreSQL, 3 workers", "ours SQLite", "AIORateLimiter", "grammY throttler"}
    small = ("--messages", "6", "--latencies", "0", "--replies", "20", "--answered", "2", "--rate", "10")
    found = run("benchmarks.pace", tmp_path / "pace.json", *small, "--senders", *senders)
    assert {case["sender"] for case in found["cases"]} | set(found["skipped"]) == senders
    answered = [case for case in found["cases"] if case["replies_per_second"] == "20.0"]
    assert {case["sender"] for case in answered} == senders & set(pace.OURS)
    assert all("reply_p99_ms" in case["median"] for case in answered)


async def test_the_window_takes_thirty_and_no_more() -> None:
    strict = pace.Strict(0)
    said = [strict.answer("sendMessage", b"") for _ in range(31)]
    assert (len(strict.accepted), strict.refusals, said[-1]) == (30, 1, pace.REFUSAL)


def test_claims(tmp_path: Path) -> None:
    found = run("benchmarks.claims", tmp_path / "claims.json", "--claims", "2", "--owed", "40", "300")
    assert {(case["database"], case["owed"]) for case in found["cases"]} == {
        (database, owed) for database in ("postgresql", "sqlite") for owed in ("40", "300")
    }
    assert positive(found)


def test_reminders(tmp_path: Path) -> None:
    sizes = ("--registrations", "1000", "2000")
    found = run("benchmarks.reminders", tmp_path / "reminders.json", "--ticks", "2", *sizes)
    assert {(case["database"], case["registrations"]) for case in found["cases"]} == {
        (database, number) for database in ("postgresql", "sqlite") for number in ("1000", "2000")
    }
    assert positive(found)


def case(value: float, **parts: str) -> dict[str, Any]:
    return {**parts, "median": {"cpu_ms": value}}


@pytest.mark.parametrize(("value", "verdict"), [(0.21, "met"), (0.22, "**missed**"), (None, "not measured")])
def test_a_target_is_met_missed_or_not_measured(value: float | None, verdict: str) -> None:
    parts = {"wire": "plain", "shape": "line", "in_flight": "16", "client": "ours uvloop"}
    cases = [case(9.0, **parts | {"client": "stock"})] + ([case(value, **parts)] if value else [])
    assert targets.TARGETS[0].row(targets.median_of(cases))[-1] == verdict


def test_percentiles_are_values_that_were_measured() -> None:
    values = [float(value) for value in range(100, 0, -1)]
    assert (percentile(values, 0.5), percentile(values, 0.99), percentile([7.0], 0.99)) == (51.0, 100.0, 7.0)


def test_a_peer_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: "node")
    monkeypatch.setattr(machine, "NODE_HOME", tmp_path)
    assert machine.missing("grammY") == "grammY is not installed: run `make bench`"
    assert machine.missing("ours") is None
