"""Results: after the close, from five answers; shares and means for four-level items only, « Sans objet » apart."""

import pytest

from db.engine import Database
from tests.training.answering import room
from training import questionnaires, results
from training.errors import Forbidden, Gone
from training.results import NotClosed, Results, TooFew, item

HOT = {question.code: question for question in questionnaires.load("hot").questions}


def test_a_four_level_item() -> None:
    found = item(HOT["C2"], [4, 3, 3, 1, None])
    assert [(answer.value, count) for answer, count in found.counts] == [(4, 1), (3, 2), (2, 0), (1, 1)]
    assert (found.answered, found.not_applicable, found.positive, found.mean) == (4, 1, 75.0, 2.75)


def test_an_item_that_four_answered_says_how_many_and_no_more() -> None:
    found = item(HOT["C2"], [4, 3, 3, None])
    assert (found.withheld, found.answered, found.not_applicable, found.counts) == (True, 4, 0, ())
    assert (found.positive, found.mean) == (None, None)


def test_a_choice_has_neither_share_nor_mean() -> None:
    found = item(HOT["C5"], [1, 2, 2, 3, 3])
    assert [count for _, count in found.counts] == [1, 2, 2]
    assert (found.positive, found.mean) == (None, None)


def test_an_item_that_nobody_rated() -> None:
    assert item(HOT["C2"], [None]).mean is None
    assert item(HOT["C1"], []).positive is None


async def test_five_answers_are_shown_after_the_close(database: Database) -> None:
    here = await room(database, 6)
    for n, person in enumerate(here.people[:5]):
        await here.sends(person, [4, None if n else 2, 3, 1, 2], f"Avis {(n * 3) % 5}")
    async with database.transaction() as db:
        assert await results.results(db, here.organiser, here.session.id) == NotClosed(5)
    await here.closes()
    async with database.transaction() as db:
        found = await results.results(db, here.organiser, here.session.id)
    assert isinstance(found, Results)
    assert (found.replies, found.present, len(found.items)) == (5, 6, 7)
    by_code = {each.question.code: each for each in found.items}
    assert (by_code["C1"].mean, by_code["C1"].positive) == (4.0, 100.0)
    assert (by_code["C2"].answered, by_code["C2"].not_applicable) == (1, 4)
    assert by_code["C4"].positive == 0.0
    assert by_code["C6"].answered == 0
    assert found.comments == tuple(f"Avis {n}" for n in range(5)), "by their letters, whoever came first"


async def test_four_answers_are_withheld(database: Database) -> None:
    here = await room(database, 5)
    for person in here.people[:4]:
        await here.sends(person, [4], "Un avis")
    await here.closes()
    async with database.transaction() as db:
        assert await results.results(db, here.organiser, here.session.id) == TooFew(4)


async def test_results_are_the_organisers(database: Database) -> None:
    here = await room(database, 1)
    async with database.transaction() as db:
        with pytest.raises(Forbidden):
            await results.results(db, here.people[0], here.session.id)
        with pytest.raises(Gone):
            await results.results(db, here.organiser, here.session.id + 999)
