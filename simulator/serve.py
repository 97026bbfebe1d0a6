"""Serving the simulator with uvicorn: alone, or inside another event loop."""

import asyncio
import contextlib
import itertools
import socket
from collections.abc import Generator
from types import TracebackType

import uvicorn

from simulator.server import create_app
from simulator.wire.dropping import DroppableProtocol, drop_bots
from simulator.world import World

KEEP_ALIVE = 300  # seconds; longer than any client keeps an idle connection, so that none is reset under a call
BACKLOG = 2048


def listener(host: str, port: int) -> socket.socket:
    """A socket bound to this address; port 0 is any free one."""
    # With the protocol named, asyncio sets TCP_NODELAY on every connection: without it, 40 ms are lost a call.
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind((host, port))
    return bound


class SimulatorServer(uvicorn.Server):
    """A server whose long polls and event streams end when it stops."""

    def __init__(self, world: World, host: str, port: int) -> None:
        self.world = world
        super().__init__(
            uvicorn.Config(
                create_app(world),
                host=host,
                port=port,
                http=DroppableProtocol,
                access_log=False,
                proxy_headers=False,  # they would change the address by which a connection is found
                log_config=None,
                log_level="warning",
                timeout_keep_alive=KEEP_ALIVE,
                timeout_graceful_shutdown=5,
                backlog=BACKLOG,
            )
        )

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen on the socket given (see `listener`), and be the door of the world."""
        await super().startup(sockets)
        self._address = self.servers[0].sockets[0].getsockname()
        self.world.door = self

    async def open(self) -> None:
        """Listen again where it did, if nothing does."""
        if self.servers or self.should_exit:
            return
        loop = asyncio.get_running_loop()
        again = listener(*self._address[:2])
        self.servers = [await loop.create_server(self._protocol, sock=again, backlog=BACKLOG)]

    async def shut(self) -> None:
        """Listen no more: connections are refused, those of the bot are reset, those of the control stay."""
        for server in self.servers:
            server.close()
        self.servers = []
        drop_bots(self._address[1])

    def _protocol(self) -> asyncio.Protocol:
        return DroppableProtocol(self.config, self.server_state, self.lifespan.state)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let the waiting go, then stop."""
        await self.world.close()
        await super().shutdown(sockets)


class _Embedded(SimulatorServer):
    """Leaves the signals to whoever runs the event loop, says when it answers, and stops at once.

    uvicorn's own stop looks around every tenth of a second, twice: over the thousands of tests that start one, minutes.
    """

    def __init__(self, world: World, host: str, port: int) -> None:
        super().__init__(world, host, port)
        self.ready, self.leaving = asyncio.Event(), asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        ticks = itertools.count()
        while not self.leaving.is_set():
            await self.on_tick(next(ticks))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(0.1):
                    await self.leaving.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self.world.close()
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.config.timeout_graceful_shutdown):
                await self._drained()
        for task in list(self.server_state.tasks):
            task.cancel()
        await self.lifespan.shutdown()

    async def _drained(self) -> None:
        while self.server_state.connections or self.server_state.tasks:  # noqa: ASYNC110 - uvicorn tells nobody
            await asyncio.sleep(0.002)

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


class Running:
    """`async with Running() as simulator:` serves a world on loopback; `.url` is its address, `.world` the world."""

    def __init__(self, world: World | None = None, port: int = 0) -> None:
        self.world = world or World()
        self._socket = listener("127.0.0.1", port)
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._server = _Embedded(self.world, "127.0.0.1", self.port)
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Running":
        self._task = asyncio.create_task(self._server.serve(sockets=[self._socket]))
        await self._server.ready.wait()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True  # nothing listens again
        self._server.leaving.set()
        if self._task is not None:
            await self._task
        self._socket.close()
