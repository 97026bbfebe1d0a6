"""Several processes on one PostgreSQL: each message is claimed by one of them."""

import asyncio

import pytest
from sqlalchemy import Select, text

from db.engine import Database
from db.queries import outbox
from tests.delivery.stage import Stage, claim
from tests.factories import NOW


async def test_two_processes_never_claim_the_same_message(postgresql_url: str) -> None:
    one, two = Database(postgresql_url), Database(postgresql_url)
    stage = Stage(one)
    for number in range(30):
        await stage.owe(await stage.person(), f"{number:02}")
    async with one.transaction() as first, two.transaction() as second:
        mine = await outbox.claim(first, "one:1", now=NOW, limit=20, lease=60)
        theirs = await outbox.claim(second, "two:1", now=NOW, limit=20, lease=60)
    assert (len(mine), len(theirs)) == (20, 10)
    assert not {row.id for row in mine} & {row.id for row in theirs}
    await one.close()
    await two.close()


async def test_without_the_row_locks_two_processes_claim_the_same(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control of the test above."""

    monkeypatch.setattr(Select, "with_for_update", lambda self, **_: self)
    monkeypatch.setattr(outbox, "CLAIM", outbox._claim())
    one, two = Database(postgresql_url), Database(postgresql_url)
    stage = Stage(one)
    await stage.owe(await stage.person(), "a")
    async with one.transaction() as first:
        mine = await outbox.claim(first, "one:1", now=NOW, limit=20, lease=60)
        waiting = asyncio.create_task(claim(two, "two:1"))
        async with asyncio.timeout(10):
            while not await first.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
    theirs = await waiting
    assert [row.id for row in mine] == [row.id for row in theirs]
    await one.close()
    await two.close()
