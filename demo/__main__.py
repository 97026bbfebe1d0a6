"""`make run`: the simulator, the bot and the sample programme in one process, until Ctrl-C."""

import argparse
import asyncio
import errno
import os
import shutil
import signal
import sys

os.environ.setdefault("PTB_TIMEDELTA", "1")  # the library's waits as timedelta: its integers are deprecated

from bot import logs, loop
from bot.main import running
from bot.settings import Settings, SettingsError
from db import migrate
from db.engine import Unusable
from demo.settings import FOLDER, WORLD, demonstration
from demo.stage import Stage
from simulator import keeping
from simulator.serve import Running
from simulator.world import World

READY = """
  The demonstration runs: open {url} in a browser.
  Ctrl-C stops it; what you did is kept in var/demo (`make clean-demo` forgets it).
"""


async def show(port: int) -> None:
    """Serve the stage until SIGINT or SIGTERM: a new one, or the one that an earlier run left."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    world = World()
    again = keeping.load(world, WORLD)
    if not again:
        shutil.rmtree(FOLDER, ignore_errors=True)  # a first start that was interrupted
    async with Running(world, port) as telegram:
        settings = demonstration(telegram.url, world.token)
        logs.configure(settings.log_level, [world.token])
        await asyncio.to_thread(migrate.upgrade, settings.database_url)
        await _perform(world, settings, stop, again=again)


async def _perform(world: World, settings: Settings, stop: asyncio.Event, *, again: bool) -> None:
    async with running(settings) as application:
        stage = Stage(world, application.house)
        if not again:
            await stage.play(await stage.prepare())
        await stage.decorate()
        print(READY.format(url=settings.telegram_api_url), flush=True)  # noqa: T201  the one line a person needs
        keeper = asyncio.ensure_future(keeping.keep(world, WORLD))
        await stop.wait()
        keeper.cancel()
    keeping.save(world, WORLD)


def main() -> int:
    """Exit code 2 when the demonstration cannot start."""
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    parser.add_argument("--port", type=int, default=8000, help="port of the page on this machine (default: 8000)")
    port = parser.parse_args().port
    try:
        loop.run(show(port))
    except (SettingsError, Unusable, OSError) as error:
        taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
        why = f"port {port} is taken; choose another with --port" if taken else error
        print(f"The demonstration cannot start: {why}", file=sys.stderr)  # noqa: T201
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
