"""A bot that is not ours: ten lines of aiogram, over HTTP, by polling and by webhook."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramRetryAfter
from aiogram.filters import CommandStart
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from simulator.serve import Running
from simulator.world import World
from tests.simulator.driving import Driver

KEYS = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Oui", callback_data="yes")]])


def ten_lines() -> Dispatcher:
    """The bot."""
    dispatcher = Dispatcher()

    @dispatcher.message(CommandStart())
    async def greet(message: Message) -> None:
        await message.answer("Venez-vous ?", reply_markup=KEYS)

    @dispatcher.callback_query(F.data == "yes")
    async def thank(query: CallbackQuery) -> None:
        assert isinstance(query.message, Message)
        await query.answer("Noté")
        await query.message.edit_text("Merci.")

    @dispatcher.message(F.photo)
    async def admire(message: Message) -> Message:
        assert message.photo is not None
        return await message.reply_photo(message.photo[-1].file_id, caption="Belle salle")

    @dispatcher.message(F.text)
    async def echo(message: Message) -> object:
        return message.reply(message.text or "")  # in the answer to the webhook, when there is one

    return dispatcher


@pytest.fixture
async def other(simulator: Running) -> AsyncIterator[Bot]:
    """aiogram's Bot, which believes that the simulator is Telegram."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(simulator.url))
    async with Bot(simulator.world.token, session) as bot:
        yield bot


async def converse(driver: Driver, world: World) -> None:
    """What a person sees of this bot."""
    person = await driver.person()
    await world.wait_for(person, button="Oui")
    await driver.do(f"people/{person}/press", {"text": "Oui"})
    await world.wait_for(person, text="Merci.")
    await driver.photo(person)
    await world.wait_for(person, text="Belle salle")
    await driver.do(f"people/{person}/type", {"text": "Écho"})
    await world.wait_for(person, text="Écho")
    assert (await driver.look(f"people/{person}/transcript"))["messages"][1]["toast"] == "Noté"


async def test_it_polls(driver: Driver, world: World, other: Bot) -> None:
    dispatcher = ten_lines()
    polling = asyncio.create_task(dispatcher.start_polling(other, handle_signals=False, polling_timeout=1))
    await converse(driver, world)
    await dispatcher.stop_polling()
    await polling


async def test_it_has_a_webhook(driver: Driver, world: World, other: Bot) -> None:
    application = web.Application()
    SimpleRequestHandler(ten_lines(), other, handle_in_background=False).register(application, path="/hook")
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    assert site._server is not None
    port = site._server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
    await other.set_webhook(f"http://127.0.0.1:{port}/hook")
    try:
        await converse(driver, world)
    finally:
        await runner.cleanup()


async def test_it_understands_a_flood(driver: Driver, other: Bot) -> None:
    person = await driver.person()
    await driver.do("faults", {"method": "sendMessage", "kind": "flood", "retry_after": 7})
    with pytest.raises(TelegramRetryAfter) as told:
        await other.send_message(person, "x")
    assert told.value.retry_after == 7
