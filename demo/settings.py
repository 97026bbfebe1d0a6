"""The settings of the demonstration: everything under `var/demo/`, nothing of the environment."""

from pathlib import Path
from typing import Any

from pydantic import SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from bot.settings import NoticeSettings, Settings

FOLDER = Path("var/demo")
WORLD = FOLDER / "telegram.json"


class _Given(BaseSettings):
    """Only what is given: a proxy or a token of this machine has no business here."""

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource, *_: Any, **_others: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


class _DemonstrationSettings(_Given, Settings):
    pass


class _DemonstrationNotice(_Given, NoticeSettings):
    pass


def demonstration(telegram: str, token: str) -> Settings:
    """Settings that point the bot at the pretend Telegram at the address `telegram`."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    return _DemonstrationSettings(
        telegram_token=SecretStr(token),
        telegram_api_url=telegram,
        database_url=f"sqlite+aiosqlite:///{FOLDER}/formation.db",
        public_url=None,
        webhook_secret=None,
        secret_key=None,
        clock_url=f"{telegram}/sim/clock",
        log_level="WARNING",
        notice=_DemonstrationNotice(
            version="démonstration",
            controller="Programme de démonstration, Dakar, equipe@example.org",
            contact="equipe@example.org",
            retention="durée de la démonstration",
            hosting="cet ordinateur, Sénégal",
            cdp_number="sans objet (démonstration)",
        ),
    )
