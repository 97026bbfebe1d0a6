"""The event loop of every process: uvloop where it is installed, the standard one elsewhere (it has no Windows)."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


def factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """What makes the loop; None is the standard way."""
    try:
        from uvloop import new_event_loop
    except ImportError:
        return None
    return new_event_loop


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run `work` to its end on a new loop, as `asyncio.run` does."""
    with asyncio.Runner(loop_factory=factory()) as runner:
        return runner.run(work)
