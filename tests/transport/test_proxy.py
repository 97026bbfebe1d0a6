"""Through a proxy: what fails before the tunnel stands was never sent, whatever the proxy does."""

import aiohttp
import pytest
from telegram.error import TimedOut

from bot.transport import Transport
from tests.transport.calls import TOKEN, call, failure, never_sent
from tests.wire import Answer, Wire, closed_port, hang_up, http, reset, silence

SECURE = "https://telegram.example"
CREDENTIALS = "awa:invented%20password"
TUNNEL = b"HTTP/1.1 200 Connection established\r\n\r\n"


def through(wire: Wire, *, connect_timeout: float = 2) -> Transport:
    return Transport(proxy=wire.url.replace("//", f"//{CREDENTIALS}@"), connect_timeout=connect_timeout)


async def test_a_plain_server_is_asked_for_by_its_whole_address(wire: Wire) -> None:
    async with through(wire) as transport:
        assert await call(transport, "http://telegram.example") is True
    (request,) = wire.received
    assert request.line == f"POST http://telegram.example/bot{TOKEN}/sendMessage HTTP/1.1"
    assert request.headers["proxy-authorization"].startswith("Basic ")


NO_TUNNEL: dict[str, Answer] = {
    "407": http(407, b""),
    "403": http(403, b""),
    "502": http(502, b""),
    "closed": hang_up,
    "reset": reset,
    "not a tunnel but a page": TUNNEL + b"<html>",
}


@pytest.mark.parametrize("answer", NO_TUNNEL.values(), ids=NO_TUNNEL)
async def test_without_a_tunnel_nothing_was_sent(answer: Answer, wire: Wire) -> None:
    wire.answers[:] = [answer]
    async with through(wire) as transport:
        error = await failure(transport, SECURE)
    assert never_sent(error)
    assert "password" not in repr(error)
    assert [request.line for request in wire.received] == ["CONNECT telegram.example:443 HTTP/1.1"]
    assert not any(TOKEN in f"{request}" for request in wire.received)


async def test_a_proxy_that_does_not_answer_counts_as_connecting(wire: Wire) -> None:
    wire.answers[:] = [silence]
    async with through(wire, connect_timeout=0.05) as transport:
        error = await failure(transport, SECURE)
    assert isinstance(error, TimedOut) and never_sent(error)


@pytest.mark.parametrize("url", [SECURE, "http://telegram.example"])
async def test_a_proxy_that_is_not_there(url: str) -> None:
    async with Transport(proxy=f"http://{CREDENTIALS}@127.0.0.1:{closed_port()}") as transport:
        error = await failure(transport, url)
    assert never_sent(error)
    assert "password" not in repr(error)


async def test_after_the_request_the_same_break_is_a_doubt(wire: Wire) -> None:
    wire.answers[:] = [hang_up]
    async with through(wire) as transport:
        assert not never_sent(await failure(transport, "http://telegram.example"))


async def test_aiohttp_has_one_name_for_both(wire: Wire) -> None:
    """So its classes alone cannot tell: only the place where they are raised can."""
    wire.answers[:] = [hang_up]
    async with aiohttp.ClientSession() as plain:
        for url in (SECURE, "http://telegram.example"):
            with pytest.raises(aiohttp.ServerDisconnectedError):
                await plain.post(url, data=b"x", proxy=wire.url)


async def test_the_proxies_of_the_environment_are_not_read(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{closed_port()}")
    monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{closed_port()}")
    async with Transport() as transport:
        assert await call(transport, wire.url) is True
