"""Closing a connection without an answer, which no ASGI application can do by itself."""

import asyncio
from typing import ClassVar

from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

Ends = tuple[tuple[str, int] | None, tuple[str, int | None] | None]


class DroppableProtocol(H11Protocol):
    """HTTP/1.1 that remembers its open connections, so that a response can close its own."""

    open: ClassVar[dict[Ends, asyncio.Transport]] = {}
    of_bots: ClassVar[set[Ends]] = set()  # those that called the Bot API, not the page or the control

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Remember the connection by its two ends."""
        super().connection_made(transport)
        self.open[self.client, self.server] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self.open.pop((self.client, self.server), None)
        self.of_bots.discard((self.client, self.server))
        super().connection_lost(exc)


class Dropped(Response):
    """No answer at all: the connection is reset. Needs the protocol above (see `simulator.serve`)."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Reset the connection and wait until it is gone."""
        transport = DroppableProtocol.open.get(_ends(scope))
        if transport is not None:
            transport.abort()
        while (await receive())["type"] != "http.disconnect":
            pass


def remember_bot(scope: Scope) -> None:
    """Note that this connection is one of the bot."""
    if _ends(scope) in DroppableProtocol.open:
        DroppableProtocol.of_bots.add(_ends(scope))


def drop_bots(port: int) -> None:
    """Reset every connection by which the bot called the simulator on this port."""
    for ends in list(DroppableProtocol.of_bots):
        if ends[1] is not None and ends[1][1] == port:
            DroppableProtocol.open[ends].abort()


def _ends(scope: Scope) -> Ends:
    return _pair(scope["client"]), _pair(scope["server"])


def _pair(end: object) -> tuple[str, int] | None:
    return tuple(end) if isinstance(end, (tuple, list)) else None
