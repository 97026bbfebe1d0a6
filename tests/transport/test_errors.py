"""Each way to fail, on real connections: never on the wire, or perhaps delivered, and never the token."""

import asyncio
from pathlib import Path

import aiohttp
import pytest
from telegram.error import NetworkError, TimedOut

from bot.transport import Transport
from tests.transport.calls import TOKEN, address, call, data, failure, never_sent
from tests.wire import Answer, Call, Wire, closed_port, cut, hang_up, http, ok, patience, reset, silence

WHOLE = ok({"message_id": 41})
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{'ok"

PERHAPS: dict[str, Answer] = {
    "closed without an answer": hang_up,
    "reset without an answer": reset,
    "cut in the status line": cut(WHOLE, 9),
    "cut in the headers": cut(WHOLE, 30),
    "cut in the body": cut(WHOLE, -3),
    "cut in a chunk": cut(CHUNKED, len(CHUNKED)),
    "not HTTP": cut(b"SSH-2.0-OpenSSH_9.6\r\n\r\n", 99),
    "broken gzip": http(200, b"no gzip at all", "Content-Encoding: gzip"),
    "endless header": b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
}


@pytest.mark.parametrize("answer", PERHAPS.values(), ids=PERHAPS)
async def test_a_spoilt_answer_is_perhaps_a_delivery(answer: Answer, wire: Wire, transport: Transport) -> None:
    wire.answers[:] = [answer]
    assert not never_sent(await failure(transport, wire.url))
    assert len(wire.received) == 1, "sent once"


async def test_no_answer_in_time_is_perhaps_a_delivery(wire: Wire, transport: Transport) -> None:
    wire.answers[:] = [silence]
    error = await failure(transport, wire.url, read_timeout=0.05)
    assert isinstance(error, TimedOut) and not never_sent(error)
    assert len(wire.received) == 1


async def test_an_answer_that_stops_is_perhaps_a_delivery(wire: Wire, transport: Transport) -> None:
    async def half(call: Call) -> None:
        await call.write(WHOLE[:-3])
        await silence(call)

    wire.answers[:] = [half]
    error = await failure(transport, wire.url, read_timeout=0.05)
    assert isinstance(error, TimedOut) and not never_sent(error)


async def test_a_body_that_nobody_takes_is_perhaps_a_delivery(transport: Transport) -> None:
    gone = asyncio.Event()

    async def deaf(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        await gone.wait()

    async with patience(), Wire([], greet=deaf) as wire:
        before = open_files()
        with pytest.raises(TimedOut) as raised:
            await transport.post(address(wire.url), data(text="x" * 2**24), write_timeout=0.05, read_timeout=None)
        while open_files() > before + 1:  # noqa: ASYNC110  the server's end stays, ours does not wait to be emptied
            await asyncio.sleep(0.01)
        gone.set()
    assert not never_sent(raised.value)


def open_files() -> int:
    """How many this process has; none where the system does not tell."""
    listed = Path("/proc/self/fd")
    return len(list(listed.iterdir())) if listed.exists() else 0


async def test_refused_is_never_sent(transport: Transport) -> None:
    error = await failure(transport, f"http://127.0.0.1:{closed_port()}")
    assert never_sent(error) and not isinstance(error, TimedOut)
    assert str(error).startswith("ClientConnectorError: ")


async def test_a_handshake_that_never_ends_is_never_sent(transport: Transport) -> None:
    async with Wire([], greet=_swallow) as wire:
        error = await failure(transport, wire.url.replace("http:", "https:"), connect_timeout=0.05)
    assert isinstance(error, TimedOut) and never_sent(error)


async def test_a_server_without_tls_is_never_sent(wire: Wire, transport: Transport) -> None:
    async with Wire([], greet=_plain_words) as babbler:
        assert never_sent(await failure(transport, babbler.url.replace("http:", "https:")))


@pytest.mark.parametrize("url", ["ftp://127.0.0.1", "http://", "http://[::1", "127.0.0.1"])
async def test_an_address_that_is_none_is_never_sent(url: str, transport: Transport) -> None:
    assert never_sent(await failure(transport, url))


async def test_a_full_pool_is_never_sent(wire: Wire) -> None:
    wire.answers[:] = [silence]
    async with patience(), Transport(1, read_timeout=None) as narrow:
        busy = asyncio.ensure_future(call(narrow, wire.url))
        await wire.heard(1)
        error = await failure(narrow, wire.url, pool_timeout=0.05)
        assert isinstance(error, TimedOut) and never_sent(error)
        assert str(error) == "PoolTimeout"
        assert len(wire.received) == 1
        busy.cancel()
        await asyncio.gather(busy, return_exceptions=True)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_message_does_not_follow_a_redirection(status: int, wire: Wire, transport: Transport) -> None:
    wire.answers[:] = [http(status, b"", f"Location: {wire.url}/elsewhere"), ok()]
    with pytest.raises(NetworkError):
        await call(transport, wire.url)
    assert len(wire.received) == 1
    wire.answers[:] = [http(status, b"", f"Location: {wire.url}/elsewhere"), ok()]
    async with aiohttp.ClientSession() as plain, plain.post(f"{wire.url}/there", data=b"Bonjour"):
        assert wire.received[-1].line.split()[1] == "/elsewhere", "left to itself, aiohttp follows"


async def test_left_to_itself_aiohttp_tells_the_token(wire: Wire) -> None:
    wire.answers[:] = [http(200, b"no gzip at all", "X-Bad header: x")]
    with pytest.raises(aiohttp.ClientError) as raised:
        async with aiohttp.ClientSession() as plain, plain.post(address(wire.url)):
            raise AssertionError("an answer that is none")
    assert TOKEN in str(raised.value)


async def _swallow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def _plain_words(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(1)
    writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    await writer.drain()
