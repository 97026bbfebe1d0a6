"""The privacy notice: a text with placeholders that settings fill."""

import re
from dataclasses import dataclass
from pathlib import Path

from bot.settings import NoticeSettings, SettingsError
from training.errors import TrainingError

SOURCE = Path(__file__).parent / "documents" / "notice.fr.txt"
PLACES = {
    "organisme, adresse, contact": "controller",
    "à fixer": "retention",
    "6": "telegram_months",
    "30": "backup_days",
    "hébergeur, pays": "hosting",
    "contact": "contact",
    "à compléter": "cdp_number",
}


@dataclass
class NoticeFirst(TrainingError):
    """Somebody known has not read the present version: nothing else happens before."""

    version: str


def filled_notice(settings: NoticeSettings) -> str:
    """The notice as people read it. Raises SettingsError naming the first setting that is missing."""

    def fill(found: re.Match[str]) -> str:
        name = PLACES[found[1].replace("\u00a0", " ")]
        value = str(getattr(settings, name)).strip()
        if not value:
            raise SettingsError(f"NOTICE_{name.upper()}: required, the privacy notice needs it")
        return value

    return re.sub(r"\[([^\]]+)\]", fill, SOURCE.read_text(encoding="utf-8"))
