"""The event loop of every process: uvloop where it is installed, the standard one elsewhere (it has no Windows)."""

import asyncio
import gc
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


YOUNG, MIDDLE, OLD = 10_000, 20, 20
"""After how many new objects, and collections of younger ones, cycles are looked for (Python's own: 700, 10, 10)."""


def factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """What makes the loop; None is the standard way."""
    try:
        from uvloop import new_event_loop
    except ImportError:
        return None
    return new_event_loop


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run `work` to its end on a new loop, as `asyncio.run` does.

    Cycles are looked for less often, and never among what exists before: modules, classes, tables. They cost a fifth
    of a message's processor time otherwise (docs/decisions/0009).
    """
    gc.collect()
    gc.freeze()
    gc.enable()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
    with asyncio.Runner(loop_factory=factory()) as runner:
        return runner.run(work)
