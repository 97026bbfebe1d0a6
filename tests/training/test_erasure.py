"""Erased by the person: nothing in any table names them any more; seats go to who waits; counts stay."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from db.engine import Database
from db.models import (
    Attendance,
    Base,
    Dialog,
    EvaluationDraft,
    EvaluationReceipt,
    HalfDay,
    Nomination,
    OutboxMessage,
    Person,
    Registration,
    Replacement,
    ReplacementState,
    Role,
    RoleGrant,
    Screen,
    Seat,
    Standing,
    TrainingSession,
    Upload,
)
from db.queries import erasure as queries
from tests.factories import NOW, make_organiser, make_person
from tests.training.answering import SECRET, room
from tests.training.nominations.lists import csv, desk
from tests.training.setting import offered, register, session_for_all
from training import audit, erasure, identification, outbox, registration
from training.erasure import LastAdministrator
from training.errors import Gone
from training.links import issuing
from training.notices import VerificationDecided

FIRST, LAST, PHONE, ACCOUNT = "Ndèye-Xarit", "N’Dëkkalé", "+221730990991", 987_654_321
SECRETS = ("ndèye-xarit", "ndekkale", "dëkkalé", "730990991", str(ACCOUNT))


async def dump(database: Database) -> str:
    """Every value of every table."""
    async with database.transaction() as db:
        found = [str(tuple(row)) for table in Base.metadata.sorted_tables for row in await db.execute(select(table))]
    return "\n".join(found).lower()


async def somebody(database: Database) -> tuple[Person, TrainingSession]:
    """Put forward by a list, come by their link, seated in a session to come: with everything that names them."""
    here = await desk(database, capacity=1)
    content = csv(f"{FIRST};{LAST};Douanes;;{PHONE}")
    await here.tries(content)
    await here.imports(content)
    async with database.transaction() as db:
        person = (await db.scalars(select(Person).where(Person.first_name == FIRST))).one()
        await issuing.issue(db, here.organiser, [person.id], now=NOW)
        person.telegram_id, person.phone, person.form_of_address = ACCOUNT, PHONE, f"Madame {LAST},"
        person.standing, person.identified_at, person.notice_version, person.notice_at = (
            Standing.VERIFIED,
            NOW,
            "1",
            NOW,
        )
        mine = (await db.scalars(select(Registration))).one()
        db.add(Replacement(session_id=here.session.id, registration_id=mine.id, line=f"{FIRST}, {LAST}, Douanes",
                           state=ReplacementState.PENDING, proposed_at=NOW, proposed_by_id=person.id))  # fmt: skip
        db.add(Upload(person_id=person.id, name=f"{LAST}.csv", content=content, created_at=NOW))
        db.add(Dialog(chat_id=ACCOUNT, flow="fiche", step="name", answers={"name": [FIRST, LAST]}, expires_at=NOW))
        db.add(Screen(chat_id=ACCOUNT, message_id=1))
        db.add(RoleGrant(person_id=person.id, role=Role.ORGANISER, granted_at=NOW))
        await outbox.owe(db, person.id, VerificationDecided(True), key="essai", due_at=NOW)
    return person, here.session


async def erased(database: Database, person: Person) -> None:
    async with database.transaction() as db:
        await erasure.erase(db, person, secret=SECRET, now=NOW)


async def test_nothing_names_them_any_more(database: Database) -> None:
    person, _ = await somebody(database)
    before = await dump(database)
    assert all(secret in before for secret in SECRETS), "the control: they are everywhere"
    await erased(database, person)
    left = await dump(database)
    assert [secret for secret in SECRETS if secret in left] == []
    async with database.transaction() as db:
        kept = await db.get_one(Person, person.id)
        assert kept.corps_id is not None and kept.civility == person.civility, "what counts need"
        assert (await db.scalars(select(OutboxMessage.state).where(OutboxMessage.key == "essai"))).one() == "cancelled"
        assert (await db.scalars(select(RoleGrant).where(RoleGrant.person_id == person.id))).all() == []
        assert await audit.breaches(db, now=NOW) == []


@pytest.mark.parametrize("step", ["forget_what_names", "_empty", "replacements.void", "conversation.forget_dialog"])
async def test_a_step_that_is_left_out_is_found(database: Database, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """The controls."""

    async def nothing(*_: object) -> None:
        return None

    person, _ = await somebody(database)
    module, _, name = step.rpartition(".")
    target = getattr(erasure, module) if module else queries if hasattr(queries, name) else erasure
    monkeypatch.setattr(target, name, nothing if name != "_empty" else lambda _: None)
    if step == "replacements.void":  # what they proposed goes with either of two steps
        monkeypatch.setattr(queries, "forget_what_names", nothing)
    await erased(database, person)
    left = await dump(database)
    assert any(secret in left for secret in SECRETS)


async def test_their_seats_go_to_who_waits_and_the_past_stays_as_counts(database: Database) -> None:
    person, session = await somebody(database)
    async with database.transaction() as db:
        waiting = await make_person(db)
        past = await session_for_all(db, first_day=(NOW - timedelta(days=20)).date())
        db.add(Registration(session_id=past.id, person_id=person.id, seat=Seat.SEATED, place_in_line=1,
                            registered_at=NOW, changed_at=NOW))  # fmt: skip
        marked = {"session_id": past.id, "person_id": person.id, "day": past.first_day, "marked_by_id": waiting.id}
        db.add(Attendance(**marked, half_day=HalfDay.MORNING, present=True, marked_at=NOW))
    await register(database, waiting, session)
    async with database.transaction() as db:
        found = await erasure.consequences(db, person, now=NOW)
    assert (found.coming, found.organiser, found.last_administrator) == (1, True, False)
    await erased(database, person)
    (offer,) = await offered(database)
    assert offer.registration.person_id == waiting.id
    async with database.transaction() as db:
        assert (await db.scalars(select(Attendance.present))).one()
        theirs = select(Registration.seat).where(Registration.person_id == person.id).order_by(Registration.id)
        assert list(await db.scalars(theirs)) == [Seat.WITHDRAWN, Seat.SEATED]


async def test_answers_to_feedback_that_is_open_go_as_well(database: Database) -> None:
    here = await room(database, 2)
    await here.answers(here.people[0], 0, 1)
    await here.sends(here.people[1], [1] * 7)
    now = here.session.ends_at
    async with database.transaction() as db:
        await erasure.erase(db, here.people[1], secret=SECRET, now=now)
    async with database.transaction() as db:
        assert list(await db.scalars(select(EvaluationDraft.key))) == [here.draft_key(0)]
        assert (await db.scalars(select(EvaluationReceipt))).all() == []
    await here.closes()


async def test_the_last_administrator_hands_over_first(database: Database) -> None:
    async with database.transaction() as db:
        one, other = await make_organiser(db), await make_organiser(db)
        db.add_all([RoleGrant(person_id=each.id, role=Role.ADMINISTRATOR, granted_at=NOW) for each in (one, other)])
    await erased(database, one)
    with pytest.raises(LastAdministrator):
        await erased(database, other)
    async with database.transaction() as db:
        kept = await db.get_one(Person, other.id)
        assert kept.last_name is not None
        with pytest.raises(Gone):
            await erasure.erase(db, None, secret=SECRET, now=NOW)


async def test_who_comes_back_is_a_stranger(database: Database) -> None:
    person, session = await somebody(database)
    await erased(database, person)
    async with database.transaction() as db:
        new = await identification.acknowledge_notice(db, ACCOUNT, version="1", code=None, now=NOW)
        assert new.id != person.id and new.standing is Standing.JOINING
        await db.execute(update(Person).where(Person.id == new.id).values(standing=Standing.VERIFIED))
    async with database.transaction() as db:
        again = await db.get_one(Person, new.id)
        await registration.register(db, again, session.id, now=NOW)
        assert await audit.breaches(db, now=NOW) == []
        assert (await db.scalars(select(Nomination.keys))).one() == []
