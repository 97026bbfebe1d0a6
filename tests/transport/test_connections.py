"""Connections are kept, counted, never trusted with what the last call left behind, and a message is never repeated."""

import asyncio
from typing import Any

import aiohttp
import pytest
from telegram.error import NetworkError, TimedOut

from bot.transport import NeverSent, Transport
from tests.transport.calls import address, call, failure, never_sent
from tests.wire import Answer, Call, Wire, hang_up, ok, patience, reset, silence


async def test_a_connection_is_kept(wire: Wire, transport: Transport) -> None:
    for _ in range(3):
        assert await call(transport, wire.url) is True
    assert (len(wire.received), wire.connections) == (3, 1)


@pytest.mark.parametrize("breaks", [hang_up, reset])
async def test_a_message_on_a_kept_connection_is_not_repeated(breaks: Answer, wire: Wire, transport: Transport) -> None:
    wire.answers[:] = [ok(), breaks, ok()]
    await call(transport, wire.url)
    assert not never_sent(await failure(transport, wire.url))
    assert len(wire.received) == 2
    await call(transport, wire.url)
    assert [request.line.split()[0] for request in wire.received] == ["POST"] * 3


@pytest.mark.parametrize("breaks", [hang_up, reset])
async def test_a_download_on_a_kept_connection_is_repeated(breaks: Answer, wire: Wire, transport: Transport) -> None:
    """The wire of the test before would show a repetition: aiohttp makes one for methods that may be repeated."""
    wire.answers[:] = [ok(), breaks, ok()]
    await transport.retrieve(address(wire.url))
    assert await transport.retrieve(address(wire.url)) == ok().partition(b"\r\n\r\n")[2]
    assert len(wire.received) == 3


async def test_a_connection_that_the_server_closed_is_not_used(wire: Wire, transport: Transport) -> None:
    closed = asyncio.Event()

    async def answer_and_close(call: Call) -> None:
        await call.write(ok())
        call.writer.write_eof()
        await call.reader.read()  # the other side has seen it, and closes too
        closed.set()

    wire.answers[:] = [answer_and_close, ok()]
    async with patience():
        await call(transport, wire.url)
        await closed.wait()
        await call(transport, wire.url)
    assert (len(wire.received), wire.connections) == (2, 2)


class Twice:
    """Answers a call twice: the second time once the caller has its answer, on a connection that lies idle."""

    def __init__(self) -> None:
        self.answered, self.left = asyncio.Event(), asyncio.Event()

    async def __call__(self, call: Call) -> None:
        await call.write(ok("right"))
        await self.answered.wait()
        await call.write(ok("left over"))
        self.left.set()

    async def idle(self) -> None:
        """Have the second answer written, and read by the loop: a whole exchange elsewhere comes after it."""
        self.answered.set()
        await self.left.wait()
        async with Wire([ok()]) as elsewhere, Transport() as another:
            await call(another, elsewhere.url)


async def test_what_a_call_leaves_behind_is_not_the_answer_to_the_next(wire: Wire, transport: Transport) -> None:
    twice = Twice()
    wire.answers[:] = [twice, ok("right")]
    async with patience():
        assert await call(transport, wire.url) == "right"
        await twice.idle()
        assert await call(transport, wire.url) == "right"
    assert wire.connections == 2


async def test_left_to_itself_aiohttp_takes_it_for_the_answer(wire: Wire) -> None:
    twice = Twice()
    wire.answers[:] = [twice, ok("right")]
    async with patience(), aiohttp.ClientSession() as plain:
        assert await _read(plain, wire) == "right"
        await twice.idle()
        assert await _read(plain, wire) == "left over"


async def _read(plain: aiohttp.ClientSession, wire: Wire) -> Any:
    async with plain.post(wire.url, data=b"x") as answer:
        return (await answer.json())["result"]


async def test_a_cancelled_call_leaves_no_answer_to_the_next(wire: Wire) -> None:
    wire.answers[:] = [silence]
    async with patience(), Transport(1) as narrow:
        for count in (1, 2, 3):
            given_up = asyncio.ensure_future(call(narrow, wire.url))
            await wire.heard(count)
            given_up.cancel()
            with pytest.raises(asyncio.CancelledError):
                await given_up
        wire.answers[:] = [ok("right")]
        assert await call(narrow, wire.url) == "right", "the pool has its place again"
    assert wire.connections == 4


async def test_a_cancelled_wait_for_the_pool_takes_no_place(wire: Wire) -> None:
    let_go = asyncio.Event()

    async def slow(call: Call) -> None:
        await let_go.wait()
        await call.write(ok())

    wire.answers[:] = [slow]
    async with patience(), Transport(1) as narrow:
        first = asyncio.ensure_future(call(narrow, wire.url))
        await wire.heard(1)
        waiting = asyncio.ensure_future(call(narrow, wire.url))
        await asyncio.sleep(0)
        waiting.cancel()
        let_go.set()
        await first
        await call(narrow, wire.url)
    assert waiting.cancelled()
    assert len(wire.received) == 2


async def test_the_pool_is_never_exceeded(wire: Wire) -> None:
    under_way, most = 0, 0

    async def counted(call: Call) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0)
        under_way -= 1
        await call.write(ok())

    wire.answers[:] = [counted]
    async with patience(), Transport(2, pool_timeout=None) as narrow:
        await asyncio.gather(*(call(narrow, wire.url) for _ in range(20)))
    assert (len(wire.received), wire.connections) == (20, 2)
    assert most <= 2


async def test_it_opens_once_closes_once_and_opens_again(wire: Wire) -> None:
    transport = Transport()
    await transport.shutdown()
    for _ in range(2):
        await transport.initialize()
        await call(transport, wire.url)
        await transport.initialize()
        await call(transport, wire.url)
        await transport.shutdown()
        await transport.shutdown()
    assert wire.connections == 2
    with pytest.raises(NetworkError, match="not initialized"):
        await call(transport, wire.url)


async def test_who_waits_for_the_pool_when_it_closes_was_never_sent(wire: Wire) -> None:
    wire.answers[:] = [silence]
    async with patience():
        transport = Transport(1, read_timeout=None, pool_timeout=None)
        await transport.initialize()
        calls = [asyncio.ensure_future(call(transport, wire.url)) for _ in range(2)]
        await wire.heard(1)
        await transport.shutdown()
        busy, waiting = await asyncio.gather(*calls, return_exceptions=True)
    assert isinstance(busy, NetworkError) and not never_sent(busy)
    assert isinstance(waiting, NetworkError) and isinstance(waiting.__cause__, NeverSent)
    assert len(wire.received) == 1


async def test_timeouts_are_those_of_the_call_or_else_its_own(wire: Wire) -> None:
    assert Transport(read_timeout=7).read_timeout == 7
    assert Transport(read_timeout=None).read_timeout is None
    wire.answers[:] = [silence]
    async with patience(), Transport(read_timeout=None) as patient:
        with pytest.raises(TimedOut):
            await call(patient, wire.url, read_timeout=0.01)
    async with patience(), Transport(read_timeout=0.01) as hasty:
        with pytest.raises(TimedOut):
            await call(hasty, wire.url)
        unhurried = asyncio.ensure_future(call(hasty, wire.url, read_timeout=None))
        await asyncio.wait([unhurried], timeout=0.1)
        assert not unhurried.done()
        unhurried.cancel()
        await asyncio.gather(unhurried, return_exceptions=True)
