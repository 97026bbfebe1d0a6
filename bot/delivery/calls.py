"""Calls to Telegram without the library's objects, on the way there and back."""

import json
from dataclasses import dataclass
from typing import Any, cast

from telegram import Bot
from telegram.request import RequestData


@dataclass(frozen=True)
class Parameters:
    """What a call says, as it is: a RequestData in all that a transport reads, without files and objects to unpack."""

    parameters: dict[str, Any]
    contains_files = False

    @property
    def json_payload(self) -> bytes:
        return json.dumps(self.parameters).encode()


async def call(bot: Bot, method: str, chat_id: int, **said: Any) -> Any:
    """Make a call and give what Telegram answered, without an object of the library: half of what one costs.

    What is None is not said. Raises the library's errors.
    """
    parameters = {"chat_id": chat_id} | {name: value for name, value in said.items() if value is not None}
    return await bot.request.post(f"{bot.base_url}/{method}", cast(RequestData, Parameters(parameters)))
