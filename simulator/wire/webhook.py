"""Bringing updates to the bot's webhook: order kept within a lane, retried until the answer is 2xx."""

import asyncio
import http
from collections import deque
from datetime import datetime

import httpx

from simulator.clock import Clock
from simulator.model import JSON
from simulator.signals import Signal, wait_at_most
from simulator.wire.updates import Pending, Updates

FIRST_PAUSE, LONGEST_PAUSE = 0.25, 30.0  # seconds between two tries
ANSWER_WITHIN = 60.0  # seconds


class Webhook:
    """The webhook as the bot set it; an empty address means none."""

    def __init__(self, updates: Updates, clock: Clock) -> None:
        self.url = ""
        self.max_connections = 40
        self.last_error: tuple[datetime, str] | None = None
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
        pause = FIRST_PAUSE
        while queue:
            ticket = self._retry.ticket()
            if await self._deliver(queue[0]):
                queue.popleft()
                pause = FIRST_PAUSE
            else:
                await wait_at_most(ticket, pause)
                pause = min(pause * 2, LONGEST_PAUSE)
        self._lanes.pop(lane, None)

    async def _deliver(self, update_id: int) -> bool:
        async with self._slots:
            pending = self._updates.pending.get(update_id)
            if pending is None:
                return True
            error = await self._post(pending)
        if error is not None:
            self.last_error = (self._clock.machine(), error)
            return False
        self._updates.forget([update_id])
        return True

    async def _post(self, pending: Pending) -> str | None:
        """Why it was not delivered, in Telegram's words; None when it was."""
        if self._client is None or not self._updates.open:
            return "Connection timed out"
        headers = {"X-Telegram-Bot-Api-Secret-Token": self._secret} if self._secret else {}
        try:
            response = await self._client.post(self.url, json=pending.body, headers=headers)
        except httpx.TimeoutException:
            return "Read timeout expired"
        except httpx.ConnectError:
            return "Connection refused"
        except (httpx.HTTPError, httpx.InvalidURL):
            return "Connection closed"
        if response.is_success:
            return None
        return f"Wrong response from the webhook: {response.status_code} {_phrase(response.status_code)}".rstrip()

    def info(self) -> JSON:
        """The result of `getWebhookInfo`."""
        answer: JSON = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates.pending),
        }
        if self.url:
            answer |= {"max_connections": self.max_connections, "ip_address": "127.0.0.1"}
        if self._updates.allowed:
            answer["allowed_updates"] = self._updates.allowed
        if self.last_error is not None:
            at, message = self.last_error
            answer |= {"last_error_date": int(at.timestamp()), "last_error_message": message}
        return answer


def _phrase(status: int) -> str:
    return http.HTTPStatus(status).phrase if status in http.HTTPStatus._value2member_map_ else ""
