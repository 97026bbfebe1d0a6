"""The one place that starts background work: keeps a reference, restarts what fails, reports why."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import structlog

log = structlog.get_logger(__name__)

RESTART_AFTER = 1.0
"""Seconds before a loop that failed is started again."""


class Supervisor:
    """Background loops and one-off tasks of a process, ended together by `stop`."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()
        self._at_stop: list[Callable[[], object]] = []
        self._stopping = False

    def at_stop(self, action: Callable[[], object]) -> None:
        """Call `action` when everything is stopped."""
        self._at_stop.append(action)

    def keep(self, name: str, loop: Callable[[], Awaitable[None]]) -> None:
        """Run `loop` for ever: whatever it raises is logged, then it starts again."""
        self.once(name, self._again(name, loop))

    def once(self, name: str, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run `work` in the background; an error is logged, never lost."""
        task = asyncio.create_task(self._logged(name, work), name=name)  # noqa: TID251  this is the supervised place
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _: work.close())  # cancelled before its first step, it was never begun
        return task

    async def stop(self) -> None:
        """Cancel everything and wait until it has ended; what fails on its way out is not started again."""
        self._stopping = True
        for action in self._at_stop:
            action()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _logged(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception:
            log.exception("background_work_failed", name=name)

    async def _again(self, name: str, loop: Callable[[], Awaitable[None]]) -> None:
        while not self._stopping:
            try:
                await loop()
            except Exception:
                log.exception("loop_failed", name=name)
            await asyncio.sleep(RESTART_AFTER)
