"""A server of loopback that answers each request as a test tells it, byte by byte, and keeps what it received."""

import asyncio
import json
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Self

PATIENCE = 10.0  # seconds for whatever a test waits for


@dataclass
class Request:
    """What one request was made of; header names in lower case."""

    line: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Call:
    """A request under way: the server may write, wait, or break the connection."""

    request: Request
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def write(self, answer: bytes) -> None:
        self.writer.write(answer)
        await self.writer.drain()

    def reset(self) -> None:
        """Break the connection with a RST, as a machine that was switched off and on does."""
        linger = struct.pack("ii", 1, 0)
        self.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.writer.transport.abort()


Step = Callable[[Call], Awaitable[None]]
Answer = bytes | Step


def http(status: int, body: bytes | dict[str, Any], *headers: str) -> bytes:
    """A whole HTTP answer."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    head = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(content)}", *headers]
    return ("\r\n".join(head) + "\r\n\r\n").encode() + content


def ok(result: Any = True) -> bytes:
    """What Telegram answers to a call that it carried out."""
    return http(200, {"ok": True, "result": result}, "Content-Type: application/json")


async def silence(call: Call) -> None:
    """No answer, until the other side goes away."""
    await call.reader.read()


async def hang_up(call: Call) -> None:
    """The connection is closed in order, without an answer."""
    call.writer.close()


async def reset(call: Call) -> None:
    """The connection is broken, without an answer."""
    call.reset()


def cut(answer: bytes, end: int) -> Step:
    """An answer of which only the beginning comes."""

    async def step(call: Call) -> None:
        await call.write(answer[:end])
        call.writer.close()

    return step


@dataclass
class Wire:
    """The server: answers in turn, the last one for ever. With `greet`, nothing is read: `greet` has the connection."""

    answers: list[Answer]
    greet: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]] | None = None
    received: list[Request] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def heard(self, requests: int) -> None:
        """Wait until so many requests have come."""
        async with patience():
            while len(self.received) < requests:  # noqa: ASYNC110  seen from outside
                await asyncio.sleep(0.001)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0, limit=2**26)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.get_running_loop().create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if self.greet is not None:
                await self.greet(reader, writer)
                return
            while not writer.is_closing():
                await self._answer(Call(await read_request(reader), reader, writer))
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()

    async def _answer(self, call: Call) -> None:
        self.received.append(call.request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        await (call.write(answer) if isinstance(answer, bytes) else answer(call))


async def read_request(reader: asyncio.StreamReader) -> Request:
    """The next request, whole. Raises IncompleteReadError when there is none."""
    line, *fields = (await reader.readuntil(b"\r\n\r\n")).decode().rstrip().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (each.partition(":") for each in fields)}
    return Request(line, headers, await reader.readexactly(int(headers.get("content-length", 0))))


def closed_port() -> int:
    """A port of loopback where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def patience() -> AsyncIterator[None]:
    """Nothing inside may take more than PATIENCE."""
    async with asyncio.timeout(PATIENCE):
        yield
