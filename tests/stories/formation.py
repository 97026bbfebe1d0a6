"""The Procfile's processes, two of each, as a supervisor keeps them: what ended is started again after a moment.

Honcho itself ends everything when one process ends; to be kept alive, a formation is exported from it to a supervisor.
This one takes the processes as honcho expands them from the Procfile: names, commands, and PORT, PORT + 1 for the webs.
"""

import asyncio
import os
import shlex
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from honcho.environ import expand_processes, parse_procfile

from simulator.serve import Running
from tests.stories.processes import ROOT, Processes, free_port

CONCURRENCY = {"web": 2, "worker": 2}
STARTED_AGAIN_AFTER = 1.0
"""Seconds."""


def neighbouring_ports() -> tuple[int, int]:
    """Two free ports of loopback, of which the second follows the first."""
    while True:
        first = free_port()
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", first + 1)):
                return first, first + 1


def ours_first(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment in which `python` is the one that runs the tests."""
    return {**environment, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"}


class Formation(Processes):
    """Two webs on `first_port` and the next one, behind a balancer on `balancer_port`, and two workers."""

    def __init__(self, simulator: Running, database_url: str, log: Path, balancer_port: int, first_port: int) -> None:
        super().__init__(simulator, database_url, log, port=balancer_port)
        known = parse_procfile((ROOT / "Procfile").read_text()).processes
        wanted = {kind: known[kind] for kind in CONCURRENCY}
        plan = expand_processes(wanted, concurrency=CONCURRENCY, port=first_port)
        self._plan = {process.name: process for process in plan}
        self.commands = list(self._plan)

    async def lose(self, name: str) -> None:
        """SIGKILL one, and start it again after a moment."""
        process = self._running.pop(name)
        process.kill()
        await process.wait()
        await asyncio.sleep(STARTED_AGAIN_AFTER)
        await self.start()

    async def _spawn(self, command: str) -> asyncio.subprocess.Process:
        process = self._plan[command]
        environment = ours_first(self.environment) | process.env
        with self.log.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                *shlex.split(process.cmd), cwd=ROOT, env=environment, stdout=log, stderr=log
            )
