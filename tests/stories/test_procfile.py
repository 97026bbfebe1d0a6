"""The Procfile as it is deployed: `release`, then `web` and `worker` under honcho, on PostgreSQL."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from simulator.serve import Running
from tests.phones import Phone
from tests.stories.processes import ROOT, Processes, free_port

HONCHO = [sys.executable, "-m", "honcho", "--procfile", str(ROOT / "Procfile")]


@pytest.fixture
async def telegram() -> AsyncIterator[Running]:
    async with Running() as running:
        yield running


async def honcho(environment: Mapping[str, str], log: Path, *arguments: str) -> asyncio.subprocess.Process:
    """Honcho in a process group of its own, so that everything it starts can be ended."""
    python_first = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    with log.open("ab") as out:
        return await asyncio.create_subprocess_exec(
            *HONCHO, *arguments, cwd=ROOT, env={**environment, "PATH": python_first}, stdout=out, stderr=out,
            start_new_session=True,
        )  # fmt: skip


async def test_release_web_and_worker(telegram: Running, empty_postgresql_url: str, tmp_path: Path) -> None:
    port = free_port()
    environment = Processes(telegram, empty_postgresql_url, tmp_path / "unused", port=port).environment
    log = tmp_path / "honcho.log"
    release = await honcho(environment, log, "run", "python", "-m", "bot", "migrate")
    assert await release.wait() == 0, log.read_text()

    process = await honcho(environment, log, "start", "--port", str(port), "web", "worker")
    try:
        phone = await Phone.new(telegram.world, "Awa")
        await phone.types("/start")
        await phone.sees("Bonjour", within=60)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        await process.wait()
    said = log.read_text()
    assert "Traceback" not in said
    assert telegram.world.token not in said
