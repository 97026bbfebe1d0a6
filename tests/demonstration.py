"""`make run`, as a process of its own in an empty folder."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
PATIENCE = 90  # seconds, on a busy machine


@asynccontextmanager
async def demonstration(folder: Path) -> AsyncIterator[str]:
    """Its address, once it is ready. It keeps its data under `folder`, and must end well when it is told to."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "demo", "--port", "0", cwd=folder, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    try:
        yield await _ready(process)
    finally:
        process.terminate()
        try:
            async with asyncio.timeout(PATIENCE):
                _, complaints = await process.communicate()
        except TimeoutError:
            process.kill()
            raise
    assert (process.returncode, complaints.decode()) == (0, ""), complaints.decode()


async def _ready(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE):
        while line := (await process.stdout.readline()).decode():
            if "http://" in line:
                return next(word for word in line.split() if word.startswith("http://"))
    raise RuntimeError("the demonstration ended before it was ready")
