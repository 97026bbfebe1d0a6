"""/mesdonnees shows what names a person, and of their feedback the receipt only."""

import json

import pytest

from bot.language import words
from bot.views.my_data_file import my_data_file
from db.engine import Database
from db.models import Reference, ReferenceKind, Role
from tests.factories import NOW
from tests.training.answering import room
from training import journal, my_data, outbox
from training.errors import Gone
from training.notices import VerificationDecided


async def test_everything_that_names_somebody(database: Database) -> None:
    here = await room(database, 2)
    person, other = here.people
    await here.sends(person, [4])
    async with database.transaction() as db:
        corps = Reference(kind=ReferenceKind.CORPS, label="Douanes", short_label="Douanes")
        db.add(corps)
        await db.flush()
        (await db.merge(person)).corps_id = corps.id
    async with database.transaction() as db:
        held = await my_data.held(db, person)
        theirs = await my_data.held(db, other)
        organisers = await my_data.held(db, here.organiser)
    assert held.person.corps is not None and held.person.corps.label == "Douanes"
    assert [each.session.id for each in held.registrations] == [here.session.id]
    assert held.half_days == {here.session.id: 1}
    assert [(each.session.id, each.declined) for each in held.receipts] == [(here.session.id, False)]
    assert theirs.receipts == ()
    assert organisers.roles == {Role.ORGANISER}


async def test_nothing_is_held_about_nobody(database: Database) -> None:
    async with database.transaction() as db:
        with pytest.raises(Gone):
            await my_data.held(db, None)


async def test_the_file_holds_what_is_about_somebody_and_nothing_of_others(database: Database) -> None:
    here = await room(database, 2)
    person, other = here.people
    await here.sends(person, [4])
    async with database.transaction() as db:
        journal.record(db, here.organiser.id, "looked_at", "session", 1, now=NOW, person_id=person.id)
        journal.record(db, here.organiser.id, "looked_at", "session", 1, now=NOW, person_id=other.id)
        journal.record(db, person.id, "did", "session", 1, now=NOW)
        await outbox.owe(db, person.id, VerificationDecided(accepted=True), key="x", due_at=NOW)
    async with database.transaction() as db:
        found = await my_data.everything(db, person)
        nothing = await my_data.everything(db, here.organiser)
    file = my_data_file(words(), found)
    whole = json.loads(file.content)
    assert whole["fiche"]["nom"] == person.last_name
    assert whole["fiche"]["compte_telegram"] == person.telegram_id
    assert [each["session"] for each in whole["inscriptions"]] == [here.session.code]
    assert [each["present"] for each in whole["presences"]] == [True]
    assert [each["session"] for each in whole["avis"]] == [here.session.code]
    assert "verification_decided" in {each["nature"] for each in whole["messages"]}
    assert [each["action"] for each in whole["journal"]][-2:] == ["looked_at", "did"]
    assert str(other.last_name) not in file.content.decode()
    assert nothing.marks == []


async def test_no_answer_of_feedback_is_in_the_file(database: Database) -> None:
    here = await room(database, 2)
    (person, _) = here.people
    await here.sends(person, [4])
    async with database.transaction() as db:
        file = my_data_file(words(), await my_data.everything(db, person))
    assert set(json.loads(file.content)["avis"][0]) == {"session", "questionnaire", "jour", "refuse"}
