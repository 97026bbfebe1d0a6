"""Fixtures for every test: a fresh database on each engine, and browser tests skipped without Chromium."""

from collections.abc import Iterator

import pytest

from tests import chromium, databases


@pytest.fixture(scope="session")
def sqlite_engine(tmp_path_factory: pytest.TempPathFactory) -> databases.SQLite:
    """The migrated SQLite file that tests copy."""
    return databases.SQLite(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql_engine() -> Iterator[databases.PostgreSQL]:
    """A real PostgreSQL with the migrated template that tests clone; one for each test process."""
    with databases.postgresql() as engine:
        yield engine


@pytest.fixture
def sqlite_url(sqlite_engine: databases.SQLite) -> Iterator[str]:
    """A fresh migrated SQLite database."""
    with sqlite_engine.fresh() as url:
        yield url


@pytest.fixture
def postgresql_url(postgresql_engine: databases.PostgreSQL) -> Iterator[str]:
    """A fresh migrated PostgreSQL database."""
    with postgresql_engine.fresh() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh migrated database: the test runs once on each engine."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A fresh database without any table, on each engine: for the tests of the migrations."""
    engine: databases.Engine = request.getfixturevalue(f"{request.param}_engine")
    with engine.fresh(migrated=False) as url:
        yield url


@pytest.fixture
def empty_postgresql_url(postgresql_engine: databases.PostgreSQL) -> Iterator[str]:
    """A PostgreSQL database without any table."""
    with postgresql_engine.fresh(migrated=False) as url:
        yield url


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without Chromium, tests marked `browser` are skipped, and reported by name."""
    if chromium.executable() is not None:
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="Chromium is not installed"))
