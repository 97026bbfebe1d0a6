"""`python -m bot …`, as real processes: what is printed, where, and the exit code."""

import asyncio
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func, select

from db.engine import Database
from db.models import AudienceTerm, Invitation, InvitationKind, Reference, SessionState, TrainingSession
from simulator.serve import Running
from tests import factories
from tests.stories.processes import NOTICE
from tests.training.setting import people, register, session_for_all
from training import codes, reference_lists
from training.text import fold
from training.uploads import MAX_BYTES

ROOT = Path(__file__).parents[1]
SAMPLE = "demo/activities.csv"
TOKEN = "7300000001:AAinvented_token_of_the_tests_only"
NOBODY = "http://127.0.0.1:9"
PATIENCE = 60.0  # seconds for a process to come to its end, or to say that it started


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


def environment(**settings: str) -> dict[str, str]:
    """Nothing of this machine's own settings, and nobody behind Telegram's address unless it is given."""
    known = {"PATH": os.environ["PATH"], "PYTHONIOENCODING": "utf-8", "LOG_LEVEL": "WARNING"}
    return {**known, **NOTICE, "TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": NOBODY, "SECRET_KEY": "x" * 32, **settings}


async def bot(*arguments: str, typed: str = "", module: str = "bot", **settings: str) -> Ended:
    """A command to its end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *arguments, cwd=ROOT, env=environment(**settings),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await asyncio.wait_for(process.communicate(typed.encode()), PATIENCE)
    return Ended(process.returncode or 0, out.decode(), err.decode())


async def count(url: str, table: type[Reference | AudienceTerm | TrainingSession | Invitation]) -> int:
    database = Database(url)
    async with database.transaction() as db:
        found = await db.scalar(select(func.count()).select_from(table)) or 0
    await database.close()
    return found


@pytest.fixture
async def ready_url(database_url: str) -> str:
    """A migrated database with its lists."""
    database = Database(database_url)
    async with database.transaction() as db:
        await reference_lists.seed(db)
    await database.close()
    return database_url


async def test_migrate_makes_the_tables_and_fills_the_lists_once(empty_database_url: str) -> None:
    for _ in range(2):
        ended = await bot("migrate", DATABASE_URL=empty_database_url)
        assert (ended.code, ended.out) == (0, "The database is up to date.\n"), ended.err
    filled = await count(empty_database_url, Reference), await count(empty_database_url, AudienceTerm)
    assert all(filled)
    database = Database(empty_database_url)
    async with database.transaction() as db:
        assert not await reference_lists.seed(db)
    await database.close()


async def test_an_invitation_is_a_link_and_a_code_for_one_administrator(database_url: str) -> None:
    async with Running() as simulator:
        token = simulator.world.token
        ended = await bot(
            "invite", "administrator", DATABASE_URL=database_url, TELEGRAM_API_URL=simulator.url, TELEGRAM_TOKEN=token
        )
    link = re.search(r"https://t\.me/(\w+)\?start=([0-9a-z]{20})\b", ended.out)
    assert ended.code == 0 and link, ended
    assert codes.grouped(link[2]) in ended.out
    assert token not in ended.out + ended.err
    database = Database(database_url)
    async with database.transaction() as db:
        (kept,) = await db.scalars(select(Invitation))
    await database.close()
    assert (kept.kind, kept.max_uses, kept.uses) == (InvitationKind.ADMINISTRATOR, 1, 0)
    assert link[2] not in kept.code_hash


async def test_an_audit_names_what_is_wrong_and_changes_nothing(database_url: str) -> None:
    database = Database(database_url)
    async with database.transaction() as db:
        session = await session_for_all(db, capacity=1)
        first, second = await people(db, 2)
    await register(database, first, session)
    ended = await bot("audit", DATABASE_URL=database_url)
    assert (ended.code, ended.out, ended.err) == (0, "Breaches: 0\n", "")
    async with database.transaction() as db:
        await factories.make_registration(db, session, second)
    await database.close()
    for _ in range(2):
        ended = await bot("audit", DATABASE_URL=database_url)
        assert (ended.code, ended.err) == (1, "")
        assert ended.out.splitlines() == [
            f"more people than seats: session {session.id}",
            f"not as the action log says: session {session.id}, registration 2",
            "Breaches: 2",
        ]


async def test_an_invitation_needs_no_telegram(sqlite_url: str) -> None:
    ended = await bot("invite", "administrator", DATABASE_URL=sqlite_url)
    assert ended.code == 0, ended.err
    assert "https://t.me/<bot>?start=" in ended.out
    assert await count(sqlite_url, Invitation) == 1


@pytest.mark.parametrize(("typed", "yes"), [("o\n", []), ("", ["--yes"])])
async def test_the_sample_programme_is_imported_once_agreed(ready_url: str, typed: str, yes: list[str]) -> None:
    ended = await bot("import", "activities", SAMPLE, *yes, typed=typed, DATABASE_URL=ready_url)
    assert ended.code == 0, ended.err
    assert "Essai d’import\u00a0: rien n’est enregistré" in ended.out
    assert "Nouvelles sessions\u00a0: 63" in ended.out
    assert ("Importer\u00a0? (o/n)" in ended.out) is not bool(yes)
    assert "Import terminé" in ended.out
    assert await count(ready_url, TrainingSession) == 63


@pytest.mark.parametrize("typed", ["n\n", "", "peut-être\n"])
async def test_nothing_but_a_yes_imports(sqlite_url: str, typed: str) -> None:
    await bot("migrate", DATABASE_URL=sqlite_url)
    ended = await bot("import", "activities", SAMPLE, typed=typed, DATABASE_URL=sqlite_url)
    assert ended.code == 1
    assert await count(sqlite_url, TrainingSession) == 0


async def test_a_bad_row_stops_the_import_even_with_yes(ready_url: str, tmp_path: Path) -> None:
    rows = (ROOT / SAMPLE).read_text(encoding="utf-8").replace("2027-04-20", "2027-02-30", 1)
    bad = tmp_path / "programme.csv"
    bad.write_text(rows, encoding="utf-8")
    ended = await bot("import", "activities", str(bad), "--yes", DATABASE_URL=ready_url)
    assert ended.code == 1
    assert "Ligne 2, colonne G (debut)\u00a0: «\u00a02027-02-30\u00a0» n’existe pas au calendrier." in ended.out
    assert await count(ready_url, TrainingSession) == 0


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("absent.csv", None, "absent.csv: No such file or directory"),
        ("vide.csv", b"", "Ce fichier est vide."),
        ("image.csv", b"\x89PNG\x00", "n’est pas un tableau"),
        ("abime.xlsx", b"PK\x03\x04", "Ce classeur est abîmé ou incomplet."),
        ("lourd.csv", b"x" * (MAX_BYTES + 1), "lourd.csv: more than 5 MB"),
    ],
)
async def test_a_wrong_file_is_one_sentence(
    sqlite_url: str, tmp_path: Path, name: str, content: bytes | None, said: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    ended = await bot("import", "activities", str(tmp_path / name), DATABASE_URL=sqlite_url)
    assert ended.code == 1
    assert said in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize(
    ("command", "settings", "line"),
    [
        ("run", {"TELEGRAM_TOKEN": ""}, "TELEGRAM_TOKEN: "),
        ("run", {"NOTICE_CONTROLLER": ""}, "NOTICE_CONTROLLER: "),
        ("run", {"TIMEZONE": "Africa/Thies"}, "TIMEZONE: "),
        ("run", {"PORT": "http"}, "PORT: "),
        ("run", {"PUBLIC_URL": "https://example.org"}, "WEBHOOK_SECRET "),
        ("run", {"CLOCK_URL": "http://192.0.2.1/clock"}, "CLOCK_URL: "),
        ("web", {}, "PUBLIC_URL: "),
        ("migrate", {"DATABASE_URL": "mysql://example.org/x"}, "DATABASE_URL: "),
    ],
)
async def test_a_wrong_setting_is_named_in_one_line(
    sqlite_url: str, command: str, settings: dict[str, str], line: str
) -> None:
    ended = await bot(command, **{"DATABASE_URL": sqlite_url, **settings})
    assert ended.code == 2
    assert ended.out == ""
    assert ended.err.startswith(line)
    assert len(ended.err.splitlines()) == 1


@pytest.mark.parametrize("arguments", [[], ["fly"], ["invite"], ["invite", "everybody"], ["import", "activities"]])
async def test_a_wrong_command_line_is_explained(arguments: list[str]) -> None:
    ended = await bot(*arguments)
    assert ended.code == 2
    assert ended.err.startswith("usage: python -m bot")


async def test_a_database_without_tables_says_what_to_do(empty_database_url: str) -> None:
    ended = await bot("invite", "administrator", DATABASE_URL=empty_database_url)
    assert ended.code == 1
    assert ended.err.startswith("DATABASE_URL: the database cannot be used")
    assert "python -m bot migrate" in ended.err
    assert len(ended.err.splitlines()) == 1


async def test_a_token_that_telegram_refuses_is_named_and_not_shown(sqlite_url: str) -> None:
    async with Running() as simulator:
        ended = await bot("run", DATABASE_URL=sqlite_url, TELEGRAM_API_URL=simulator.url)
    assert ended.code == 2
    assert ended.err == "TELEGRAM_TOKEN: Telegram refuses this token\n"


async def test_commands_join_an_sqlite_file_that_a_bot_uses_but_a_second_bot_does_not(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'var' / 'formation.db'}"
    async with Running() as simulator:
        settings = {
            "DATABASE_URL": url, "TELEGRAM_API_URL": simulator.url, "TELEGRAM_TOKEN": simulator.world.token
        }  # fmt: skip
        running = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", cwd=ROOT, env=environment(**settings, LOG_LEVEL="INFO"),
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            await _started(running)
            second = await bot("run", **settings)
            imported = await bot("import", "activities", SAMPLE, "--yes", **settings)
            invited = await bot("invite", "administrator", **settings)
        finally:
            running.terminate()
            _, rest = await asyncio.wait_for(running.communicate(), PATIENCE)
    assert (second.code, imported.code, invited.code, running.returncode) == (2, 0, 0, 0), rest.decode()
    assert second.err.startswith("DATABASE_URL: another bot process uses this SQLite file")
    assert simulator.world.token not in rest.decode()
    assert await count(url, TrainingSession) == 63, "`run` had made the tables and the lists by itself"


async def _started(process: asyncio.subprocess.Process) -> None:
    assert process.stderr is not None
    async with asyncio.timeout(PATIENCE):
        while b"started" not in (line := await process.stderr.readline()):
            assert line, "the bot ended before it started"


async def test_past_sessions_of_the_file_are_finished(ready_url: str, tmp_path: Path) -> None:
    rows = (ROOT / SAMPLE).read_text(encoding="utf-8").splitlines()[:2]
    past = tmp_path / "passe.csv"
    past.write_text("\n".join(rows).replace("2027-04", "2020-04"), encoding="utf-8")
    ended = await bot("import", "activities", str(past), "--yes", DATABASE_URL=ready_url)
    assert fold("aucun message ne sera envoyé") in fold(ended.out)
    database = Database(ready_url)
    async with database.transaction() as db:
        assert list(await db.scalars(select(TrainingSession.state))) == [SessionState.FINISHED]
    await database.close()
