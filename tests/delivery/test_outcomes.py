"""The table of outcomes, tried case by case on the real library over a scripted wire."""

import httpx
import pytest

from bot.delivery.outcomes import (
    Moved,
    NeverLeft,
    OurBug,
    Outcome,
    Sent,
    TokenRefused,
    TooFast,
    Unknown,
    Unreachable,
    outcome,
)
from tests.delivery.stage import TOKEN, accepted, refused, scripted

Answer = httpx.Response | Exception

NEVER_ON_THE_WIRE: list[Exception] = [
    httpx.ConnectError("All connection attempts failed"),
    httpx.ConnectTimeout("slow"),
    httpx.PoolTimeout("full"),
    httpx.ProxyError("407"),
    httpx.UnsupportedProtocol("no scheme"),
]
PERHAPS_DELIVERED: list[Answer] = [
    httpx.ReadTimeout("slow"),
    httpx.WriteTimeout("slow"),
    httpx.ReadError("reset"),
    httpx.WriteError("reset"),
    httpx.RemoteProtocolError("Server disconnected without sending a response."),
    httpx.Response(200, text="<html>captive portal</html>"),
    httpx.Response(200, json={"ok": True}),
    httpx.Response(200, json={"ok": True, "result": {"unexpected": 1}}),
    httpx.Response(500, text="oops"),
    refused(502, "Bad Gateway"),
    refused(504, "Gateway Timeout"),
    OSError("something else"),
]


async def attempt(answer: Answer) -> Outcome:
    async with scripted(answer) as bot:
        try:
            return Sent((await bot.send_message(1, "x")).message_id)
        except Exception as error:
            return outcome(error)


async def test_an_accepted_message_is_sent() -> None:
    assert await attempt(accepted(41)) == Sent(41)


@pytest.mark.parametrize("answer", NEVER_ON_THE_WIRE, ids=lambda error: type(error).__name__)
async def test_what_never_left_is_tried_again(answer: Exception) -> None:
    assert isinstance(await attempt(answer), NeverLeft)


@pytest.mark.parametrize("answer", PERHAPS_DELIVERED, ids=repr)
async def test_what_may_have_arrived_is_unknown(answer: Answer) -> None:
    assert isinstance(await attempt(answer), Unknown)


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
@pytest.mark.parametrize("as_timedelta", ["0", "1"])
async def test_too_fast_says_how_long_to_wait(as_timedelta: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", as_timedelta)
    assert await attempt(refused(429, "Too Many Requests: retry after 7", retry_after=7)) == TooFast(7.0)


@pytest.mark.parametrize(
    ("description", "seconds"), [("Too Many Requests: retry after 9", 9.0), ("Too Many Requests", 5.0)]
)
async def test_too_fast_without_parameters(description: str, seconds: float) -> None:
    assert await attempt(refused(429, description)) == TooFast(seconds)


@pytest.mark.parametrize(
    "answer",
    [
        refused(403, "Forbidden: bot was blocked by the user"),
        refused(403, "Forbidden: user is deactivated"),
        refused(403, "Forbidden: bot can't initiate conversation with a user"),
        refused(400, "Bad Request: chat not found"),
        refused(400, "Bad Request: PEER_ID_INVALID"),
    ],
    ids=lambda answer: answer.text,
)
async def test_whom_nothing_reaches(answer: httpx.Response) -> None:
    assert isinstance(await attempt(answer), Unreachable)


async def test_a_chat_that_moved_gives_its_new_id() -> None:
    assert await attempt(refused(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1001)) == Moved(-1001)


@pytest.mark.parametrize("code", [401, 404])
async def test_a_token_that_telegram_does_not_know(code: int) -> None:
    assert await attempt(refused(code, "Unauthorized")) == TokenRefused()


@pytest.mark.parametrize(
    "description",
    [
        "Bad Request: message is not modified: specified new message content is exactly the same",
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    ],
)
async def test_what_is_done_enough_is_a_success(description: str) -> None:
    assert await attempt(refused(400, description)) == Sent(None)


@pytest.mark.parametrize(
    "answer",
    [
        refused(400, "Bad Request: can't parse entities: unsupported start tag"),
        refused(400, "Bad Request: message is too long"),
        refused(409, "Conflict: terminated by other getUpdates request"),
    ],
    ids=lambda answer: answer.text,
)
async def test_any_other_refusal_is_our_bug(answer: httpx.Response) -> None:
    assert isinstance(await attempt(answer), OurBug)


async def test_no_reason_holds_the_token() -> None:
    """The library puts what the wire says into its errors; a wire that repeats the address says the token."""
    address = f"https://telegram.example/bot{TOKEN}/sendMessage"
    for answer in (httpx.ConnectError(address), httpx.ReadError(address), refused(400, f"Bad Request: {address}")):
        found = await attempt(answer)
        assert isinstance(found, NeverLeft | Unknown | OurBug)
        assert TOKEN not in found.reason
