"""The table of outcomes, case by case: the real library on the real transport, in front of a scripted server.

More ways to fail on the wire are in tests/transport.
"""

import asyncio

import pytest
from telegram import Bot
from telegram.error import NetworkError

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
from bot.transport import Transport
from tests.delivery.stage import TOKEN, accepted, refused, scripted, unacquainted
from tests.wire import Answer, Wire, closed_port, cut, hang_up, http, ok, reset, silence

UNREADABLE: dict[str, Answer] = {
    "no answer in time": silence,
    "connection closed": hang_up,
    "connection lost": reset,
    "half an answer": cut(accepted(), -3),
    "a page": http(200, b"<html>captive portal</html>"),
    "no result": http(200, {"ok": True}),
    "another result": ok({"unexpected": 1}),
    "500": http(500, b"oops"),
    "502": refused(502, "Bad Gateway"),
    "504": refused(504, "Gateway Timeout"),
    "a redirection": http(307, b"", "Location: /elsewhere"),
}


async def tried(bot: Bot) -> Outcome:
    try:
        return Sent((await bot.send_message(1, "x")).message_id)
    except Exception as error:
        return outcome(error)


async def attempt(answer: Answer) -> Outcome:
    async with scripted(answer) as bot:
        return await tried(bot)


async def test_an_accepted_message_is_sent() -> None:
    assert await attempt(accepted(41)) == Sent(41)


@pytest.mark.parametrize("scheme", ["http", "ftp"])
async def test_what_never_left_is_tried_again(scheme: str) -> None:
    async with unacquainted(f"{scheme}://127.0.0.1:{closed_port()}") as bot:
        assert isinstance(await tried(bot), NeverLeft)


async def test_what_found_no_connection_in_time_is_tried_again() -> None:
    async with Wire([silence]) as wire, Transport(1, read_timeout=1, pool_timeout=0.05) as narrow:
        bot = Bot(TOKEN, base_url=f"{wire.url}/bot", request=narrow, get_updates_request=narrow)
        sent, waited = await asyncio.gather(tried(bot), tried(bot))
    assert isinstance(sent, Unknown)
    assert waited == NeverLeft("TimedOut: PoolTimeout")


@pytest.mark.parametrize("answer", UNREADABLE.values(), ids=UNREADABLE)
async def test_what_may_have_arrived_is_unknown(answer: Answer) -> None:
    assert isinstance(await attempt(answer), Unknown)


@pytest.mark.parametrize("error", [TimeoutError(), NetworkError("something else"), KeyError("result")], ids=repr)
def test_what_the_transport_does_not_vouch_for_is_unknown(error: Exception) -> None:
    assert isinstance(outcome(error), Unknown)


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
    ids=lambda answer: answer.partition(b"description")[2].decode(),
)
async def test_whom_nothing_reaches(answer: bytes) -> None:
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
    ids=lambda answer: answer.partition(b"description")[2].decode(),
)
async def test_any_other_refusal_is_our_bug(answer: bytes) -> None:
    assert isinstance(await attempt(answer), OurBug)


async def test_no_reason_holds_the_token() -> None:
    """The library puts what the server says into its errors; a server that repeats the address says the token."""
    address = f"https://telegram.example/bot{TOKEN}/sendMessage"
    for answer in (hang_up, http(502, address.encode()), refused(400, f"Bad Request: {address}")):
        found = await attempt(answer)
        assert isinstance(found, NeverLeft | Unknown | OurBug)
        assert TOKEN not in found.reason
