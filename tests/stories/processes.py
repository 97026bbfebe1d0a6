"""The product as processes of its own, which a test can kill without warning."""

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

from simulator.serve import Running

ROOT = Path(__file__).parents[2]
SECRET = "a-webhook-secret-of-the-tests"
NOTICE = {
    "NOTICE_CONTROLLER": "Programme d’essai, Dakar",
    "NOTICE_CONTACT": "equipe@example.org",
    "NOTICE_RETENTION": "durée du programme",
    "NOTICE_HOSTING": "hébergeur d’essai, Sénégal",
    "NOTICE_CDP_NUMBER": "000-ESSAI",
}


def free_port() -> int:
    """A port of loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Processes:
    """`python -m bot <command>`, one process for each command. PostgreSQL gets the webhook, SQLite the long poll.

    With `port`, the only process is a receiver of the webhook on that port, whatever the database.
    """

    def __init__(self, simulator: Running, database_url: str, log: Path, port: int | None = None) -> None:
        self.log = log
        on_postgresql = database_url.startswith("postgresql")
        self.commands = ["web", "worker"] if on_postgresql else ["run"]
        if port and on_postgresql:
            self.commands = ["web"]
        webhook_port = port or (free_port() if on_postgresql else None)
        self.environment = _environment(simulator, database_url, webhook_port)
        self._running: dict[str, asyncio.subprocess.Process] = {}

    async def start(self) -> None:
        """Start whatever does not run."""
        for command in self.commands:
            if command not in self._running:
                self._running[command] = await self._spawn(command)

    async def kill(self) -> None:
        """SIGKILL, all at once: nothing is said goodbye to."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> dict[str, int]:
        """SIGTERM; gives the exit codes."""
        return await self._end(signal.SIGTERM)

    async def run(self, *arguments: str) -> str:
        """A command to its end; gives what it printed. Fails the test unless it exits with 0."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *arguments, cwd=ROOT, env=self.environment,
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, err = await process.communicate()
        assert process.returncode == 0, err.decode()
        return out.decode()

    async def _spawn(self, command: str) -> asyncio.subprocess.Process:
        with self.log.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", command, cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )

    async def _end(self, how: signal.Signals) -> dict[str, int]:
        for process in self._running.values():
            if process.returncode is None:
                process.send_signal(how)
        codes = {command: await process.wait() for command, process in self._running.items()}
        self._running.clear()
        return codes


def _environment(simulator: Running, database_url: str, port: int | None) -> dict[str, str]:
    environment = {
        **os.environ,
        **NOTICE,
        "TELEGRAM_TOKEN": simulator.world.token,
        "TELEGRAM_API_URL": simulator.url,
        "CLOCK_URL": f"{simulator.url}/sim/clock",
        "DATABASE_URL": database_url,
        "SECRET_KEY": "a-server-secret-of-the-tests-only",
        "LOG_LEVEL": "INFO",
    }
    if port:
        environment |= {
            "PORT": str(port),
            "HOST": "127.0.0.1",
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "WEBHOOK_SECRET": SECRET,
        }
    return environment
