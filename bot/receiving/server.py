"""The webhook's server: uvicorn, whose signals are left to the process."""

import contextlib
from collections.abc import Iterator

import uvicorn

from bot.house import House
from bot.listening import listener
from bot.receiving.arrival import Doorway
from bot.receiving.webhook import create_app


class Quiet(uvicorn.Server):
    """Leaves the signals to `serve`, which stops everything in order."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve_webhook(house: House, doorway: Doorway) -> None:
    """Listen for ever where the settings say, for Telegram and for who asks after the health."""
    settings = house.settings
    assert settings.webhook_secret is not None
    app = create_app(doorway, house.database, settings.webhook_path, settings.webhook_secret.get_secret_value())
    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off")
    await Quiet(config).serve([listener(settings)])
