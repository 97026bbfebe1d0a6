"""Values from outside as the rows of a statement: one statement for many rows, compiled once, on both engines."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import FromClause, String, cast, column, func, literal, select, type_coerce
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import TypeEngine

Columns = Mapping[str, tuple[TypeEngine[Any], Sequence[Any]]]
"""By name: its type, and a value for each row."""


def rowset(db: AsyncSession, columns: Columns) -> FromClause:
    """A table `given` of these columns. PostgreSQL takes them as arrays, SQLite as JSON."""
    if db.get_bind().dialect.name == "postgresql":
        return _unnested(columns)
    rows = json.dumps(list(zip(*(map(_plain, values) for _, values in columns.values()), strict=True)))
    each = func.json_each(literal(rows, String())).table_valued(column("value", String()), name="each")
    found = enumerate(columns.items())
    parts = [
        type_coerce(func.json_extract(each.c.value, f"$[{n}]"), kind).label(name) for n, (name, (kind, _)) in found
    ]
    return select(*parts).select_from(each).subquery("given")


def _unnested(columns: Columns) -> FromClause:
    arrays = [cast(literal(list(values), ARRAY(kind)), ARRAY(kind)) for kind, values in columns.values()]
    named = [column(name, kind) for name, (kind, _) in columns.items()]
    return func.unnest(*arrays).table_valued(*named, name="given").render_derived()


def _plain(value: Any) -> Any:
    """As SQLite keeps it: 2026-10-13 09:30:00.123000."""
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value
