"""Settings, from the environment and `.env`. docs/settings.md is their table."""

import re
from datetime import time
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from db.address import driver_url
from training.announcements.objections import Rules
from training.programme_plan import Defaults

TELEGRAM = "https://api.telegram.org"
DEFAULT_DATABASE = "sqlite+aiosqlite:///var/formation.db"
PER_SECOND = 29.5
"""Telegram allows about 30 messages a second; a strict window of one has room, then, for one that is 16 ms late."""


class SettingsError(Exception):
    """A setting is wrong or missing; the message is one line that names it."""


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("not a time zone of the IANA database")
    return name


def _parts(url: str) -> SplitResult:
    """Raises ValueError for what is no address, or has a port that cannot be."""
    parts = urlsplit(url)
    if parts.port == 0:
        raise ValueError("port 0 is none")
    return parts


def _loopback(url: str | None) -> str | None:
    if url and not _is_loopback(_parts(url).hostname or ""):
        raise ValueError("only a loopback address may move the clock")
    return url


def _https_or_loopback(url: str | None) -> str | None:
    """Telegram posts to https only; http is for a Bot API server on this machine."""
    parts = _parts(url) if url else None
    if parts is None or url is None:
        return None
    if not (parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname)))):
        raise ValueError("must be https://host, where Telegram reaches this bot")
    return url.rstrip("/")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _http_url(url: str) -> str:
    if _parts(url).scheme not in ("http", "https") or not _parts(url).hostname:
        raise ValueError("must be https://host")
    return url.rstrip("/")


def _secret_of_a_webhook(secret: SecretStr | None) -> SecretStr | None:
    if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret.get_secret_value()):
        raise ValueError("1 to 256 letters, digits, _ and - only")
    return secret


def _http_proxy(url: SecretStr | None) -> SecretStr | None:
    parts = _parts(url.get_secret_value()) if url else None
    if parts and not (parts.scheme in ("http", "https") and parts.hostname):
        raise ValueError("must be http://host:port, or http://user:password@host:port")
    return url


def _hour_of_the_day(hour: time) -> time:
    if hour.tzinfo:
        raise ValueError("an hour such as 09:00; its zone is TIMEZONE")
    return hour


Hour = Annotated[time, AfterValidator(_hour_of_the_day)]


class NoticeSettings(BaseSettings):
    """What fills the placeholders of the privacy notice. The numbers are kept to, by us or by who runs the servers."""

    model_config = SettingsConfigDict(env_prefix="NOTICE_", env_file=".env", extra="ignore")

    version: str = "1"
    controller: str = ""
    contact: str = ""
    retention: str = ""
    telegram_months: int = Field(6, ge=1)
    backup_days: int = Field(30, ge=3)
    hosting: str = ""
    cdp_number: str = ""


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env", extra="ignore", hide_input_in_errors=True)

    telegram_token: SecretStr
    telegram_api_url: Annotated[str, AfterValidator(_http_url)] = TELEGRAM
    telegram_proxy: Annotated[SecretStr | None, AfterValidator(_http_proxy)] = None
    database_url: Annotated[str, AfterValidator(driver_url)] = DEFAULT_DATABASE
    public_url: Annotated[str | None, AfterValidator(_https_or_loopback)] = None
    webhook_secret: Annotated[SecretStr | None, AfterValidator(_secret_of_a_webhook)] = None
    port: int = Field(8080, ge=1, le=65535)
    host: str = "0.0.0.0"
    timezone: Annotated[str, AfterValidator(_known_zone)] = "Africa/Dakar"
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$")
    clock_url: Annotated[str | None, AfterValidator(_loopback)] = None
    secret_key: SecretStr | None = None
    day_opens: Hour = time(9, 0)
    day_closes: Hour = time(16, 30)
    messages_per_second: float = Field(PER_SECOND, gt=0, le=1000)
    approval_above: int = Field(50, ge=0)
    programme: str = "Partenariat opérationnel conjoint, phase 2"
    notice: NoticeSettings = Field(default_factory=NoticeSettings)

    @model_validator(mode="after")
    def _coherent(self) -> "Settings":
        if self.public_url and not self.webhook_secret:
            raise ValueError("WEBHOOK_SECRET is required when PUBLIC_URL is set")
        if not self.is_sqlite and not self.secret_key:
            raise ValueError("SECRET_KEY is required with PostgreSQL: every process must share it")
        if self.day_opens >= self.day_closes:
            raise ValueError("DAY_OPENS must come before DAY_CLOSES")
        return self

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def proxy(self) -> str | None:
        """The URL of the proxy on the way to Telegram; it may hold a password."""
        return self.telegram_proxy.get_secret_value() if self.telegram_proxy else None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def session_defaults(self) -> Defaults:
        """What a programme's file without hours means."""
        return Defaults(opens=self.day_opens, closes=self.day_closes, zone=self.timezone)

    @property
    def departure_rules(self) -> Rules:
        """Who agrees to an announcement, and whose quiet hours it keeps."""
        return Rules(approval_above=self.approval_above, zone=self.timezone)

    @property
    def webhook_path(self) -> str:
        return "/telegram"

    def sqlite_path(self) -> Path:
        """The database file; only meaningful when `is_sqlite`."""
        return Path(self.database_url.split("///", 1)[1])


def load() -> Settings:
    """Read the settings, or raise SettingsError with one line that names the first culprit."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        message = first["msg"].removeprefix("Value error, ")
        raise SettingsError(f"{name}: {message}" if name else message) from None
