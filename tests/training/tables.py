"""Tables that tests read, and the columns that they expect of them."""

import pytest

from training.tables import NotATable, Table, read_table

HEADERS = {"code": "code", "reference": "code", "debut": "debut", "lieu": "lieu", "heure_debut": "heure_debut"}


def cells(table: Table) -> list[dict[str, str]]:
    """What the rows hold, without faults."""
    rows = list(table.rows)
    assert not any(row.faults for row in rows)
    return [dict(row.cells) for row in rows]


def refusal(name: str, content: bytes) -> NotATable:
    """How a file is refused, at once or while its rows are read."""
    with pytest.raises(NotATable) as raised:
        list(read_table(name, content, HEADERS).rows)
    return raised.value
