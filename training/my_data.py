"""What is held about somebody, for /mesdonnees: all of it that names them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Acknowledgement,
    Action,
    Attendance,
    Nomination,
    Person,
    PersonalLink,
    Question,
    QuestionMessage,
    Registration,
    Replacement,
    Role,
    SeatOffer,
    TrainingSession,
)
from db.queries import attendance as presences
from db.queries import evaluation as evaluations
from db.queries import my_data as queries
from db.queries import nominations, people, questions
from db.queries import registration as registrations
from training import access, journal
from training.errors import Gone


@dataclass(frozen=True)
class Receipt:
    """That the person answered an evaluation, or said that they would not, and on which day; never what."""

    session: TrainingSession
    day: date
    declined: bool
    questionnaire: str


@dataclass(frozen=True)
class Held:
    """`person` comes with the entries of the lists that describe them, each registration with its session.

    `half_days` counts, for each session's id, the half-days where the person was marked present.
    """

    person: Person
    roles: frozenset[Role]
    registrations: tuple[Registration, ...]
    half_days: dict[int, int]
    receipts: tuple[Receipt, ...]


@dataclass(frozen=True)
class Everything:
    """What is held, and what else names them: marks, offers, nominations with their session’s code; messages, log."""

    held: Held
    marks: Sequence[tuple[Attendance, str]]
    offers: Sequence[tuple[SeatOffer, str]]
    nominations: Sequence[tuple[Nomination, str]]
    links: Sequence[PersonalLink]
    replacements: Sequence[tuple[Replacement, str]]
    questions: Sequence[tuple[Question, QuestionMessage]]
    acknowledgements: Sequence[Acknowledgement]
    messages: Sequence[queries.Sent]
    actions: Sequence[Action]


async def everything(db: AsyncSession, person: Person | None) -> Everything:
    """All of it, for a file. Raises Gone for nobody."""
    mine = await held(db, person)
    number = mine.person.id
    return Everything(
        mine,
        await queries.marks(db, number),
        await queries.offers(db, number),
        await nominations.of_person(db, number),
        await queries.links(db, number),
        await queries.replacements(db, number),
        await questions.of_person(db, number),
        await queries.acknowledgements(db, number),
        await queries.messages(db, number),
        await queries.actions(db, number),
    )


async def switch_reminders(db: AsyncSession, person: Person | None, *, now: datetime) -> bool:
    """Reminders on, or off; whether they are on now. What changes is told in any case. Raises Forbidden."""
    known = await access.locked(db, person)
    known.reminders = not known.reminders
    journal.record(db, known.id, "reminders_switched", "person", known.id, now=now, on=known.reminders)
    return known.reminders


async def held(db: AsyncSession, person: Person | None) -> Held:
    """Everything that is held about this person, whatever their standing. Raises Gone for nobody."""
    known = await people.with_fiche(db, person.id) if person else None
    if known is None:
        raise Gone("person")
    receipts = await evaluations.receipts(db, known.id)
    return Held(
        person=known,
        roles=await access.roles(db, known),
        registrations=tuple(await registrations.of_person(db, known.id)),
        half_days=await presences.half_days_present(db, known.id),
        receipts=tuple(
            Receipt(session, receipt.day, receipt.declined, evaluation.questionnaire)
            for receipt, evaluation, session in receipts
        ),
    )
