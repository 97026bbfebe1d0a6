"""What stands before several webs: each request goes to the next one, and to another when that one refuses."""

import asyncio
from collections.abc import Sequence
from typing import Self

from tests.wire import Request, http, read_request

ANSWER_WITHIN = 30.0
"""Seconds."""


class Balancer:
    """A load balancer of loopback on `port`, for webs on `ports`; `carried` counts what each of them answered."""

    def __init__(self, ports: Sequence[int]) -> None:
        self.ports = ports
        self._turn = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self.carried = dict.fromkeys(ports, 0)
        self.port = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                writer.write(await self._answer(await read_request(reader)))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()

    async def _answer(self, request: Request) -> bytes:
        """A request that a web perhaps has is not given to another one: whoever sent it is told 502, and decides."""
        for _ in self.ports:
            self._turn += 1
            port = self.ports[self._turn % len(self.ports)]
            try:
                web = await asyncio.open_connection("127.0.0.1", port)
            except ConnectionRefusedError:
                continue
            try:
                async with asyncio.timeout(ANSWER_WITHIN):
                    answer = await _ask(request, *web)
            except (OSError, asyncio.IncompleteReadError):
                break
            self.carried[port] += 1
            return answer
        return http(502, b"")


async def _ask(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    """One request on a connection of its own; the whole answer, of which a length is told."""
    head = [request.line, *(f"{name}: {value}" for name, value in request.headers.items() if name != "connection")]
    try:
        writer.write("\r\n".join([*head, "connection: close", "", ""]).encode() + request.body)
        answer = await reader.readuntil(b"\r\n\r\n")
        _, _, fields = answer.decode().partition("\r\n")
        lengths = [
            line.partition(":")[2] for line in fields.lower().split("\r\n") if line.startswith("content-length:")
        ]
        return answer.replace(b"connection: close\r\n", b"") + await reader.readexactly(int(lengths[0]))
    finally:
        writer.close()
