"""What is written on the wire, and how Telegram's answers are read: the cases of the library's own tests, and more."""

import gzip
import json
import logging
from datetime import timedelta
from typing import Any

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.transport import Transport
from tests.transport.calls import TOKEN, address, call, data
from tests.wire import Wire, http, ok

KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("Été", callback_data="x")]])


async def test_a_call_is_one_json_object(wire: Wire, transport: Transport) -> None:
    wanted = data(
        chat_id=-100, text="Séance « d’été » 🌞", reply_markup=KEYBOARD, protect_content=True, entities=[1, 2]
    )
    await transport.post(address(wire.url), wanted)
    (request,) = wire.received
    assert request.line == f"POST /bot{TOKEN}/sendMessage HTTP/1.1"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["user-agent"] == Transport.USER_AGENT
    assert json.loads(request.body) == {
        "chat_id": -100,
        "text": "Séance « d’été » 🌞",
        "reply_markup": {"inline_keyboard": [[{"text": "Été", "callback_data": "x"}]]},
        "protect_content": True,
        "entities": [1, 2],
    }


@pytest.mark.parametrize("nothing", [None, data()])
async def test_a_call_without_parameters_has_no_body(nothing: Any, wire: Wire, transport: Transport) -> None:
    await transport.post(address(wire.url, "getMe"), nothing)
    (request,) = wire.received
    assert (request.headers["content-length"], request.body) == ("0", b"")
    assert "content-type" not in request.headers


@pytest.mark.parametrize(
    ("value", "read"),
    [(2**70, 2**70), ("half a sun \ud83c", "half a sun \ud83c"), ({1: "one"}, {"1": "one"})],
    ids=["a huge number", "half a character", "a number as a key"],
)
async def test_what_orjson_refuses_is_sent_as_the_library_does(
    value: Any, read: Any, wire: Wire, transport: Transport
) -> None:
    await transport.post(address(wire.url), data(text=value))
    sent = json.loads(wire.received[0].body)["text"]
    assert (sent if isinstance(read, str) else json.loads(sent)) == read


async def test_a_long_call_is_whole(wire: Wire, transport: Transport) -> None:
    await transport.post(address(wire.url), data(text="é" * 1_000_000))
    assert json.loads(wire.received[0].body) == {"text": "é" * 1_000_000}


async def test_no_cookie_is_kept(wire: Wire, transport: Transport) -> None:
    wire.answers[:] = [http(200, {"ok": True, "result": True}, "Set-Cookie: who=me")]
    named = wire.url.replace("127.0.0.1", "localhost")  # aiohttp keeps no cookie of a numeric address anyway
    await call(transport, named)
    await call(transport, named)
    assert "cookie" not in wire.received[1].headers


def refusal(code: int, description: str | None = "Said by Telegram", **parameters: Any) -> bytes:
    body: dict[str, Any] = {"ok": False, "error_code": code}
    return http(code, body | ({"description": description} if description else {}) | parameters)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (400, BadRequest),
        (401, InvalidToken),
        (403, Forbidden),
        (404, InvalidToken),
        (409, Conflict),
        (429, NetworkError),
        (500, NetworkError),
        (502, NetworkError),
        (599, NetworkError),
    ],
)
async def test_each_refusal_has_its_class(
    code: int, kind: type[TelegramError], wire: Wire, transport: Transport
) -> None:
    wire.answers[:] = [refusal(code), refusal(code, None), http(code, b"<html>"), http(code, b""), http(code, b"[]")]
    for said in ["Said by Telegram", str(code), str(code), str(code), str(code)]:
        with pytest.raises(TelegramError, match=said) as raised:
            await call(transport, wire.url)
        assert type(raised.value) is kind


async def test_too_fast_and_moved_say_more(wire: Wire, transport: Transport, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    wire.answers[:] = [refusal(429, parameters={"retry_after": 7}), refusal(400, parameters={"migrate_to_chat_id": -9})]
    with pytest.raises(RetryAfter) as slow:
        await call(transport, wire.url)
    assert slow.value.retry_after == timedelta(seconds=7)
    with pytest.raises(ChatMigrated) as moved:
        await call(transport, wire.url)
    assert moved.value.new_chat_id == -9


@pytest.mark.parametrize("page", [b"<html>captive portal</html>", b"[]", b'"yes"', b"null", b"", b"[" * 100_000])
async def test_a_page_is_no_answer_and_is_told_to_nobody(
    page: bytes, wire: Wire, transport: Transport, caplog: pytest.LogCaptureFixture
) -> None:
    wire.answers[:] = [http(200, page)]
    with caplog.at_level(logging.DEBUG), pytest.raises(TelegramError, match=r"^Invalid server response$"):
        await call(transport, wire.url)
    assert "captive" not in caplog.text


async def test_a_refusal_that_quotes_the_address_does_not_tell_the_token(wire: Wire, transport: Transport) -> None:
    page = f"<p>No such page: {address(wire.url)}</p>".encode()
    wire.answers[:] = [http(502, page), refusal(400, f"wrong address {address(wire.url)}")]
    for _ in range(2):
        with pytest.raises(TelegramError, match=r"\[token\]") as raised:
            await call(transport, wire.url)
        assert TOKEN not in repr(raised.value)


@pytest.mark.parametrize(
    ("body", "read"),
    [
        (b'{"result":"na\x80me"}', "na\ufffdme"),
        (b'{"result":"\\ud83d"}', "\ud83d"),
        (b'{"result":Infinity}', float("inf")),
    ],
    ids=["bytes that are no text", "half a character", "a number that JSON lacks"],
)
async def test_what_orjson_refuses_is_read_as_the_library_does(
    body: bytes, read: Any, wire: Wire, transport: Transport
) -> None:
    wire.answers[:] = [http(200, body)]
    assert await call(transport, wire.url) == read


async def test_a_huge_answer_and_a_packed_one(wire: Wire, transport: Transport) -> None:
    text = "é" * 3_000_000
    packed = gzip.compress(json.dumps({"ok": True, "result": text}).encode())
    wire.answers[:] = [ok(text), http(200, packed, "Content-Encoding: gzip")]
    assert await call(transport, wire.url) == text
    assert await call(transport, wire.url) == text


async def test_an_answer_byte_by_byte(wire: Wire, transport: Transport) -> None:
    async def drip(call: Any) -> None:
        for byte in ok("whole"):
            await call.write(bytes([byte]))

    wire.answers[:] = [drip]
    assert await call(transport, wire.url) == "whole"
