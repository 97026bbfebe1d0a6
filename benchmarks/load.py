"""Telegram's side of a webhook: updates are posted, and the time until the reply's call is taken."""

import asyncio
from collections.abc import Iterator

import orjson

from benchmarks import machine
from benchmarks.answers import FixedAnswers
from benchmarks.people import Update, chat_of

CONNECTIONS = 40
"""As many as Telegram opens unless told otherwise."""
SECRET = "a-webhook-secret-of-the-benchmarks"
PATH = "/telegram"


class Load:
    """Posts updates to a bot on a port of loopback, whose replies arrive at `fixed`."""

    def __init__(self, fixed: FixedAnswers, port: int, updates: Iterator[Update]) -> None:
        self._fixed = fixed
        self._port = port
        self._updates = updates
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self._room = asyncio.Semaphore(CONNECTIONS)

    async def closed(self, number: int, in_flight: int) -> float:
        """So many updates, so many of them unanswered at once; gives the updates a second."""
        loop = asyncio.get_running_loop()
        left = iter(range(number))

        async def one_after_another() -> None:
            for _ in left:
                await self.one()

        start = loop.time()
        async with asyncio.TaskGroup() as group:
            for _ in range(in_flight):
                group.create_task(one_after_another())
        return number / (loop.time() - start)

    async def open(self, number: int, rate: float) -> list[float]:
        """So many updates, `rate` of them a second whatever the bot does; the seconds from each post to its reply."""
        loop = asyncio.get_running_loop()
        start = loop.time()
        tasks = []
        async with asyncio.TaskGroup() as group:
            for position in range(number):
                await asyncio.sleep(max(0.0, start + position / rate - loop.time()))
                tasks.append(group.create_task(self.one()))
        return [task.result() for task in tasks]

    async def one(self) -> float:
        """One update, from the post to the reply, in seconds. Raises TimeoutError when no reply comes."""
        update = next(self._updates)
        reply = self._fixed.reply(chat_of(update))
        start = asyncio.get_running_loop().time()
        async with asyncio.timeout(machine.PATIENCE):
            await self._post(orjson.dumps(update))
            return await reply - start

    def close(self) -> None:
        for _, writer in self._idle:
            writer.close()

    async def _post(self, body: bytes) -> None:
        head = (
            f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nContent-Type: application/json\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {SECRET}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        async with self._room:
            while not await self._written(head.encode() + body):
                pass

    async def _written(self, request: bytes) -> bool:
        """False when the bot had closed the kept connection, which servers do after some idle seconds."""
        kept = self._idle.pop() if self._idle else None
        reader, writer = kept or await asyncio.open_connection("127.0.0.1", self._port)
        try:
            writer.write(request)
            await _accepted(reader)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()
            if kept is None:
                raise
            return False
        self._idle.append((reader, writer))
        return True


async def _accepted(reader: asyncio.StreamReader) -> None:
    """Read one answer to its end. Raises RuntimeError unless it is 200."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if b" 200 " not in head.split(b"\r\n", 1)[0]:
        raise RuntimeError(f"The bot refuses an update: {head.decode()}")
    if b"transfer-encoding: chunked" in head:
        await reader.readuntil(b"0\r\n\r\n")
        return
    _, _, rest = head.partition(b"content-length:")
    await reader.readexactly(int(rest.split(b"\r\n", 1)[0] or 0))
