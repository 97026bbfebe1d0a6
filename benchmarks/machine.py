"""The machine: which core does what, what a process has used, and what must be there before a run."""

import asyncio
import os
import platform
import shutil
import socket
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parent.parent
NODE_HOME = ROOT / "var" / "bench"
"""Where `make bench` installs what comes from npm."""

CORES = sorted(os.sched_getaffinity(0))
MEASURED = {CORES[0]}
"""The core of what is measured."""
THE_REST = {CORES[-1]}
"""The core of the fixed answers, of the load and of the database."""

TICKS = os.sysconf("SC_CLK_TCK")
PATIENCE = 30.0
"""Seconds to start, and to stop."""


def stand_aside() -> None:
    """Leave the measured core to what is measured; what is started later without `on_measured_core` stays here too."""
    os.sched_setaffinity(0, THE_REST)


def _on_measured_core() -> None:
    os.sched_setaffinity(0, MEASURED)


@dataclass(frozen=True)
class Program:
    """A command that is measured; its environment is added to one's own."""

    command: Sequence[str]
    environment: Mapping[str, str]


def python(module: str, *arguments: str, **environment: str) -> Program:
    """`python -m module arguments`; a peer's deprecation warnings are not what is measured."""
    return Program([sys.executable, "-W", "ignore", "-m", module, *arguments], environment)


def node(script: str, *arguments: str, **environment: str) -> Program:
    """A script of `benchmarks/peers/`."""
    file = ROOT / "benchmarks" / "peers" / script
    return Program(["node", str(file), *arguments], {"NODE_HOME": str(NODE_HOME), **environment})


async def output(program: Program) -> str:
    """What a program prints, alone on its core. Raises RuntimeError when it fails."""
    process = await _start(program, out=subprocess.PIPE)
    printed, _ = await process.communicate()
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(program.command)} failed")
    return printed.decode()


@asynccontextmanager
async def running(program: Program) -> AsyncIterator[asyncio.subprocess.Process]:
    """A program, alone on its core; ended at the end."""
    process = await _start(program, out=subprocess.DEVNULL)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), PATIENCE)
        except TimeoutError:
            process.kill()
            await process.wait()


async def _start(program: Program, out: int) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *program.command,
        cwd=ROOT,
        env={**os.environ, **program.environment},
        stdout=out,
        preexec_fn=_on_measured_core,
    )


async def accepting(port: int, process: asyncio.subprocess.Process | None = None) -> None:
    """Wait until a port of loopback is listened on. Raises RuntimeError when the process ends instead."""
    async with asyncio.timeout(PATIENCE):
        while process is None or process.returncode is None:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.02)
            else:
                writer.close()
                return
    raise RuntimeError("The bot ended before it listened.")


def cpu_seconds(pid: int) -> float:
    """Processor time of a process and all its threads so far, in seconds (steps of 0.01)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory_mb(pid: int) -> float:
    """Resident memory of a process, in MB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def free_port() -> int:
    """A port of loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def certificate(folder: Path) -> Path:
    """A certificate for 127.0.0.1 with its key, in one file; it vouches for itself."""
    pem = folder / "both.pem"
    ask = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    made = subprocess.run([*ask, *names, "-keyout", "-", "-out", "-"], check=True, capture_output=True)
    pem.write_bytes(made.stdout)
    return pem


def server_context(pem: Path) -> ssl.SSLContext:
    """TLS for the fixed answers."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


def missing(peer: str) -> str | None:
    """Why a peer cannot be measured here, in one line; None when it can."""
    if "grammY" in peer and shutil.which("node") is None:
        return "node is not installed"
    if "grammY" in peer and not (NODE_HOME / "node_modules" / "grammy").is_dir():
        return "grammY is not installed: run `make bench`"
    if "throttler" in peer and not (NODE_HOME / "node_modules" / "@grammyjs" / "transformer-throttler").is_dir():
        return "its throttler is not installed: run `make bench`"
    if "AIORateLimiter" in peer and find_spec("aiolimiter") is None:
        return "aiolimiter is not installed: run `make bench`"
    if "webhook server" in peer and find_spec("tornado") is None:
        return "tornado is not installed: run `make bench`"
    return None


def facts() -> dict[str, str]:
    """What the figures depend on."""
    packages = ("python-telegram-bot", "aiohttp", "aiogram", "uvloop", "httpx", "sqlalchemy", "asyncpg", "aiosqlite")
    load = os.getloadavg()[0]
    return {
        "python": platform.python_version(),
        "processor": _processor(),
        "cores": str(len(CORES)),
        "load before": f"{load:.2f}",
        **{name: version(name) for name in packages},
    }


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.split(": ", 1)[1] for line in lines if line.startswith("model name")), platform.machine())
