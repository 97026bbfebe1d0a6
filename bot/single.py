"""On SQLite there is one bot process: a second one would only queue behind the first one's writes."""

import contextlib
import fcntl
from collections.abc import Iterator

from bot.settings import Settings, SettingsError


@contextlib.contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Hold the lock file beside the SQLite file; raises SettingsError when another process holds it."""
    if not settings.is_sqlite:
        yield
        return
    path = settings.sqlite_path().with_suffix(".lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SettingsError("DATABASE_URL: another bot process uses this SQLite file; stop it first") from None
        yield
