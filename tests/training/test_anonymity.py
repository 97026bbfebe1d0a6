"""Whoever has the database and its files after the close does no better than chance. Controls: before the rewriting.

The attacker knows who answered in which order (the receipts say it) and what each person would have answered, and
tries to pair receipts with answers: by transaction (`xmin`), by physical order, by the order of the ids.
"""

import json
import re
from collections.abc import Sequence

import pytest
from sqlalchemy import select, text

from db.engine import Database
from db.models import EvaluationAnswers
from tests.training.answering import Room, room
from training import evaluation, questionnaires

PEOPLE = 20
BY_CHANCE = 8
"""Pairs that chance finds: one on average of twenty; eight or more once in a hundred thousand."""
LEVEL = re.compile(r"(?<!C)\d")


def answers_of(n: int) -> list[int]:
    """What the n-th person answers: nobody else answers so."""
    return [1 + n % 4, 1 + n // 4 % 4, 1 + n // 16 % 4]


def comment_of(n: int) -> str:
    return f"La phrase rare de la personne {n:02}"


async def answered(database: Database) -> Room:
    here = await room(database, PEOPLE)
    for n, person in enumerate(here.people):
        await here.sends(person, answers_of(n), comment_of(n))
    return here


class Attacker:
    """Reads everything that the database keeps, and pairs receipts with rows of another table."""

    def __init__(self, database: Database, here: Room) -> None:
        self.database = database
        self.whose = {person.id: n for n, person in enumerate(here.people)}

    async def pairs(self, table: str, content: str) -> int:
        """How many people the best of the attacks finds in a table whose column `content` is theirs."""
        receipts = await self._rows("evaluation_receipt", "person_id")
        rows = await self._rows(table, content)
        by_id = await self._rows(table, content, order="key" if table == "evaluation_draft" else "id")
        attacks = [self._by_order(receipts, rows), self._by_order(receipts, by_id), self._by_xmin(receipts, rows)]
        return max(attacks)

    async def _rows(self, table: str, column: str, order: str = "") -> list[tuple[int, str]]:
        """(transaction, content) of each row, in physical order unless told otherwise."""
        if self.database.is_sqlite:
            statement = f"SELECT 0, {column} FROM {table} ORDER BY {order or 'rowid'}"
        else:
            statement = f"SELECT xmin::text::bigint, {column} FROM {table} ORDER BY {order or 'ctid'}"
        async with self.database.transaction() as db:
            return [(xmin, str(content)) for xmin, content in await db.execute(text(statement))]

    def _by_order(self, receipts: Sequence[tuple[int, str]], rows: Sequence[tuple[int, str]]) -> int:
        pairs = zip(receipts, rows, strict=False)
        return sum(self._is_of(row, self.whose[int(person)]) for (_, person), (_, row) in pairs)

    def _by_xmin(self, receipts: Sequence[tuple[int, str]], rows: Sequence[tuple[int, str]]) -> int:
        written = {xmin: row for xmin, row in rows if xmin}
        return sum(self._is_of(written.get(xmin, ""), self.whose[int(person)]) for xmin, person in receipts)

    async def begun(self) -> tuple[list[int], str]:
        """Who was present without a receipt, and the shortest row: what somebody who never sent it must have rated."""
        receipts = {int(person) for _, person in await self._rows("evaluation_receipt", "person_id")}
        shortest = min((row for _, row in await self._rows("evaluation_answers", "answers")), key=len)
        return [person for person in self.whose if person not in receipts], shortest

    def _is_of(self, row: str, n: int) -> bool:
        levels = [int(level) for level in LEVEL.findall(row)]
        return row == comment_of(n) or levels == answers_of(n)


async def test_after_the_close_nobody_is_found_better_than_by_chance(database: Database) -> None:
    here = await answered(database)
    attacker = Attacker(database, here)
    assert await attacker.pairs("evaluation_draft", "answers -> 'rated'") == PEOPLE, "the control finds everybody"
    assert await attacker.pairs("evaluation_comment", "text") == PEOPLE, "the control finds everybody"
    await here.closes()
    assert await attacker.pairs("evaluation_answers", "answers") < BY_CHANCE
    assert await attacker.pairs("evaluation_comment", "text") < BY_CHANCE


async def test_without_the_shuffle_everybody_is_found(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of the close: fresh ids alone protect nobody, the order tells."""
    monkeypatch.setattr(evaluation, "shuffled", list)
    here = await answered(database)
    await here.closes()
    assert await Attacker(database, here).pairs("evaluation_comment", "text") == PEOPLE


async def _one_who_never_sent(database: Database) -> tuple[Room, str]:
    """Nineteen sent everything, the same; the last began, otherwise, and never sent it: what that one rated."""
    here = await room(database, PEOPLE)
    rated = questionnaires.load("hot").rated
    for person in here.people[:-1]:
        await here.sends(person, [question.answers[0].value for question in rated])
    theirs = {question.code: question.answers[1].value for question in rated[:-1]}
    for index, value in enumerate(theirs.values()):
        await here.answers(here.people[-1], index, value)
    await here.closes()
    return here, str(theirs if not database.is_sqlite else json.dumps(theirs))


async def test_who_began_and_never_sent_is_not_found_by_the_length_of_a_row(database: Database) -> None:
    """One of twenty to the sixth power is the chance that the shortest row is theirs nevertheless."""
    here, theirs = await _one_who_never_sent(database)
    suspects, shortest = await Attacker(database, here).begun()
    assert suspects == [here.people[-1].id], "the receipts do say who"
    assert shortest != theirs


async def test_rows_kept_whole_would_tell_what_they_rated(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of the shuffle question by question: whole rows in random order are not enough."""
    monkeypatch.setattr(evaluation, "apart", lambda rated, codes: [{c: r[c] for c in codes if c in r} for r in rated])
    here, theirs = await _one_who_never_sent(database)
    assert await Attacker(database, here).begun() == ([here.people[-1].id], theirs)


async def test_an_answer_that_too_few_gave_is_not_kept(database: Database) -> None:
    """Five rated the first question, one of them the second: that one's answer is in no table after the close."""
    here = await room(database, 5)
    for n, person in enumerate(here.people):
        await here.sends(person, [4, 1] if n == 0 else [4])
    await here.closes()
    async with database.transaction() as db:
        kept = list(await db.scalars(select(EvaluationAnswers.answers)))
    assert sorted(kept, key=len) == [{"C1": 4}] * 4 + [{"C1": 4, "C2": evaluation.WITHHELD}]


async def test_no_key_of_the_drafts_remains(database: Database) -> None:
    here = await answered(database)
    keys = {here.draft_key(n) for n in range(PEOPLE)}
    await here.closes()
    async with database.transaction() as db:
        kept = set(await db.scalars(text("SELECT id FROM evaluation_answers")))
        kept |= set(await db.scalars(text("SELECT id FROM evaluation_comment")))
        assert not await db.scalar(text("SELECT count(*) FROM evaluation_draft"))
    assert len(kept) == 2 * PEOPLE
    assert not kept & keys
