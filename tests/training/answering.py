"""A session that ended, people who were present and their open evaluation: what the tests of feedback start from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from db.engine import Database
from db.models import Attendance, HalfDay, Person, TrainingSession
from db.queries import evaluation as queries
from tests import factories
from tests.training.setting import session_for_all
from training import evaluation, feedback, timing
from training.feedback import Step

SECRET = "a secret of the tests"
RATED = 7
"""Questions of the hot questionnaire that are answered by a button."""


@dataclass(frozen=True)
class Room:
    database: Database
    organiser: Person
    session: TrainingSession
    people: list[Person]
    evaluation_id: int

    async def at(self, person: Person) -> Step:
        async with self.database.transaction() as db:
            return await feedback.question(db, person, self.evaluation_id, secret=SECRET, now=self.session.ends_at)

    async def answers(self, person: Person, index: int, value: int | None) -> Step:
        async with self.database.transaction() as db:
            return await feedback.answer(
                db, person, self.evaluation_id, index, value, secret=SECRET, now=self.session.ends_at
            )

    async def sends(self, person: Person, values: Sequence[int | None], comment: str = "") -> None:
        """Answer the first questions with these values and send everything in."""
        for index, value in enumerate(values):
            await self.answers(person, index, value)
        async with self.database.transaction() as db:
            await feedback.comment(db, person, self.evaluation_id, comment, secret=SECRET, now=self.session.ends_at)

    def draft_key(self, n: int) -> str:
        """What the answers of the n-th person are kept under while they can change."""
        return feedback.draft_key(SECRET, self.people[n].id, self.session.id, "hot")

    async def closes(self) -> None:
        async with self.database.transaction() as db:
            assert await evaluation.due_closings(db, now=timing.closing(self.session, "hot")) == [self.evaluation_id]
        assert await self.database.scrub()


async def room(database: Database, number: int, *, opened: bool = True) -> Room:
    """`number` people present at a session whose evaluation is open, or only scheduled."""
    async with database.transaction() as db:
        organiser = await factories.make_organiser(db)
        session = await session_for_all(db)
        present = [await factories.make_person(db) for _ in range(number)]
        for person in present:
            await factories.make_registration(db, session, person)
            mark = {"day": session.first_day, "half_day": HalfDay.MORNING, "present": True}
            mark |= {"marked_at": session.starts_at + timedelta(hours=1), "marked_by_id": organiser.id}
            db.add(Attendance(session_id=session.id, person_id=person.id, **mark))
        await evaluation.schedule(db, session)
        found = await queries.of_session(db, session.id)
        assert found is not None
        if opened:
            await evaluation.due_openings(db, now=session.ends_at)
    return Room(database, organiser, session, present, found.id)
