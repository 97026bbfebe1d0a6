"""What a transaction costs: the statements that reach the database's driver."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection

from db.engine import Database


@contextmanager
def transactions(database: Database) -> Iterator[list[list[str]]]:
    """The statements of each transaction that is committed inside the block, BEGIN and COMMIT left out.

    Other tasks may use the database meanwhile: each has its own connection, or waits for the only one.
    """
    found: list[list[str]] = []
    under_way: dict[Connection, list[str]] = {}

    def execute(connection: Connection, _cursor: object, statement: str, *_: Any) -> None:
        if not statement.startswith("BEGIN"):
            under_way.setdefault(connection, []).append(statement)

    def commit(connection: Connection) -> None:
        found.append(under_way.pop(connection, []))

    engine = database.engine.sync_engine
    # Not "begin": SQLite's own listener awaits there, and a list of listeners must not change under way.
    event.listen(engine, "before_cursor_execute", execute)
    event.listen(engine, "commit", commit)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", execute)
        event.remove(engine, "commit", commit)


def of(found: list[list[str]], words: str) -> list[str]:
    """The one transaction in which a statement holds these words."""
    (wanted,) = [each for each in found if any(words in statement for statement in each)]
    return wanted
