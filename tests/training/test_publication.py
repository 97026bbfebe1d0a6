"""Opening and closing registrations, on both engines."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from db.engine import Database
from db.models import Evaluation, SessionReminder, SessionState, TrainingSession
from tests.factories import NOW, make_organiser, make_person, make_session
from tests.training.setting import journal
from training import publication
from training.errors import Forbidden, Gone, Stale
from training.publication import Published, close_registrations, open_all_drafts, open_registrations


async def state(database: Database, session: TrainingSession) -> SessionState:
    async with database.transaction() as db:
        found = await db.get(TrainingSession, session.id)
    assert found
    return found.state


async def test_opening_a_draft_arms_what_it_needs(database: Database) -> None:
    async with database.transaction() as db:
        organiser, session = await make_organiser(db), await make_session(db, state=SessionState.DRAFT)
    for again in (False, True):
        async with database.transaction() as db:
            assert await open_registrations(db, organiser, session.id, now=NOW) == Published(SessionState.OPEN, again)
    assert await state(database, session) is SessionState.OPEN
    async with database.transaction() as db:
        assert await db.scalar(select(func.count()).select_from(SessionReminder)) == 4
        assert await db.scalar(select(func.count()).select_from(Evaluation)) == 2
    assert await journal(database) == ["open_registrations"]


async def test_closing_and_opening_again(database: Database) -> None:
    async with database.transaction() as db:
        organiser, session = await make_organiser(db), await make_session(db)
    for again in (False, True):
        async with database.transaction() as db:
            closed = await close_registrations(db, organiser, session.id, now=NOW)
        assert closed == Published(SessionState.CLOSED, again)
    async with database.transaction() as db:
        await open_registrations(db, organiser, session.id, now=NOW)
    assert await journal(database) == ["close_registrations", "open_registrations"]


@pytest.mark.parametrize("of", [SessionState.FINISHED, SessionState.CANCELLED])
async def test_what_is_over_is_neither_opened_nor_closed(database: Database, of: SessionState) -> None:
    async with database.transaction() as db:
        organiser, session = await make_organiser(db), await make_session(db, state=of)
        for change in (open_registrations, close_registrations):
            with pytest.raises(Stale):
                await change(db, organiser, session.id, now=NOW)
            with pytest.raises(Gone):
                await change(db, organiser, 9_999, now=NOW)
    assert await state(database, session) is of


async def test_a_draft_that_has_started_is_not_opened(database: Database) -> None:
    async with database.transaction() as db:
        organiser = await make_organiser(db)
        started = await make_session(db, state=SessionState.DRAFT, first_day=NOW.date())
        ahead = await make_session(db, state=SessionState.DRAFT, first_day=(NOW + timedelta(days=1)).date())
        cancelled = await make_session(db, state=SessionState.CANCELLED)
        with pytest.raises(Stale):
            await open_registrations(db, organiser, started.id, now=NOW)
        assert await open_all_drafts(db, organiser, now=NOW) == 1
        assert await open_all_drafts(db, organiser, now=NOW) == 0
    found = [await state(database, session) for session in (started, ahead, cancelled)]
    assert found == [SessionState.DRAFT, SessionState.OPEN, SessionState.CANCELLED]
    assert await journal(database) == ["open_all_drafts"]


async def test_only_organisers_publish(database: Database) -> None:
    changes: list[Callable[..., Awaitable[object]]] = [publication.open_registrations, publication.close_registrations]
    async with database.transaction() as db:
        participant, draft = await make_person(db), await make_session(db, state=SessionState.DRAFT)
        for actor in (participant, None):
            for change in changes:
                with pytest.raises(Forbidden):
                    await change(db, actor, draft.id, now=NOW)
            with pytest.raises(Forbidden):
                await open_all_drafts(db, actor, now=NOW)
    assert await state(database, draft) is SessionState.DRAFT
