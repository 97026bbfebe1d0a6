"""The database's own clock as an SQL expression: one clock for all processes, for leases, backoff and pauses.

PostgreSQL's now() stands still inside a transaction, so `clock_timestamp()` is read. SQLite has milliseconds only.
"""

from typing import Any

from sqlalchemy import ColumnElement, Float, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from db.types import UtcDateTime


class machine_time(FunctionElement[Any]):
    """The database's clock, `seconds` from now (negative: in the past)."""

    type = UtcDateTime()
    inherit_cache = True

    def __init__(self, seconds: float | ColumnElement[float] = 0.0) -> None:
        given = isinstance(seconds, ColumnElement)
        super().__init__(seconds if given else bindparam(None, float(seconds), type_=Float()))


@compiles(machine_time, "postgresql")
def _postgresql(element: machine_time, compiler: SQLCompiler, **options: Any) -> str:
    return f"clock_timestamp() + make_interval(secs => {compiler.process(element.clauses, **options)})"


@compiles(machine_time, "sqlite")
def _sqlite(element: machine_time, compiler: SQLCompiler, **options: Any) -> str:
    # Written like the column: 2026-10-13 09:30:00.123000, so that texts compare as instants.
    seconds = compiler.process(element.clauses, **options)
    return f"strftime('%Y-%m-%d %H:%M:%f000', 'now', {seconds} || ' seconds')"
