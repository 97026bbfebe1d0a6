"""Background loops: started again when they fail, and never after the stop."""

import asyncio

import pytest

from bot import supervision
from bot.supervision import Supervisor


async def test_a_loop_that_fails_is_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervision, "RESTART_AFTER", 0.01)
    started = asyncio.Queue[None]()
    supervisor = Supervisor()

    async def fail() -> None:
        started.put_nowait(None)
        raise OSError

    supervisor.keep("failing", fail)
    async with asyncio.timeout(5):
        for _ in range(3):
            await started.get()
    await supervisor.stop()


async def test_a_loop_that_fails_on_its_way_out_does_not_hold_the_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervision, "RESTART_AFTER", 0.01)
    started = asyncio.Queue[None]()
    supervisor = Supervisor()

    async def never_goes() -> None:
        started.put_nowait(None)
        try:
            await asyncio.Event().wait()
        finally:
            raise OSError

    supervisor.keep("stubborn", never_goes)
    async with asyncio.timeout(5):
        await started.get()
        await supervisor.stop()
    assert started.empty()
