"""A session of one day with people in it, put in place beside the bot."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from db.models import Attendance, Evaluation, EvaluationState, HalfDay, Person, TrainingSession
from tests import factories
from tests.handlers.bench import MONDAY, Bench
from tests.phones import PATIENCE, Phone
from training import evaluation

NAMES = ("Awa", "Binta", "Coumba", "Demba", "Elhadj", "Fatou", "Gora")


@dataclass(frozen=True)
class Room:
    """The session is on MONDAY, in Dakar (UTC), from 9 h to 16 h 30."""

    session: TrainingSession
    phones: tuple[Phone, ...]

    @property
    def id(self) -> int:
        return self.session.id


NOON = MONDAY.replace(hour=12)
EVENING = datetime(MONDAY.year, MONDAY.month, MONDAY.day, 16, 31, tzinfo=UTC)
CLOSED = EVENING + timedelta(days=7, hours=8)


async def furnish(bench: Bench, number: int) -> Room:
    """A session under way with this many people who have a place, each with a phone."""
    phones = [await bench.verified(name, f"Diop{name[0]}") for name in NAMES[:number]]
    people = await _people(bench, phones)
    async with bench.transaction() as db:
        session = await factories.make_session(db, first_day=MONDAY.date(), last_day=MONDAY.date())
        await evaluation.schedule(db, session)
        for person in people:
            await factories.make_registration(db, session, person)
    bench.now(NOON)
    return Room(session, tuple(phones))


async def note_present(bench: Bench, room: Room, phones: Sequence[Phone]) -> None:
    """The marks of the morning, as an organiser would have left them."""
    people = await _people(bench, phones)
    async with bench.transaction() as db:
        for person in people:
            db.add(
                Attendance(
                    session_id=room.id,
                    person_id=person.id,
                    day=MONDAY.date(),
                    half_day=HalfDay.MORNING,
                    present=True,
                    marked_at=NOON,
                    marked_by_id=person.id,
                )
            )


async def marks(bench: Bench, room: Room) -> dict[str, bool]:
    """What was committed of the morning, by first name."""
    wanted = select(Person.first_name, Attendance.present).join(Person, Person.id == Attendance.person_id)
    async with bench.transaction() as db:
        rows = await db.execute(wanted.where(Attendance.session_id == room.id, Attendance.half_day == HalfDay.MORNING))
        return {str(name): present for name, present in rows}


async def close(bench: Bench) -> None:
    """Move on to the evening of the close, and wait until the tick has closed the evaluation."""
    bench.now(CLOSED)
    async with asyncio.timeout(PATIENCE):
        while await _state(bench) is not EvaluationState.CLOSED:  # noqa: ASYNC110 - another task's doing, seen from outside
            await asyncio.sleep(0.05)


async def _state(bench: Bench) -> EvaluationState:
    async with bench.transaction() as db:
        return (await db.scalars(select(Evaluation.state).where(Evaluation.questionnaire == "hot"))).one()


async def _people(bench: Bench, phones: Sequence[Phone]) -> list[Person]:
    found = [await bench.person(phone) for phone in phones]
    return [person for person in found if person is not None]
