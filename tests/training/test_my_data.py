"""/mesdonnees shows what names a person, and of their feedback the receipt only."""

import pytest

from db.engine import Database
from db.models import Reference, ReferenceKind, Role
from tests.training.answering import room
from training import my_data
from training.errors import Gone


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
