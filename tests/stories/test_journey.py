"""The whole journey on real processes: SQLite with long polling, PostgreSQL with the webhook, killed or left alone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from simulator.serve import Running
from simulator.world import World
from tests.phones import Phone
from tests.stories.journey import STEPS, TODAY, Journey
from tests.stories.mishaps import last_words
from tests.stories.processes import Processes

AFTER_A_KILL = 60.0
"""Seconds: what a killed process was sending waits 10 s for another one, a page that it did not show 20 s."""


@pytest.fixture
async def telegram() -> AsyncIterator[Running]:
    world = World()
    world.clock.set(TODAY)
    async with Running(world) as running:
        yield running


@pytest.mark.parametrize("killed", [False, True], ids=["left alone", "killed between any two steps"])
async def test_the_journey(
    telegram: Running, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, killed: bool
) -> None:
    if killed:
        monkeypatch.setattr(Phone, "patience", AFTER_A_KILL)
    log = tmp_path / "bot.log"
    story = Journey(telegram, Processes(telegram, database_url, log))
    await story.processes.run("migrate")
    try:
        await story.processes.start()
        for step in STEPS:
            await step(story)
            if killed and step is not STEPS[-1]:
                await story.processes.kill()
                await story.processes.start()
        await story.processes.run("audit")
    finally:
        print(last_words(telegram.world), await story.unfinished(), sep="\n")
        codes = await story.processes.stop()
        print(log.read_text()[-4000:])
    said = log.read_text()
    assert telegram.world.token not in said
    assert "Traceback" not in said
    assert set(codes.values()) == {0}
