"""The real python-telegram-bot talks with the simulator: what comes back is what its types require."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    CallbackQuery,
    ChatMemberBanned,
    ChatMemberMember,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    Update,
)
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter
from telegram.ext import Application, ApplicationBuilder, CallbackQueryHandler, CommandHandler

from simulator.serve import Running
from simulator.world import World
from tests.simulator.driving import Driver, eventually

BUTTONS = InlineKeyboardMarkup(
    [[InlineKeyboardButton("Oui", callback_data="yes"), InlineKeyboardButton("Non", callback_data="no")]]
)


async def test_the_bot_knows_itself(bot: Bot, world: World) -> None:
    me = await bot.get_me()
    assert (me.id, me.username, me.is_bot) == (world.bot["id"], "demo_formation_bot", True)


async def test_a_wrong_token_is_unauthorized(simulator: Running) -> None:
    wrong = Bot("7300000001:another", base_url=f"{simulator.url}/bot")
    with pytest.raises(InvalidToken):
        await wrong.initialize()
    await wrong.shutdown()


async def test_a_deep_link_arrives_as_a_command(bot: Bot, driver: Driver) -> None:
    person = await driver.person(start=False)
    await driver.do(f"people/{person}/open", {"payload": "org-42"})
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.text == "/start org-42"
    assert [(entity.type, entity.offset, entity.length) for entity in update.message.entities] == [
        ("bot_command", 0, 6)
    ]


async def test_a_conversation_with_buttons(bot: Bot, driver: Driver) -> None:
    person = await driver.person()
    sent = await bot.send_message(person, "<b>Venez-vous</b> ?", parse_mode="HTML", reply_markup=BUTTONS)
    assert (sent.text, sent.entities[0].type, sent.reply_markup) == ("Venez-vous ?", "bold", BUTTONS)
    await driver.do(f"people/{person}/press", {"text": "Oui"})
    query = await _newest_press(bot)
    assert (query.data, query.from_user.id) == ("yes", person)
    assert isinstance(query.message, Message)
    assert query.message.text == "Venez-vous ?"
    assert await query.answer("C’est noté")
    edited = await query.edit_message_text("Merci.")
    assert isinstance(edited, Message)
    assert edited.edit_date is not None
    assert await driver.texts(person) == ["Merci."]


async def _newest_press(bot: Bot) -> CallbackQuery:
    updates = await bot.get_updates()
    assert updates[-1].callback_query is not None
    return updates[-1].callback_query


async def test_documents_go_both_ways(bot: Bot, driver: Driver) -> None:
    person = await driver.person()
    sent = await bot.send_document(
        person, InputFile(b"BEGIN:VCALENDAR", "session.ics"), caption="<i>Agenda</i>", parse_mode="HTML"
    )
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.mime_type, sent.caption) == (
        "session.ics",
        "text/calendar",
        "Agenda",
    )
    again = await bot.send_document(person, sent.document.file_id)
    assert again.document == sent.document
    await driver.do(f"people/{person}/file", {"name": "liste.csv", "content_base64": "YTtiCg==", "caption": "Voici"})
    received = (await bot.get_updates())[-1].message
    assert received is not None and received.document is not None
    assert (received.caption, received.document.file_size) == ("Voici", 4)
    file = await received.document.get_file()
    assert bytes(await file.download_as_bytearray()) == b"a;b\n"
    shown = await driver.client.get(f"/sim/files/{sent.document.file_id}")
    assert shown.content == b"BEGIN:VCALENDAR"


async def test_contacts_and_stickers(bot: Bot, driver: Driver) -> None:
    person = await driver.person(phone="+221730000017")
    keyboard = ReplyKeyboardMarkup(
        [[KeyboardButton("Partager", request_contact=True)], ["Plus tard"]], one_time_keyboard=True
    )
    await bot.send_message(person, "Votre numéro ?", reply_markup=keyboard)
    await driver.do(f"people/{person}/press", {"text": "Partager"})
    await driver.do(f"people/{person}/contact", {"phone_number": "+221730000099", "user_id": 12})
    await driver.do(f"people/{person}/sticker")
    _, own, other, sticker = [update.message for update in await bot.get_updates()]
    assert own is not None and own.contact is not None and other is not None and other.contact is not None
    assert (own.contact.phone_number, own.contact.user_id) == ("+221730000017", person)
    assert (other.contact.phone_number, other.contact.user_id) == ("+221730000099", 12)
    assert sticker is not None and sticker.sticker is not None
    assert (await driver.refused(f"people/{person}/press", {"text": "Partager"}))["buttons"] == []


async def test_the_proposed_keyboard_goes_when_the_bot_says_so(bot: Bot, driver: Driver) -> None:
    person = await driver.person()
    await bot.send_message(person, "Choisissez", reply_markup=ReplyKeyboardMarkup([["Plus tard"]]))
    (shown,) = (await driver.look("state"))["people"]
    assert shown["reply_keyboard"] == {"rows": [[{"text": "Plus tard"}]]}
    await driver.do(f"people/{person}/press", {"text": "Plus tard"})
    assert (await driver.updates())[-1]["message"]["text"] == "Plus tard"
    await bot.send_message(person, "Bien", reply_markup=ReplyKeyboardRemove())
    assert (await driver.look("state"))["people"][0]["reply_keyboard"] is None


async def test_blocking_is_told_and_refuses(bot: Bot, driver: Driver) -> None:
    person = await driver.person()
    await driver.do(f"people/{person}/block")
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(person, "Rappel")
    await driver.do(f"people/{person}/unblock")
    assert await bot.send_message(person, "Rappel")
    changes = [update.my_chat_member for update in await bot.get_updates() if update.my_chat_member]
    assert isinstance(changes[0].new_chat_member, ChatMemberBanned)
    assert isinstance(changes[1].new_chat_member, ChatMemberMember)


async def test_commands_and_descriptions(bot: Bot, driver: Driver) -> None:
    person = await driver.person()
    await bot.set_my_commands([BotCommand("aide", "Obtenir de l’aide")])
    await bot.set_my_commands([BotCommand("annonces", "Écrire")], scope=BotCommandScopeChat(person))
    await bot.set_my_description("Inscriptions et rappels")
    await bot.set_my_short_description("Formations", language_code="fr")
    assert [command.command for command in await bot.get_my_commands()] == ["aide"]
    state = await driver.look("state")
    assert state["bot"]["commands"] == [{"command": "aide", "description": "Obtenir de l’aide"}]
    assert state["people"][0]["commands"][0]["command"] == "annonces"
    assert (state["bot"]["description"], state["bot"]["short_description"]) == ("Inscriptions et rappels", "Formations")
    await bot.delete_my_commands(scope=BotCommandScopeChat(person))
    assert (await driver.look("state"))["people"][0]["commands"][0]["command"] == "aide"


async def test_too_fast_is_told_with_a_delay(bot: Bot, driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    person = await driver.person()
    for _ in range(3):
        await bot.send_message(person, "Bonjour")
    with pytest.raises(RetryAfter) as refusal:
        await bot.send_message(person, "Bonjour")
    assert refusal.value.retry_after == timedelta(seconds=1)


async def test_a_second_poll_ends_the_first(bot: Bot, driver: Driver) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=20))
    await eventually(lambda: not first.done(), "the first poll runs")
    while not first.done():
        await driver.call("getUpdates", timeout=0)
    with pytest.raises(Conflict):
        await first


async def test_a_lost_answer_and_a_cut_network_are_network_errors(bot: Bot, driver: Driver) -> None:
    person = await driver.person()
    await driver.do("faults", {"method": "sendMessage", "times": 1, "kind": "lose_answer"})
    with pytest.raises(NetworkError) as lost:
        await bot.send_message(person, "Perdu de vue")
    assert not isinstance(lost.value, BadRequest)
    await driver.do("network", {"state": "cut"})
    with pytest.raises(NetworkError):
        await bot.send_message(person, "Jamais parti")
    await driver.do("network", {"state": "up"})
    await bot.send_message(person, "Arrivé")
    assert await driver.texts(person) == ["Perdu de vue", "Arrivé"]


async def test_an_application_runs_on_it(simulator: Running, driver: Driver) -> None:
    base = f"{simulator.url}/bot"
    application = ApplicationBuilder().token(simulator.world.token).base_url(base).build()
    application.add_handler(CommandHandler("start", _greet))
    application.add_handler(CallbackQueryHandler(_thank))
    async with application:
        await _poll(application)
        person = await driver.person()
        await simulator.world.wait_for(person, button="Oui")
        await driver.do(f"people/{person}/press", {"text": "Oui"})
        await simulator.world.wait_for(person, text="Merci")
        assert application.updater is not None
        await application.updater.stop()
        await application.stop()


async def _poll(application: "Application[Any, Any, Any, Any, Any, Any]") -> None:
    assert application.updater is not None
    await application.updater.start_polling(timeout=1)
    await application.start()


async def _greet(update: Update, context: Any) -> None:
    assert update.message is not None
    await update.message.reply_text("Bonjour", reply_markup=BUTTONS)


async def _thank(update: Update, context: Any) -> None:
    assert update.callback_query is not None
    await update.callback_query.answer()
    await update.callback_query.edit_message_text("Merci")
