"""A session put in place beside the bot, and what was committed of somebody's registration in it."""

from datetime import date, timedelta
from typing import Any

from db.models import Registration, TrainingSession
from db.queries import registration as registrations
from tests.handlers.bench import Bench
from tests.phones import Phone
from tests.training.setting import session_for_all

DAY = date(2026, 4, 13)


async def planned(bench: Bench, **details: Any) -> TrainingSession:
    """An open session of three days in Thiès, for everybody."""
    defaults: dict[str, Any] = {
        "code": "3.05",
        "title": "Saisie, gel et confiscation des avoirs",
        "short_title": "Saisie et gel des avoirs",
        "first_day": DAY,
        "last_day": DAY + timedelta(days=2),
        "town": "Thiès",
        "venue": "École de formation",
        "language": "français/arabe",
        "objectives": "Conduire une enquête patrimoniale.",
    }
    async with bench.transaction() as db:
        session = await session_for_all(db, **defaults | details)
        await db.refresh(session, ["area"])
    return session


async def registration_of(bench: Bench, phone: Phone, session: TrainingSession) -> Registration:
    """What was committed for this person."""
    person = await bench.person(phone)
    assert person is not None
    async with bench.transaction() as db:
        found = await registrations.find(db, session.id, person.id)
    assert found is not None
    return found
