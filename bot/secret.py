"""The server secret: keys the drafts of evaluations. Given by SECRET_KEY, or made once beside the SQLite file."""

import os
import secrets

from bot.settings import Settings


def server_secret(settings: Settings) -> str:
    """The same at every start."""
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value()
    path = settings.sqlite_path().with_suffix(".secret")
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
    return path.read_text()
