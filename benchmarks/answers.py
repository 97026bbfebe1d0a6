"""A fixed-answer Telegram: every call gets the same bytes at once, so that what is measured is the other side.

It is no simulator: it checks nothing and remembers nothing but who was answered and when.
"""

import asyncio
import json
import re
import ssl
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

TOKEN = "7300000001:AAfixed_answers_open_nothing_at_all"
HOST = "127.0.0.1"
BOT = {"id": 7300000001, "is_bot": True, "first_name": "Banc", "username": "banc_essai_bot"}
ABILITIES = {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}

LINE = "Votre inscription est enregistrée. Vous recevrez un rappel sept jours avant."
PAGE = (
    "<b>9.01 Contrôle documentaire de première ligne</b>\n\nDu lundi 7 au mardi 8 décembre, de 9 h à 16 h 30\n"
    "Salle d’essai, Thiès\n\nPlaces : 25, dont 12 prises. Personne n’attend.\nFormation : équipe d’essai\n\n"
    "Vous n’êtes pas inscrit à cette session. Les inscriptions sont ouvertes jusqu’au premier jour."
)
PRESSED = 41
"""The one message of each chat."""
BUTTONS = (("Je m’inscris", "reg:1"), ("Détails", "sd:1:"), ("Calendrier", "ics:1"), ("Accueil", "home"))

HEAD_END = b"\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
CHAT = re.compile(rb'\bchat_id"?[\s:=]*"?(-?\d+)')
"""In JSON, in a form and in a multipart form alike."""


def keyboard() -> dict[str, Any]:
    """The inline keyboard of PAGE."""
    return {"inline_keyboard": [[{"text": text, "callback_data": data}] for text, data in BUTTONS]}


def message(text: str, chat_id: int = 730_000_000, **more: Any) -> dict[str, Any]:
    """A message of the bot in a private chat, as Telegram gives it."""
    chat = {"id": chat_id, "type": "private", "first_name": "Awa", "last_name": "Ndiaye"}
    return {"message_id": PRESSED, "from": BOT, "chat": chat, "date": 1_790_000_000, "text": text, **more}


def _answer(result: Any) -> bytes:
    content = json.dumps({"ok": True, "result": result}, ensure_ascii=False).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    return head.encode() + content


ANSWERS: dict[str, bytes] = {"getMe": _answer(BOT | ABILITIES)}
TRUE = _answer(True)
SENT_LINE = _answer(message(LINE))
SENT_PAGE = _answer(message(PAGE, reply_markup=keyboard()))
SENDING = frozenset({"sendMessage", "editMessageText"})


class FixedAnswers:
    """The server. `reply` waits for the call that answers a chat; `polled` for the first getUpdates."""

    latency = 0.0
    """Seconds before each answer."""

    def __init__(self) -> None:
        self.url = ""
        self.calls = 0
        self.polled: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._waiting: dict[int, deque[asyncio.Future[float]]] = defaultdict(deque)

    def reply(self, chat_id: int) -> asyncio.Future[float]:
        """When the next reply to this chat comes (seconds of the loop's clock); replies to a chat keep their order."""
        future = asyncio.get_running_loop().create_future()
        self._waiting[chat_id].append(future)
        return future

    def answer(self, method: str, body: bytes) -> bytes | None:
        """The bytes for one call; None for a long poll, which is never answered."""
        self.calls += 1
        if method in SENDING:
            self._heard(body)
            return SENT_PAGE if b"reply_markup" in body else SENT_LINE
        if method == "getUpdates":
            if not self.polled.done():
                self.polled.set_result(asyncio.get_running_loop().time())
            return None
        return ANSWERS.get(method, TRUE)

    def _heard(self, body: bytes) -> None:
        if not self._waiting:
            return
        found = CHAT.search(body)
        futures = self._waiting[int(found[1])] if found else None
        if futures:
            waiting = futures.popleft()
            if not waiting.done():
                waiting.set_result(asyncio.get_running_loop().time())


class _Connection(asyncio.Protocol):
    def __init__(self, server: FixedAnswers) -> None:
        self._server = server
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(HEAD_END)) >= 0:
            head, start = self._buffer[:end], end + len(HEAD_END)
            length = LENGTH.search(head)
            whole = start + (int(length[1]) if length else 0)
            if CHUNKED.search(head):
                self._transport.abort()  # no client measured here writes chunks
                return
            if len(self._buffer) < whole:
                return
            body, self._buffer = self._buffer[start:whole], self._buffer[whole:]
            self._reply(head, body)

    def _reply(self, head: bytes, body: bytes) -> None:
        path = head.split(b" ", 2)[1]
        answer = self._server.answer(path.rsplit(b"/", 1)[1].decode(), body)
        if answer is None:
            return
        if self._server.latency:
            asyncio.get_running_loop().call_later(self._server.latency, self._transport.write, answer)
        else:
            self._transport.write(answer)


@asynccontextmanager
async def serving(tls: ssl.SSLContext | None = None, fixed: FixedAnswers | None = None) -> AsyncIterator[FixedAnswers]:
    """A server on a free port of loopback, on the running loop."""
    fixed = fixed or FixedAnswers()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(fixed), HOST, 0, ssl=tls, backlog=512)
    fixed.url = f"{'https' if tls else 'http'}://{HOST}:{server.sockets[0].getsockname()[1]}"
    try:
        yield fixed
    finally:
        server.close()
