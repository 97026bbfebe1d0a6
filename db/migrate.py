"""Bring a database's schema up to date, or back.

Alembic is loaded where there is something to migrate: it and its templates cost every process time and memory.
"""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.engine import make_url

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
NEWEST = max(path.name for path in (MIGRATIONS / "versions").glob("[0-9]*.py")).partition("_")[0]
"""The revision of the last migration: files are named by theirs."""


def configuration(url: str) -> "Config":
    """Alembic's configuration for `url` (async drivers are fine)."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Migrate to `revision`; the folder of an SQLite file is made. Must not be called from a running event loop."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        if revision == "head" and _is_newest(Path(parsed.database)):
            return
    from alembic import command

    command.upgrade(configuration(url), revision)


def downgrade(url: str, revision: str = "base") -> None:
    """Migrate back to `revision`: everything later is dropped."""
    from alembic import command

    command.downgrade(configuration(url), revision)


def _is_newest(file: Path) -> bool:
    """Whether an SQLite file has every migration; what cannot be read now is for Alembic to say."""
    address = f"{file.absolute().as_uri()}?mode=ro"
    with suppress(sqlite3.Error), closing(sqlite3.connect(address, uri=True)) as connection:
        return connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(NEWEST,)]
    return False
