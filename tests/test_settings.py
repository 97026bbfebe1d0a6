"""A wrong or missing setting stops the start with one line that names it."""

from pathlib import Path

import pytest

from bot import settings
from bot.notice import filled_notice
from bot.settings import NoticeSettings, SettingsError
from bot.single import alone
from demo.settings import demonstration

GOOD = {"TELEGRAM_TOKEN": "123456:" + "x" * 35}
WEBHOOK = GOOD | {"PUBLIC_URL": "https://bot.example.org", "WEBHOOK_SECRET": "secret"}
FILLED = NoticeSettings(
    controller="Programme", contact="equipe@example.org", retention="5 ans", hosting="ici", cdp_number="1"
)


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in [*settings.Settings.model_fields, *(f"notice_{name}" for name in NoticeSettings.model_fields)]:
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({}, "TELEGRAM_TOKEN"),
        (GOOD | {"PORT": "many"}, "PORT"),
        (GOOD | {"TIMEZONE": "Africa/Nowhere"}, "TIMEZONE"),
        (GOOD | {"DATABASE_URL": "mysql://x"}, "DATABASE_URL"),
        (GOOD | {"DATABASE_URL": "postgresql://h/x"}, "SECRET_KEY"),
        (GOOD | {"DATABASE_URL": "postgresql://u:p@[bad/x"}, "DATABASE_URL"),
        (GOOD | {"DATABASE_URL": "postgresql://u:p@h:abc/x"}, "DATABASE_URL"),
        (GOOD | {"DATABASE_URL": "postgresql://u:p@h:99999/x"}, "DATABASE_URL"),
        (GOOD | {"DATABASE_URL": "postgresql://h/x?sslmode=always"}, "DATABASE_URL"),
        (GOOD | {"DATABASE_URL": "postgresql://h/x?sslmode=require&channel_binding=require"}, "channel_binding"),
        (GOOD | {"DATABASE_URL": "sqlite+aiosqlite://"}, "DATABASE_URL"),
        (GOOD | {"DATABASE_URL": "sqlite+aiosqlite:///:memory:"}, "DATABASE_URL"),
        (GOOD | {"DATABASE_URL": "sqlite+aiosqlite:///x.db?timeout=5"}, "DATABASE_URL"),
        (GOOD | {"DAY_OPENS": "09:00+02:00"}, "DAY_OPENS"),
        (GOOD | {"DAY_OPENS": "18:00"}, "DAY_OPENS"),
        (GOOD | {"PUBLIC_URL": "https://bot.example.org"}, "WEBHOOK_SECRET"),
        (WEBHOOK | {"PUBLIC_URL": "http://bot.example.org"}, "PUBLIC_URL"),
        (WEBHOOK | {"PUBLIC_URL": "bot.example.org"}, "PUBLIC_URL"),
        (WEBHOOK | {"WEBHOOK_SECRET": "a b!"}, "WEBHOOK_SECRET"),
        (GOOD | {"TELEGRAM_API_URL": "api.example.org"}, "TELEGRAM_API_URL"),
        (GOOD | {"CLOCK_URL": "https://time.example.org"}, "CLOCK_URL"),
        (GOOD | {"LOG_LEVEL": "CHATTY"}, "LOG_LEVEL"),
        (GOOD | {"TELEGRAM_PROXY": "socks5://awa:" + "x" * 35 + "@proxy.example:1080"}, "TELEGRAM_PROXY"),
        (GOOD | {"TELEGRAM_PROXY": "proxy.example:3128"}, "TELEGRAM_PROXY"),
        (GOOD | {"TELEGRAM_PROXY": "http://proxy.example:99999"}, "TELEGRAM_PROXY"),
        (GOOD | {"TELEGRAM_API_URL": "https://api.example.org:0"}, "TELEGRAM_API_URL"),
    ],
)
def test_each_wrong_setting_is_named_in_one_line(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], named: str
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        settings.load()
    assert named in str(refused.value)
    assert "\n" not in str(refused.value)
    assert "x" * 35 not in str(refused.value)


@pytest.mark.parametrize("mode", ["disable", "prefer", "require", "verify-full"])
def test_sslmode_is_the_drivers_ssl(monkeypatch: pytest.MonkeyPatch, mode: str) -> None:
    for name, value in (GOOD | {"SECRET_KEY": "x" * 32}).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DATABASE_URL", f"postgres://awa:p%40ss@db.example.org/formation?sslmode={mode}")
    assert settings.load().database_url == f"postgresql+asyncpg://awa:p%40ss@db.example.org/formation?ssl={mode}"


def test_the_defaults_are_sqlite_and_dakar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", GOOD["TELEGRAM_TOKEN"])
    found = settings.load()
    assert found.is_sqlite
    assert found.timezone == "Africa/Dakar"
    assert GOOD["TELEGRAM_TOKEN"] not in repr(found)


def test_an_address_may_end_with_a_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in WEBHOOK.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PUBLIC_URL", "https://bot.example.org/")
    monkeypatch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:8081/")
    found = settings.load()
    assert (found.public_url, found.telegram_api_url) == ("https://bot.example.org", "http://127.0.0.1:8081")


def test_the_demonstration_reads_nothing_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TELEGRAM_PROXY", "PROGRAMME", "NOTICE_CONTACT"):
        monkeypatch.setenv(name, "http://proxy.example:3128")
    Path(".env").write_text("TIMEZONE=Europe/Paris\n")
    found = demonstration("http://127.0.0.1:8081", GOOD["TELEGRAM_TOKEN"])
    assert (found.proxy, found.timezone, found.notice.contact) == (None, "Africa/Dakar", "equipe@example.org")
    assert found.programme != "http://proxy.example:3128"


def test_a_proxy_is_given_whole_and_shown_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", GOOD["TELEGRAM_TOKEN"])
    monkeypatch.setenv("TELEGRAM_PROXY", "http://awa:invented@proxy.example:3128")
    found = settings.load()
    assert found.proxy == "http://awa:invented@proxy.example:3128"
    assert "invented" not in repr(found)


@pytest.mark.parametrize("missing", ["controller", "contact", "retention", "hosting", "cdp_number"])
def test_an_unfilled_placeholder_of_the_notice_is_named(missing: str) -> None:
    with pytest.raises(SettingsError, match=f"NOTICE_{missing.upper()}"):
        filled_notice(FILLED.model_copy(update={missing: ""}))


def test_a_filled_notice_has_no_placeholder_left() -> None:
    notice = filled_notice(FILLED)
    assert "[" not in notice
    assert "equipe@example.org" in notice


def test_a_second_process_on_the_same_sqlite_file_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", GOOD["TELEGRAM_TOKEN"])
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/bot.db")
    found = settings.load()
    with alone(found), pytest.raises(SettingsError, match="another bot process"), alone(found):
        raise AssertionError("two processes on one file")
    with alone(found):
        pass
