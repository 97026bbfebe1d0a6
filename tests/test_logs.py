"""What a log line may hold."""

import logging
from collections.abc import AsyncIterator, Mapping

import pytest
from sqlalchemy.exc import IntegrityError

from bot.logs import Redacting
from db.engine import Database
from db.models import Person
from tests.factories import make_person

WHO = 700123456
NAME = "Awa\n\nDiop"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("a long-secret here", "a [secret] here"),
        ("process stopped properly", "process stopped properly"),
        ("cannot reach postgresql://awa:p@db.example/x", "cannot reach postgresql://awa:[secret]@db.example/x"),
        ("http://127.0.0.1:8081/path", "http://127.0.0.1:8081/path"),
        ("bot7300000001:AAinvented_token_of_the_tests_only", "bot[token]"),
        ("Error\nDETAIL:  Key (a)=(b\n\nc) exists.\n[SQL: x]", "Error\nDETAIL: [values]\n[SQL: x]"),
    ],
)
def test_secrets_are_blanked_and_words_are_not(said: str, kept: str) -> None:
    formatter = Redacting(logging.Formatter(), ["long-secret", "p"])
    assert formatter.format(logging.LogRecord("x", logging.INFO, "", 0, said, None, None)) == kept


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await database.close()


@pytest.mark.parametrize("redacted", [True, False], ids=["", "without the redaction"])
async def test_the_row_that_a_database_refuses_is_not_written(database: Database, redacted: bool) -> None:
    """The same account twice, then a row without what must be there: PostgreSQL quotes both."""
    formatter = Redacting(logging.Formatter(), []) if redacted else logging.Formatter()
    lines = [formatter.format(await refused(database, values)) for values in ({}, {"standing": None})]
    told = any(str(WHO) in line or "Diop" in line for line in lines)
    assert told is (not redacted and not database.is_sqlite)
    assert all("IntegrityError" in line for line in lines)


async def refused(database: Database, values: Mapping[str, object]) -> logging.LogRecord:
    """The log record of an error that the database makes of a row."""
    try:
        async with database.transaction() as db:
            await make_person(db, telegram_id=WHO, first_name=NAME)
            db.add(
                Person(**{"telegram_id": WHO + len(values), "first_name": NAME, "standing": "verified"} | dict(values))
            )
            await db.flush()
    except IntegrityError as error:
        return logging.LogRecord("x", logging.ERROR, "", 0, "failed", None, (type(error), error, error.__traceback__))
    raise AssertionError("it was not refused")
