"""The wire to Telegram: the library's requests on aiohttp and orjson. Why: docs/decisions/0007-transport.md.

What matters most about a call that failed is whether it can have left this machine. Every error raised here has one of
two causes, `NeverSent` or `PerhapsSent`; neither they nor the errors hold an address, hence no token.
"""

import asyncio
import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import aiohttp
import orjson
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.logs import TOKEN_SHAPE
from bot.multipart import SLICE, Slices, form

if TYPE_CHECKING:
    from aiohttp.connector import Connection
    from aiohttp.tracing import Trace
    from telegram._utils.types import ODVInput

UNSET = BaseRequest.DEFAULT_NONE
JSON_TYPE = "application/json"


class NeverSent(Exception):
    """The request was never on the wire: trying again repeats nothing."""


class PerhapsSent(Exception):
    """The request left, at least in part, and no answer came: nobody can tell what became of it."""


class PoolTimeout(TimeoutError):
    """Every connection stayed busy for too long."""


class Unconnected(Exception):
    """There is no connection to write on; its cause says why."""


class Doorstep(aiohttp.TCPConnector):
    """aiohttp's connections, with a line drawn between what fails before a request can be written and after."""

    async def connect(
        self, req: aiohttp.ClientRequest, traces: list["Trace"], timeout: aiohttp.ClientTimeout
    ) -> "Connection":
        """A connection on which nothing is left over from the request before. Raises Unconnected, and nothing else.

        aiohttp looks only whether a kept connection is open. Bytes that came while it lay idle (a second answer, a
        proxy's 408) would be read as the answer to the next request; such a connection is closed instead.
        """
        try:
            while True:
                connection = await super().connect(req, traces, timeout)
                if connection.protocol is None or not connection.protocol.should_close:
                    return connection
                connection.close()
        except Exception as error:
            raise Unconnected from error


class Transport(BaseRequest):
    """HTTP/1.1 requests to one Bot API server, over at most `connection_pool_size` connections.

    Timeouts are in seconds, None for ever: `pool` to be given a connection, `connect` to open one (name, TCP, proxy and
    TLS together), `write` for each 64 KiB of a body (`media_write` when it holds files), `read` for each wait for bytes
    of the answer. `proxy` is the URL of an HTTP proxy; the environment's proxies are not read.
    """

    def __init__(
        self,
        connection_pool_size: int = 256,
        *,
        read_timeout: float | None = 5.0,
        write_timeout: float | None = 5.0,
        connect_timeout: float | None = 5.0,
        pool_timeout: float | None = 1.0,
        media_write_timeout: float | None = 20.0,
        proxy: str | None = None,
    ) -> None:
        self._size = connection_pool_size
        self._read, self._write, self._media_write = read_timeout, write_timeout, media_write_timeout
        self._connect, self._pool = connect_timeout, pool_timeout
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """The read timeout of calls that give none, in seconds: the library adds it to the wait of a long poll."""
        return self._read

    async def initialize(self) -> None:
        """Open the pool, on the running loop; nothing happens when it is open."""
        if self._session is None:
            self._room = asyncio.Semaphore(self._size)
            self._session = aiohttp.ClientSession(
                connector=Doorstep(limit=0),  # `_room` is the limit: waiting for it has a timeout of its own
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                skip_auto_headers=("Content-Type",),
                proxy=self._proxy,
            )

    async def shutdown(self) -> None:
        """Close every connection; nothing happens when that is done. `initialize` opens the pool again."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: "ODVInput[float]" = UNSET,
        write_timeout: "ODVInput[float]" = UNSET,
        connect_timeout: "ODVInput[float]" = UNSET,
        pool_timeout: "ODVInput[float]" = UNSET,
    ) -> tuple[int, bytes]:
        """The status and the body of the answer; whatever is not a success is given without any token.

        Raises NetworkError, or TimedOut, from NeverSent or PerhapsSent; RuntimeError when the pool is not open.
        """
        session = self._session
        if session is None:
            raise RuntimeError("This transport is not initialized, or is shut down.")
        default = self._media_write if request_data is not None and request_data.contains_files else self._write
        body, kind = _body(request_data, _given(write_timeout, default))
        try:
            await self._enter(session, _given(pool_timeout, self._pool))
            try:
                answer = await session.request(
                    method,
                    url,
                    data=body,
                    headers=kind,
                    timeout=_limits(_given(connect_timeout, self._connect), _given(read_timeout, self._read)),
                    allow_redirects=False,  # a 307 would send the message again, to somebody else
                )
                content = await answer.read()
            finally:
                self._room.release()
        except (Unconnected, aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError) as error:
            failure = _failure(NeverSent, error.__cause__ or error)
        except (aiohttp.ClientError, OSError) as error:
            failure = _failure(PerhapsSent, error)
        else:
            return answer.status, content if answer.status < 300 else _without_token(content)
        raise failure  # out of the handlers: aiohttp's errors say the address, and must not become its context

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The object that Telegram answered. Raises TelegramError when it is none; the text is told to nobody."""
        try:
            found = orjson.loads(payload)
        except orjson.JSONDecodeError:
            found = _read_leniently(payload)
        if not isinstance(found, dict):
            raise TelegramError("Invalid server response")
        return found

    async def _enter(self, session: aiohttp.ClientSession, patience: float | None) -> None:
        if self._room.locked():
            await self._queue(patience)
        else:
            await self._room.acquire()  # at once
        if session.closed:
            self._room.release()
            raise Unconnected

    async def _queue(self, patience: float | None) -> None:
        try:
            async with asyncio.timeout(patience):
                await self._room.acquire()
        except TimeoutError:
            raise Unconnected from PoolTimeout()


