"""The product's webhook and transport with the library's Application between them, and neither inbox nor database."""

import asyncio
from collections.abc import Sequence
from typing import Any, cast

import uvicorn
from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from benchmarks.answers import LINE, TOKEN
from benchmarks.bots import options
from bot import loop
from bot.receiving.arrival import Doorway, read
from bot.receiving.webhook import create_app
from bot.transport import Transport
from db.engine import Database


class Straight(Doorway):
    """Hands updates on instead of keeping them."""

    def __init__(self, application: "Application[Any, Any, Any, Any, Any, Any]") -> None:
        self._application = application
        self._tasks: set[asyncio.Task[None]] = set()

    async def enter(self, updates: Sequence[dict[str, Any]]) -> None:
        for each in updates:
            update = Update.de_json(read(each).content, self._application.bot)
            task = asyncio.create_task(self._application.process_update(update))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)


async def text(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.effective_chat is not None
    await update.effective_chat.send_message(LINE)


async def serve(asked: options.Options) -> None:
    builder = Application.builder().token(TOKEN).base_url(f"{asked.api}/bot").updater(None)
    application = builder.request(Transport(256)).get_updates_request(Transport(1)).build()
    application.add_handler(MessageHandler(filters.TEXT, text))
    app = create_app(Straight(application), cast(Database, None), "/telegram", asked.secret)
    config = uvicorn.Config(app, port=asked.port, log_config=None, access_log=False, lifespan="off")
    async with application:
        await uvicorn.Server(config).serve()


if __name__ == "__main__":
    loop.run(serve(options.read()))
