"""aiogram 3 as it comes, on uvloop: aiohttp's web server or long polling."""

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web
from uvloop import new_event_loop

from benchmarks.answers import BUTTONS, LINE, TOKEN
from benchmarks.bots import options, work
from bot import loop
from db.engine import Database

ROWS = [[InlineKeyboardButton(text=text, callback_data=data)] for text, data in BUTTONS]
MARKUP = InlineKeyboardMarkup(inline_keyboard=ROWS)


def dispatcher(database: Database | None) -> Dispatcher:
    """A line for a text, a page for a press."""
    routes = Dispatcher()

    @routes.message(F.text)
    async def text(message: Message) -> None:
        await message.answer(LINE)

    @routes.callback_query()
    async def press(query: CallbackQuery) -> None:
        assert database is not None and query.data is not None and isinstance(query.message, Message)
        page = await work.pressed(database, query.from_user.id, query.data)
        await query.answer()
        await query.message.edit_text(page, parse_mode="HTML", reply_markup=MARKUP)

    return routes


def main() -> None:
    asked = options.read()
    bot = Bot(TOKEN, AiohttpSession(api=TelegramAPIServer.from_base(asked.api)))
    routes = dispatcher(Database(asked.database) if asked.database else None)
    if not asked.port:
        loop.run(routes.start_polling(bot))
        return
    app = web.Application()
    SimpleRequestHandler(routes, bot, secret_token=asked.secret).register(app, path="/telegram")
    setup_application(app, routes, bot=bot)
    web.run_app(app, host="127.0.0.1", port=asked.port, print=None, access_log=None, loop=new_event_loop())


if __name__ == "__main__":
    main()
