"""The product, as the benchmarks start it: its real processes, or everything in this one to count its statements."""

from collections import Counter
from typing import Any

from pydantic import SecretStr
from sqlalchemy import event

from benchmarks.answers import TOKEN, FixedAnswers
from benchmarks.load import SECRET, Load
from benchmarks.machine import Program, accepting, free_port, python
from benchmarks.people import presses
from bot.main import running
from bot.settings import NoticeSettings, Settings
from tests.stories.processes import NOTICE

KEY = "a-server-secret-of-the-benchmarks"


def process(command: str, api: str, database: str, port: int = 0) -> Program:
    """`python -m bot <command>` against the fixed answers; with a port, behind a webhook."""
    public = {"PORT": str(port), "PUBLIC_URL": f"http://127.0.0.1:{port}", "WEBHOOK_SECRET": SECRET} if port else {}
    house = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": api, "DATABASE_URL": database, "SECRET_KEY": KEY}
    return python("bot", command, HOST="127.0.0.1", LOG_LEVEL="WARNING", CLOCK_URL="", **NOTICE, **house, **public)


async def statements(fixed: FixedAnswers, database: str, sessions: list[int], number: int, in_flight: int) -> float:
    """The SQL statements of an update, on average, everything counted but BEGIN and COMMIT."""
    port = free_port()
    counted: Counter[str] = Counter()

    def count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        counted["BEGIN" if statement.startswith("BEGIN") else "statement"] += 1

    async with running(_settings(fixed.url, database, port), frozenset({"receive"})) as application:
        await accepting(port)
        load = Load(fixed, port, presses(sessions))
        await load.closed(in_flight, in_flight)
        event.listen(application.house.database.engine.sync_engine, "before_cursor_execute", count)
        await load.closed(number, in_flight)
        load.close()
    return counted["statement"] / number


def _settings(api: str, database: str, port: int) -> Settings:
    return Settings(
        _env_file=None,
        telegram_token=SecretStr(TOKEN),
        telegram_api_url=api,
        database_url=database,
        public_url=f"http://127.0.0.1:{port}",
        webhook_secret=SecretStr(SECRET),
        secret_key=SecretStr(KEY),
        host="127.0.0.1",
        port=port,
        clock_url=None,
        notice=NoticeSettings.model_validate({key.removeprefix("NOTICE_").lower(): NOTICE[key] for key in NOTICE}),
    )
