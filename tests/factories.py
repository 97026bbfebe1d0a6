"""Invented people and sessions for the tests. Append only: everybody uses them."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Area, Person, Registration, Role, RoleGrant, Seat, SessionState, Standing, TrainingSession
from training.calendar import instant

NOW = datetime(2026, 10, 5, 10, tzinfo=UTC)
"""A Monday morning, outside the quiet hours."""

ZONE = "Africa/Dakar"
_numbers = count(1)


async def make_person(db: AsyncSession, **details: Any) -> Person:
    """A verified person with a Telegram account."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "telegram_id": 730_000_000 + number,
        "standing": Standing.VERIFIED,
        "first_name": "Awa",
        "last_name": f"Essai{number}",
        "identified_at": NOW,
        "created_at": NOW,
    }
    person = Person(**defaults | details)
    db.add(person)
    await db.flush()
    return person


async def make_organiser(db: AsyncSession, **details: Any) -> Person:
    """A verified person who is an organiser."""
    person = await make_person(db, **details)
    db.add(RoleGrant(person_id=person.id, role=Role.ORGANISER, granted_at=NOW))
    await db.flush()
    return person


async def make_session(db: AsyncSession, **details: Any) -> TrainingSession:
    """An open session of two days in Dakar, a month after NOW."""
    number = next(_numbers)
    area = Area(number=number, title=f"Domaine {number}", short_label=f"Domaine {number}")
    db.add(area)
    await db.flush()
    first_day: date = details.pop("first_day", (NOW + timedelta(days=30)).date())
    last_day: date = details.pop("last_day", first_day + timedelta(days=1))
    defaults: dict[str, Any] = {
        "code": f"{area.number}.01",
        "area_id": area.id,
        "title": f"Session d’essai {number}",
        "short_title": f"Essai {number}",
        "publics": [],
        "venue": "Salle d’essai",
        "town": "Dakar",
        "zone": ZONE,
        "first_day": first_day,
        "last_day": last_day,
        "opens": time(9),
        "closes": time(16, 30),
        "capacity": 25,
        "quotas": {},
        "language": "fr",
        "trainers": "",
        "objectives": "",
        "state": SessionState.OPEN,
    }
    values = defaults | details
    values.setdefault("starts_at", instant(first_day, values["opens"], values["zone"]))
    values.setdefault("ends_at", instant(last_day, values["closes"], values["zone"]))
    session = TrainingSession(**values)
    db.add(session)
    await db.flush()
    return session


async def make_registration(
    db: AsyncSession, session: TrainingSession, person: Person, seat: Seat = Seat.SEATED, **details: Any
) -> Registration:
    """A registration, the next in line."""
    values = {"registered_at": NOW, "changed_at": NOW, "place_in_line": next(_numbers)} | details
    registration = Registration(session_id=session.id, person_id=person.id, seat=seat, **values)
    db.add(registration)
    await db.flush()
    return registration