def _given(seconds: "ODVInput[float]", default: float | None) -> float | None:
    return default if seconds is UNSET else seconds  # type: ignore[return-value]  # as BaseRequest documents it


@lru_cache(maxsize=64)
def _limits(connect: float | None, read: float | None) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=None, connect=connect, sock_read=read)


def _body(data: RequestData | None, patience: float | None) -> tuple[bytes | Slices | None, dict[str, str] | None]:
    """What to write, and the header that says what it is."""
    if data is None:
        return None, None
    if data.contains_files:
        parts, kind = form(data)
        return Slices(parts, patience), {"Content-Type": kind}
    parameters = data.parameters
    if not parameters:
        return None, None
    try:
        content = orjson.dumps(parameters, option=orjson.OPT_PASSTHROUGH_DATETIME)
    except TypeError:  # huge integers, lone surrogates, keys that are numbers: the standard encoder knows them
        content = data.json_payload
    return (content if len(content) <= SLICE else Slices([content], patience)), {"Content-Type": JSON_TYPE}


def _failure(kind: type[NeverSent] | type[PerhapsSent], error: BaseException) -> NetworkError:
    told = _told(error)
    failure = TimedOut(told) if isinstance(error, TimeoutError) else NetworkError(told)
    failure.__cause__ = kind(told)
    return failure


def _told(error: BaseException) -> str:
    """The name of an error and what the system says; never its own text, which holds the address."""
    name = type(error).__name__
    if isinstance(error, aiohttp.ClientConnectorError):
        return f"{name}: {error.os_error}"
    return f"{name}: {error.status}" if isinstance(error, aiohttp.ClientResponseError) else name


def _without_token(content: bytes) -> bytes:
    """The library quotes a refusal in its errors; a proxy's page may quote the address, which holds the token."""
    return TOKEN_SHAPE.sub("[token]", content.decode(errors="replace")).encode()


def _read_leniently(payload: bytes) -> Any:
    """What the library's own reader would take although it is not quite JSON: bytes that are no UTF-8, NaN."""
    try:
        return json.loads(payload.decode(errors="replace"))
    except (ValueError, RecursionError):
        return None
