"""Calls on a transport, and what became of them."""

import traceback
from typing import Any

import pytest
from telegram.error import NetworkError
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.transport import NeverSent, PerhapsSent, Transport
from tests.wire import patience

TOKEN = "7300000001:AAinvented_token_of_the_tests_only"


def data(**parameters: Any) -> RequestData:
    """The parameters of a call, as the library prepares them."""
    return RequestData([RequestParameter.from_input(name, value) for name, value in parameters.items()])


def address(url: str, method: str = "sendMessage") -> str:
    """Where a method is called."""
    return f"{url}/bot{TOKEN}/{method}"


async def call(transport: Transport, url: str, **timeouts: float | None) -> Any:
    """Send a message there. Raises TimeoutError when that takes longer than a test waits."""
    async with patience():
        return await transport.post(address(url), data(chat_id=1, text="Bonjour"), **timeouts)


async def failure(transport: Transport, url: str, **timeouts: float | None) -> NetworkError:
    """The error of a call that must fail on its way; the token is in no part of what it would write into a log."""
    with pytest.raises(NetworkError) as raised:
        await call(transport, url, **timeouts)
    assert TOKEN not in "".join(traceback.format_exception(raised.value))
    for error in chain(raised.value):
        assert TOKEN not in f"{error} {error!r} {error.args!r}"
    return raised.value


def chain(error: BaseException) -> list[BaseException]:
    """An error with whatever hangs on it, told or not."""
    found: list[BaseException] = []
    left: list[BaseException | None] = [error]
    while left:
        one = left.pop()
        if one is not None and one not in found:
            found.append(one)
            left += [one.__cause__, one.__context__]
    return found


def never_sent(error: NetworkError) -> bool:
    """Whether the transport says that nothing left; it must say one or the other."""
    assert isinstance(error.__cause__, NeverSent | PerhapsSent)
    return isinstance(error.__cause__, NeverSent)
