"""What stops the start, in one line: a database that does not answer, a place where the webhook cannot listen."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_command_line import bot

WEBHOOK = {"PUBLIC_URL": "https://bot.example.org", "WEBHOOK_SECRET": "invented"}


@pytest.fixture
def taken() -> Iterator[int]:
    """A port of this machine on which somebody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


@pytest.mark.parametrize("command", ["run", "web", "worker", "migrate", "invite administrator"])
async def test_a_database_that_does_not_answer_is_named(command: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    url = f"postgresql://awa:p@127.0.0.1:{port}/formation"
    ended = await bot(*command.split(), DATABASE_URL=url, **WEBHOOK)
    assert ended.code == 1
    assert ended.err.startswith("DATABASE_URL: the database cannot be used (ConnectionRefusedError)")
    assert len(ended.err.splitlines()) == 1


@pytest.mark.parametrize("command", ["web", "worker"])
async def test_a_process_does_not_start_on_a_database_without_tables(empty_database_url: str, command: str) -> None:
    ended = await bot(command, DATABASE_URL=empty_database_url, **WEBHOOK)
    assert ended.code == 1
    assert "python -m bot migrate" in ended.err
    assert len(ended.err.splitlines()) == 1


async def test_a_wrong_password_is_one_line_and_not_shown(postgresql_url: str) -> None:
    address = postgresql_url.partition("@")[2]
    ended = await bot("worker", DATABASE_URL=f"postgresql://awa:invented-password@{address}")
    assert (ended.code, len(ended.err.splitlines())) == (1, 1)
    assert "invented-password" not in ended.err


async def test_sslmode_reaches_the_driver(postgresql_url: str) -> None:
    """The server of the tests knows no TLS: what may do without it does, what requires it says so."""
    url = postgresql_url.replace("postgresql+asyncpg", "postgresql")
    for mode, code in (("prefer", 0), ("disable", 0), ("require", 1)):
        ended = await bot("migrate", DATABASE_URL=f"{url}?sslmode={mode}")
        assert ended.code == code, (mode, ended.err)
        assert len(ended.err.splitlines()) == code


@pytest.mark.parametrize(("given", "named"), [("taken", "PORT"), ("not-a-host.invalid", "HOST"), ("192.0.2.1", "HOST")])
async def test_a_place_where_nobody_can_listen_is_named(sqlite_url: str, taken: int, given: str, named: str) -> None:
    host = "127.0.0.1" if given == "taken" else given
    ended = await bot("run", DATABASE_URL=sqlite_url, HOST=host, PORT=str(taken), **WEBHOOK)
    assert ended.code == 2
    assert ended.err.startswith(f"{named}: ")
    assert len(ended.err.splitlines()) == 1


async def test_nothing_is_migrated_before_the_notice_is_known_to_be_filled(tmp_path: Path) -> None:
    file = tmp_path / "formation.db"
    ended = await bot("run", DATABASE_URL=f"sqlite+aiosqlite:///{file}", NOTICE_CONTACT="")
    assert (ended.code, file.exists()) == (2, False)
    assert ended.err.startswith("NOTICE_CONTACT: ")


async def test_the_demonstration_names_a_port_that_is_taken(taken: int) -> None:
    ended = await bot("--port", str(taken), module="demo")
    assert ended.code == 2
    assert ended.err == f"The demonstration cannot start: port {taken} is taken; choose another with --port\n"
