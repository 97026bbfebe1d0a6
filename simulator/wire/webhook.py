"""Bringing updates to the bot's webhook, as telegram-bot-api's WebhookActor does.

Order is kept within a lane, of which one update at a time is on its way; lanes go side by side, on at most
`max_connections` connections. An update is tried again until the answer is 2xx: at once after the first refusal, then
after 2, 4, 8… seconds up to one or two minutes; when the answer says `Retry-After`, after so many seconds (an hour at
most). A connection that cannot be opened is no refusal: it is tried every second. After 24 hours an update is dropped.
"""

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import datetime

import httpx

from simulator.clock import Clock
from simulator.model import JSON
from simulator.signals import Signal, wait_at_most
from simulator.wire.faults import phrase
from simulator.wire.updates import Pending, Updates

RECONNECT = 1.0  # seconds
LONGEST_PAUSE = 60.0  # seconds, and up to twice as many, by chance
LONGEST_RETRY_AFTER = 3600.0  # seconds
ANSWER_WITHIN = 60.0  # seconds

OnAnswer = Callable[[httpx.Response], Awaitable[None]]


class _Failure(Exception):
    """A try that did not succeed: the update was refused (and `pause` asked for, in seconds), or nobody was reached."""

    def __init__(self, reason: str, pause: float | None = None, *, reached: bool = True) -> None:
        super().__init__(reason)
        self.pause = pause
        self.reached = reached


class Webhook:
    """The webhook as the bot set it; an empty address means none."""

    def __init__(self, updates: Updates, clock: Clock) -> None:
        self.url = ""
        self.max_connections = 40
        self.longest_pause: float | None = None  # seconds; None: as Telegram does
        self.last_error: tuple[datetime, str] | None = None
        self.on_answer: OnAnswer | None = None  # what to do with the body of a good answer
        self._secret = ""
        self._updates = updates
        self._clock = clock
        self._lanes: dict[str, deque[int]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(self.max_connections)
        self._retry = Signal()
        self._client: httpx.AsyncClient | None = None

    async def set(self, url: str, secret: str, max_connections: int) -> None:
        """Deliver to this address from now on, beginning with everything that waits."""
        await self.remove()
        self.url, self._secret, self.max_connections = url, secret, max_connections
        self._slots = asyncio.Semaphore(max_connections)
        self._client = httpx.AsyncClient(
            timeout=ANSWER_WITHIN, trust_env=False, limits=httpx.Limits(max_connections=max_connections)
        )
        self._updates.interrupt()
        for update_id in list(self._updates.pending):
            self.enqueue(update_id)

    async def remove(self) -> None:
        """Deliver no more; what waits goes on waiting."""
        self.url, self.last_error = "", None
        self._lanes.clear()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    def enqueue(self, update_id: int) -> None:
        """Deliver this update after those of its lane."""
        if not self.url:
            return
        lane = self._updates.pending[update_id].lane
        queue = self._lanes.setdefault(lane, deque())
        queue.append(update_id)
        if len(queue) == 1:
            task = asyncio.create_task(self._drain(lane, queue))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def retry_now(self) -> None:
        """Try at once what was to be tried later: the network is back."""
        self._retry.fire()

    async def _drain(self, lane: str, queue: deque[int]) -> None:
        while queue:
            await self._deliver(queue[0])
            queue.popleft()
        self._lanes.pop(lane, None)

    async def _deliver(self, update_id: int) -> None:
        """Try until it is delivered, or no longer wanted."""
        delay, refusals = 1.0, 0
        while (pending := self._pending(update_id)) is not None:
            ticket = self._retry.ticket()
            try:
                await self._try(update_id, pending)
            except _Failure as failure:
                self.last_error = (self._clock.machine(), str(failure))
                if failure.pause is None and refusals:
                    delay = self._next(delay)
                pause = delay if refusals else 0.0
                refusals += failure.reached
                await wait_at_most(ticket, pause if failure.pause is None else failure.pause)

    def _pending(self, update_id: int) -> Pending | None:
        self._updates.expire()
        return self._updates.pending.get(update_id)

    def _next(self, delay: float) -> float:
        return min(delay * 2, self.longest_pause or random.uniform(LONGEST_PAUSE, 2 * LONGEST_PAUSE))

    async def _try(self, update_id: int, pending: Pending) -> None:
        async with self._slots:
            response = await self._post(pending)
        if not response.is_success:
            raise _Failure(_refusal(response), _retry_after(response))
        self._updates.forget([update_id])
        if self.on_answer is not None and response.content:
            await self.on_answer(response)

    async def _post(self, pending: Pending) -> httpx.Response:
        if self._client is None or not self._updates.open:
            raise _Failure("Connection timed out", RECONNECT, reached=False)
        headers = {"X-Telegram-Bot-Api-Secret-Token": self._secret} if self._secret else {}
        try:
            return await self._client.post(self.url, json=pending.body, headers=headers)
        except httpx.ConnectTimeout:
            raise _Failure("Connection timed out", RECONNECT, reached=False) from None
        except httpx.TimeoutException:
            raise _Failure("Read timeout expired") from None
        except httpx.ConnectError:
            raise _Failure("Connection refused", RECONNECT, reached=False) from None
        except (httpx.HTTPError, httpx.InvalidURL):
            raise _Failure("Connection closed") from None

    def info(self) -> JSON:
        """The result of `getWebhookInfo`."""
        self._updates.expire()
        answer: JSON = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates.pending),
        }
        if self.last_error is not None:
            at, message = self.last_error
            answer |= {"last_error_date": int(at.timestamp()), "last_error_message": message}
        if self.url:
            answer |= {"max_connections": self.max_connections, "ip_address": "127.0.0.1"}
        if self._updates.allowed:
            answer["allowed_updates"] = self._updates.allowed
        return answer


def _refusal(response: httpx.Response) -> str:
    return f"Wrong response from the webhook: {response.status_code} {phrase(response.status_code)}".rstrip()


def _retry_after(response: httpx.Response) -> float | None:
    """The seconds of `Retry-After`, bounded; None when it says nothing that Telegram reads (a date, a zero)."""
    said = response.headers.get("retry-after", "").strip()
    return min(float(said), LONGEST_RETRY_AFTER) if said.isdecimal() and int(said) > 0 else None
