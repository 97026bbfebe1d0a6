"""A person erases themselves: what names them goes, what is kept as counts stays (decision 15).

Their coming seats go to who waits. Answers to feedback that is still open go too; after a close nobody knows which
were theirs. Locks: the person, then their sessions in the order of their ids.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, Registration, Role, Seat, Standing, WithdrawalReason
from db.queries import conversation, erasure, outbox, people, programme, questions, replacements
from db.queries import registration as registrations
from training import access, journal
from training.errors import Gone, TrainingError
from training.feedback_desk import draft_key
from training.waiting_line import leave, offer_free_seats, void


class LastAdministrator(TrainingError):
    """Nobody would be left who can invite organisers."""


@dataclass(frozen=True)
class Consequences:
    """What an erasure would lead to: how many coming seats, requests and places in lines go; whether a role does."""

    coming: int
    organiser: bool
    last_administrator: bool


async def consequences(db: AsyncSession, person: Person | None, *, now: datetime) -> Consequences:
    """Changes nothing. Raises Gone for nobody."""
    known = _there(person)
    coming = [each for each in await registrations.of_person(db, known.id) if _is_coming(each, now)]
    held = await access.roles(db, known)
    return Consequences(len(coming), bool(held), await _is_last_administrator(db, known))


async def erase(db: AsyncSession, person: Person | None, *, secret: str, now: datetime) -> None:
    """For good. `secret` is the server's, which finds their answers. Raises Gone for nobody, LastAdministrator."""
    known = _there(await people.lock(db, _there(person).id))
    await erasure.lock_roles(db)
    if await _is_last_administrator(db, known):
        raise LastAdministrator
    for mine in sorted(await registrations.of_person(db, known.id), key=lambda each: each.session_id):
        if _is_coming(mine, now):
            await _give_back(db, known, mine.session_id, now)
        await replacements.void(db, mine.id)
    if known.telegram_id is not None:
        await conversation.forget_dialog(db, known.telegram_id)
        await conversation.forget_screen(db, known.telegram_id)
    await outbox.give_up(db, known.id, now=now)
    await _forget_open_answers(db, known, secret)
    await erasure.forget_what_names(db, known.id)
    await questions.forget_texts_of(db, known.id)
    _empty(known)
    journal.record(db, known.id, "person.erased", "person", known.id, now=now)
    await db.flush()


def _there(person: Person | None) -> Person:
    if person is None:
        raise Gone("person")
    return person


def _is_coming(mine: Registration, now: datetime) -> bool:
    return mine.seat is not Seat.WITHDRAWN and mine.session.starts_at > now


async def _is_last_administrator(db: AsyncSession, person: Person) -> bool:
    held = await access.roles(db, person)
    return Role.ADMINISTRATOR in held and await erasure.administrators(db) == [person.id]


async def _give_back(db: AsyncSession, person: Person, session_id: int, now: datetime) -> None:
    session = await programme.lock_session(db, session_id)
    mine = await registrations.find(db, session_id, person.id)
    if session is None or mine is None or mine.seat is Seat.WITHDRAWN:
        return
    was, reason = leave(mine, WithdrawalReason.UNSAID, now), WithdrawalReason.UNSAID.value
    about = {"was": was.value, "reason": reason}
    journal.record(db, person.id, "registration.withdrawn", "session", session.id, now=now, **about)
    await void(db, session, of=mine)
    await offer_free_seats(db, session, now=now)


async def _forget_open_answers(db: AsyncSession, person: Person, secret: str) -> None:
    open_ones = await erasure.open_evaluations(db, person.id)
    keys = [draft_key(secret, person.id, one.session_id, one.questionnaire) for one in open_ones]
    await erasure.forget_answers(db, person.id, [one.id for one in open_ones], keys)


def _empty(person: Person) -> None:
    """What stays is what counts need: civility, corps, region. Nothing finds the person by it."""
    for name in ("telegram_id", "first_name", "last_name", "match_key", "grade_id", "function_id", "institution_id",
                 "judicial_police_officer", "form_of_address", "phone", "notice_version", "notice_at", "identified_at",
                 "invitation_id"):  # fmt: skip
        setattr(person, name, None)
    person.standing, person.reachable = Standing.JOINING, False
