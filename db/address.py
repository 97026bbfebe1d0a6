"""Where the database is: as hosting companies write it, made into what the drivers want."""

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

SQLITE, POSTGRESQL = "sqlite+aiosqlite", "postgresql+asyncpg"
_DRIVERS = {"postgres": POSTGRESQL, "postgresql": POSTGRESQL}
_ARGUMENTS = {"host", "port", "ssl", "prepared_statement_cache_size"}
"""What may stand behind the « ? » of a PostgreSQL address, besides libpq's `sslmode`."""

_SSL = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")


def driver_url(url: str) -> str:
    """The address with its async driver, and `sslmode` under the driver's own name, `ssl`.

    Raises ValueError with one line that never holds the address: there may be a password in it.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise ValueError("is not an address such as postgresql://user:password@host:5432/name") from None
    parsed = parsed.set(drivername=_DRIVERS.get(parsed.drivername, parsed.drivername))
    if parsed.drivername not in (SQLITE, POSTGRESQL):
        raise ValueError("must start with sqlite+aiosqlite:// or postgresql://")
    checked = _file(parsed) if parsed.drivername == SQLITE else _server(parsed)
    return checked.render_as_string(hide_password=False)


def _file(url: URL) -> URL:
    if url.host or not url.database or url.database == ":memory:" or url.query:
        raise ValueError("must be a file: sqlite+aiosqlite:///folder/name.db, without any argument")
    return url


def _server(url: URL) -> URL:
    if "[" in (url.host or "") or not 0 < (url.port or 1) < 65536:
        raise ValueError("is not an address such as postgresql://user:password@host:5432/name")
    arguments = dict(url.query)
    mode = arguments.pop("sslmode", None)
    unknown = sorted(arguments.keys() - _ARGUMENTS)
    if unknown:
        raise ValueError(f"unknown argument {unknown[0]} after the ?; sslmode is known")
    if mode is not None and mode not in _SSL:
        raise ValueError(f"sslmode must be one of {', '.join(_SSL)}")
    return url.set(query=arguments if mode is None else {**arguments, "ssl": mode})
