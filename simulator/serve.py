"""Serving the simulator with uvicorn: alone, or inside another event loop."""

import asyncio
import contextlib
import socket
from collections.abc import Generator
from types import TracebackType

import uvicorn

from simulator.server import create_app
from simulator.wire.dropping import DroppableProtocol
from simulator.world import World

KEEP_ALIVE = 300  # seconds; longer than any client keeps an idle connection, so that none is reset under a call
BACKLOG = 2048


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

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let the waiting go, then stop."""
        await self.world.close()
        await super().shutdown(sockets)


class _Embedded(SimulatorServer):
    """Leaves the signals to whoever runs the event loop, and says when it answers."""

    def __init__(self, world: World, host: str, port: int) -> None:
        super().__init__(world, host, port)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


class Running:
    """`async with Running() as simulator:` serves a world on loopback; `.url` is its address, `.world` the world."""

    def __init__(self, world: World | None = None, port: int = 0) -> None:
        self.world = world or World()
        # With the protocol named, asyncio sets TCP_NODELAY on every connection: without it, 40 ms are lost a call.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", port))
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
        self._server.should_exit = True
        if self._task is not None:
            await self._task
        self._socket.close()
