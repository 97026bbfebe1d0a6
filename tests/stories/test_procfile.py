"""The Procfile as it is deployed, two webs and two workers on PostgreSQL: left alone, and with deaths in every step."""

import asyncio
import os
import random
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from simulator.serve import Running
from simulator.world import World
from tests.stories.balancer import Balancer
from tests.stories.formation import CONCURRENCY, Formation, neighbouring_ports, ours_first
from tests.stories.journey import ANNOUNCED, STEPS, TODAY, Journey, she_announces_and_reads_what_is_known
from tests.stories.mishaps import Fate, Patient, doubts, heard
from tests.stories.processes import ROOT, Processes
from tests.stories.test_rush import healthy

HONCHO = [sys.executable, "-m", "honcho", "--procfile", str(ROOT / "Procfile")]
SEED = int(os.environ.get("STORY_SEED") or random.SystemRandom().randrange(1_000_000))
"""Told when the story fails; STORY_SEED tells it again with the same deaths."""


@pytest.fixture
async def telegram() -> AsyncIterator[Running]:
    world = World()
    world.clock.set(TODAY)
    async with Running(world) as running:
        yield running


@pytest.fixture
async def balancer() -> AsyncIterator[Balancer]:
    async with Balancer(neighbouring_ports()) as balancer:
        yield balancer


async def honcho(environment: Mapping[str, str], log: Path, *arguments: str) -> asyncio.subprocess.Process:
    """Honcho in a process group of its own, so that everything it starts can be ended."""
    with log.open("ab") as out:
        return await asyncio.create_subprocess_exec(
            *HONCHO, *arguments, cwd=ROOT, env=ours_first(environment), stdout=out, stderr=out, start_new_session=True
        )


async def test_two_of_each_tell_the_story_together(
    telegram: Running, balancer: Balancer, empty_postgresql_url: str, tmp_path: Path
) -> None:
    """Under honcho itself, from `release` on: nothing dies here, for honcho would end everything with it."""
    log = tmp_path / "honcho.log"
    story = Journey(telegram, Processes(telegram, empty_postgresql_url, log, port=balancer.port))
    release = await honcho(story.processes.environment, log, "run", "python", "-m", "bot", "migrate")
    assert await release.wait() == 0, log.read_text()

    formation = ",".join(f"{kind}={number}" for kind, number in CONCURRENCY.items())
    environment = story.processes.environment | {"PORT": str(balancer.ports[0])}
    process = await honcho(environment, log, "start", "--concurrency", formation, *CONCURRENCY)
    try:
        await asyncio.gather(*map(healthy, balancer.ports))
        for step in STEPS:
            await step(story)
        await story.processes.run("audit")
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        await process.wait()
    said = log.read_text()
    assert not (failure := said[said.find("Traceback") :][:4000] if "Traceback" in said else ""), failure
    assert telegram.world.token not in said
    assert all(balancer.carried.values()), "both webs had their part"
    assert set(heard(telegram.world).values()) == {1}


async def test_any_of_them_may_die_in_any_step(
    telegram: Running, balancer: Balancer, postgresql_url: str, tmp_path: Path
) -> None:
    """Kept by a supervisor, as in production: nothing is lost, and nothing is said twice without being known."""
    print(f"STORY_SEED={SEED}")
    log = tmp_path / "bot.log"
    formation = Formation(telegram, postgresql_url, log, balancer.port, balancer.ports[0])
    story = Journey(telegram, formation, Patient)
    fate = Fate(SEED, formation)
    await formation.run("migrate")
    try:
        await formation.start()
        for step in (*STEPS[:-1], she_announces_and_reads_what_is_known):
            await fate.during(step, story)
        await formation.run("audit")
    finally:
        codes = await formation.stop()
        print(*fate.told, sep="\n")
    said = log.read_text()
    assert telegram.world.token not in said
    assert not (failure := said[said.find("Traceback") :][:4000] if "Traceback" in said else ""), failure
    assert set(codes.values()) <= {0, -signal.SIGTERM}, "the second: it had only begun to start again"
    times = heard(telegram.world)
    assert sum(times.values()) - len(times) <= doubts(said)
    assert all(number <= (1 if name == ANNOUNCED else 2) for (_, name), number in times.items())
