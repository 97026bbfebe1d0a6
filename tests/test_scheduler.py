"""What happens by itself: one thing that fails holds up no other."""

from typing import Any

import pytest
from sqlalchemy import select

from bot.scheduler import Ticks
from db.models import ReminderState, SessionReminder
from tests import factories
from tests.handlers.bench import bench
from training import reminders, waiting_line


async def test_a_tick_that_fails_holds_up_no_other(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: Any, **__: Any) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(waiting_line, "tend", broken)
    async with bench(database_url) as running:
        async with running.transaction() as db:
            session = await factories.make_session(db)
            await reminders.arm(db, session)
        running.now(session.starts_at)
        await Ticks(running.application.house).due()
        async with running.transaction() as db:
            states = set(await db.scalars(select(SessionReminder.state)))
    assert ReminderState.ARMED not in states
