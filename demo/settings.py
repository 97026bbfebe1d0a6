"""The settings of the demonstration: everything under `var/demo/`, nothing of the environment."""

from pathlib import Path

from pydantic import SecretStr

from bot.settings import NoticeSettings, Settings

FOLDER = Path("var/demo")
WORLD = FOLDER / "telegram.json"


def demonstration(telegram: str, token: str) -> Settings:
    """Settings that point the bot at the pretend Telegram at the address `telegram`."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    return Settings(
        telegram_token=SecretStr(token),
        telegram_api_url=telegram,
        database_url=f"sqlite+aiosqlite:///{FOLDER}/formation.db",
        public_url=None,
        webhook_secret=None,
        secret_key=None,
        clock_url=f"{telegram}/sim/clock",
        log_level="WARNING",
        notice=NoticeSettings(
            version="démonstration",
            controller="Programme de démonstration, Dakar, equipe@example.org",
            contact="equipe@example.org",
            retention="durée de la démonstration",
            hosting="cet ordinateur, Sénégal",
            cdp_number="sans objet (démonstration)",
        ),
    )
