"""Processes run on uvloop where it is installed, and without it all the same."""

import asyncio
import gc
import sys

import pytest
import uvloop

from bot import loop


async def _kind() -> type[asyncio.AbstractEventLoop]:
    return type(asyncio.get_running_loop())


def test_uvloop_is_used_where_it_is_installed() -> None:
    assert loop.run(_kind()) is uvloop.Loop


def test_without_uvloop_the_standard_loop_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvloop", None)  # as where it cannot be imported
    assert loop.factory() is None
    assert loop.run(_kind()) is not uvloop.Loop


def test_cycles_are_not_looked_for_among_what_exists_before() -> None:
    gc.disable()
    loop.run(_kind())
    assert gc.isenabled()
    assert gc.get_freeze_count() > 10_000
    assert gc.get_threshold() == (loop.YOUNG, loop.MIDDLE, loop.OLD)


def test_an_error_comes_out_as_it_went_in() -> None:
    async def fails() -> None:
        raise LookupError("why")

    with pytest.raises(LookupError, match="why"):
        loop.run(fails())
